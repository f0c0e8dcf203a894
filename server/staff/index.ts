import type { Caller, Ctx } from '../platform/index.ts'

export const identify = async (_ctx: Ctx, _request: unknown): Promise<Caller | undefined> => undefined
