import type { Certificate, Progress } from '../../../contracts/privacy.ts'
import { announce, inTransaction, seal, unseal, within, type Ctx, type Kept } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { forgetInWarehouse, waitForCopy } from '../../warehouse/index.ts'
import { tellProgress } from '../requests.ts'
import { certified } from './certificate.ts'
import { erasePassages } from './passages.ts'
import { eraseRows, type Counted, type Wanted } from './rows.ts'
import { searchEverywhere, type Searched } from './search.ts'

type Request = { id: string; customerId: string; state: string; askedAt: string; decidedBy: string; step: Progress['step']; wanted: Wanted | undefined; removed: Removed }
type Removed = { postgres: Counted; clickhouse: Counted; search?: Searched }

/**
 * Erases a person, step by step; each is committed with what it counted, so that a crash between them goes on with the
 * next, and a step that runs twice changes nothing: rows of theirs, passages elsewhere, the copy, the search for what
 * is left, the certificate.
 */
export async function erase(ctx: Ctx, requestId: string, kept: Kept[]): Promise<void> {
  for (let request = await requestToErase(ctx, requestId); request; request = await requestToErase(ctx, requestId)) {
    try {
      await steps[request.step]!(ctx, request, kept)
    } catch (error) {
      await ctx.db.updateTable('privacy_requests').set({ state: 'failed', problem: (error as Error).message.slice(0, 500) }).where('id', '=', requestId).execute()
      await announce(ctx.db, { topic: 'privacy', id: requestId })
      throw error
    }
  }
}

/** What there is still to do; undefined when it is done. */
async function requestToErase(ctx: Ctx, id: string): Promise<Request | undefined> {
  const row = await ctx.db.selectFrom('privacy_requests').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row || (row.state !== 'running' && row.state !== 'failed')) return undefined
  if (row.state === 'failed') await ctx.db.updateTable('privacy_requests').set({ state: 'running', problem: null }).where('id', '=', id).execute()
  const { step = 'rows' } = row.progress as Partial<Progress>
  return { id, customerId: row.customer_id, state: row.state, askedAt: row.asked_at, decidedBy: row.decided_by ?? '', step, wanted: row.wanted ? unseal<Wanted>(ctx, 'privacy', row.wanted) : undefined, removed: { postgres: {}, clickhouse: {}, ...(row.removed as Partial<Removed>) } }
}

const steps: Partial<Record<Progress['step'], (ctx: Ctx, request: Request, kept: Kept[]) => Promise<void>>> = {
  rows: (ctx, request, kept) =>
    inTransaction(ctx.db, async db => {
      const own = within(ctx, { db })
      const { wanted, counted } = await eraseRows(own, request, kept)
      await audit(own, { action: 'privacy.erase', record: { kind: 'privacy_request', id: request.id, label: null } })
      await db.updateTable('privacy_requests').set({ wanted: seal(ctx, 'privacy', wanted) }).where('id', '=', request.id).execute()
      await finishStep(own, request, 'passages', { ...request.removed, postgres: counted })
      await announce(db, { topic: 'customers', id: request.customerId })
    }),
  passages: async (ctx, request, kept) => {
    const counted = await erasePassages(ctx, request.wanted!.texts, kept, tellOf(ctx, request))
    await finishStep(ctx, request, 'warehouse', { ...request.removed, postgres: sum(request.removed.postgres, counted) })
  },
  warehouse: async (ctx, request, kept) => {
    await waitForCopy(ctx, request.wanted!.xid)
    const gone = await forgetInWarehouse(ctx, request.wanted!.person, kept.flatMap(k => k.warehouse?.personal ?? []))
    const counted = Object.fromEntries(Object.entries(gone).map(([table, deleted]) => [table, { deleted, blanked: 0 }]))
    await finishStep(ctx, request, 'search', { ...request.removed, clickhouse: sum(request.removed.clickhouse, counted) })
  },
  search: async (ctx, request, kept) => {
    const search = await searchEverywhere(ctx, request.wanted!.texts, kept, tellOf(ctx, request))
    await finishStep(ctx, request, 'finish', { ...request.removed, search })
  },
  finish: finish,
}

const tellOf = (ctx: Ctx, { id, step }: Request) => (done: number, total: number) => tellProgress(ctx, id, { step, done, total })

async function finishStep(ctx: Ctx, { id }: Request, next: Progress['step'], removed: Removed) {
  await ctx.db.updateTable('privacy_requests').set({ removed: JSON.stringify(removed), progress: JSON.stringify({ step: next, done: 0, total: 0 }) }).where('id', '=', id).execute()
  await announce(ctx.db, { topic: 'privacy', id })
}

const sum = (a: Counted, b: Counted): Counted =>
  Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map(table => [table, { deleted: (a[table]?.deleted ?? 0) + (b[table]?.deleted ?? 0), blanked: (a[table]?.blanked ?? 0) + (b[table]?.blanked ?? 0) }]))

/** From here on nothing here knows any more who it was. */
async function finish(ctx: Ctx, { id, askedAt, decidedBy, wanted, removed }: Request) {
  const finishedAt = ctx.clock.now().toString()
  const { texts, namesake, person } = wanted!
  const certificate: Certificate = certified(ctx, {
    requestId: id, askedAt, finishedAt, doneBy: decidedBy, postgres: removed.postgres, clickhouse: removed.clickhouse, ordersKept: removed.postgres['orders']?.blanked ?? 0, tombstones: person.nodes.length,
    search: { ...removed.search!, looked: texts.identifiers.length + texts.names.length, tooShort: texts.tooShort, namesake },
  })
  await ctx.db.updateTable('privacy_requests').set({ state: 'done', finished_at: finishedAt, certificate: JSON.stringify(certificate), wanted: null, progress: '{}' }).where('id', '=', id).execute()
  await announce(ctx.db, { topic: 'privacy', id })
}
