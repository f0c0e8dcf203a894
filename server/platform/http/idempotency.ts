import type { FastifyRequest } from 'fastify'
import { hash } from 'node:crypto'
import { appError } from '../errors.ts'
import type { Ctx } from '../context.ts'
import type { Caller } from './serve.ts'

export const keyReused = appError('idempotency.key_reused', 422, 'This Idempotency-Key was used for another request. Use a new one.')
export const stillRunning = appError('idempotency.still_running', 409, 'The first request with this Idempotency-Key is still running.')

/**
 * Runs a changing request once per `Idempotency-Key`: a repeat within a day gets the first answer.
 * A request that failed may be tried again with the same key.
 */
export async function once(ctx: Ctx, request: FastifyRequest, caller: Caller | undefined, work: () => Promise<unknown>): Promise<unknown> {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || !caller) return work()
  const id = { caller: caller.staffId, key: key.slice(0, 200) }
  const digest = hash('sha256', `${request.method} ${request.url} ${JSON.stringify(request.body ?? null)}`, 'hex')
  const claimed = await ctx.db.insertInto('idempotency_keys').values({ ...id, digest }).onConflict(c => c.doNothing()).returning('key').executeTakeFirst()
  if (!claimed) return repeat(ctx, id, digest)
  try {
    const answer = await work()
    await ctx.db.updateTable('idempotency_keys').set({ answer: JSON.stringify(answer) }).where('caller', '=', id.caller).where('key', '=', id.key).execute()
    return answer
  } catch (error) {
    await ctx.db.deleteFrom('idempotency_keys').where('caller', '=', id.caller).where('key', '=', id.key).execute()
    throw error
  }
}

async function repeat(ctx: Ctx, id: { caller: string; key: string }, digest: string) {
  const first = await ctx.db.selectFrom('idempotency_keys').select(['digest', 'answer']).where('caller', '=', id.caller).where('key', '=', id.key).executeTakeFirst()
  if (!first) throw stillRunning()
  if (first.digest !== digest) throw keyReused()
  if (first.answer === null) throw stillRunning()
  return first.answer
}
