import type { SegmentUse } from '../../contracts/segment-routes.ts'
import type { Caller, Ctx } from '../platform/index.ts'
import { usersOf } from './segments.ts'

/** How a module says where it uses a segment: modules below this one are asked through `Module.usesSegments`. */
export type AskUses = (ctx: Ctx, asked: { segmentId: string; caller: Caller }) => Promise<SegmentUse[]>

/** Everything that uses a segment, as far as the caller may see it: other segments, campaigns, saved views. */
export async function usesOf(ctx: Ctx, asked: { segmentId: string; caller: Caller }, asks: AskUses[]): Promise<SegmentUse[]> {
  const segments = (await usersOf(ctx.db, asked.segmentId)).map(({ id, name }) => ({ kind: 'segment' as const, id, name }))
  return [...segments, ...(await Promise.all(asks.map(ask => ask(ctx, asked)))).flat()]
}

/** What would break without it: rules that ask for it, and campaigns that are on their way to it. A draft only says so when it is launched. */
export const needsIt = (use: SegmentUse): boolean => use.kind === 'segment' || (use.kind === 'campaign' && use.state !== 'draft')
