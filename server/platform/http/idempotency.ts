import type { FastifyReply, FastifyRequest } from 'fastify'
import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { appError } from '../errors.ts'
import { within, type Ctx } from '../context.ts'
import { job } from '../jobs/jobs.ts'
import { inTransaction, type Db } from '../postgres/database.ts'
import type { Caller } from './serve.ts'

export const keyReused = appError('idempotency.key_reused', 422, 'This Idempotency-Key was used for another request. Use a new one.')
export const stillRunning = appError('idempotency.still_running', 409, 'The first request with this Idempotency-Key is still running. Try again in a moment.')
export const keyTooLong = appError('idempotency.key_too_long', 400, 'An Idempotency-Key has at most 200 characters.')

/**
 * Runs a changing request once per caller and `Idempotency-Key`: a repeat within a day gets the first answer.
 * The key, the change and the answer commit together, so a request that failed or crashed leaves nothing
 * behind and may be tried again with the same key.
 */
export async function once(ctx: Ctx, { request, reply, caller }: { request: FastifyRequest; reply: FastifyReply; caller: Caller | undefined }, work: (ctx: Ctx) => Promise<unknown>): Promise<unknown> {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || !caller) return work(ctx)
  if (key.length > 200) throw keyTooLong()
  const id = { caller: caller.staffId, key }
  const digest = hash('sha256', `${request.method} ${request.url} ${JSON.stringify(request.body ?? null)}`, 'hex')
  return inTransaction(ctx.db, async db => {
    if (!(await claim(db, id))) throw stillRunning()
    const first = await firstAnswer(ctx, db, id)
    if (!first) return runFirst(within(ctx, { db }), { ...id, digest }, work)
    if (first.digest !== digest) throw keyReused()
    reply.header('idempotency-replayed', 'true')
    return first.answer
  })
}

type KeyId = { caller: string; key: string }

/** Held until the transaction ends, also by a crash. */
async function claim(db: Db, { caller, key }: KeyId): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(hashtextextended(${`${caller} ${key}`}, 7255)) as free`.execute(db)
  return rows[0]?.free ?? false
}

const firstAnswer = (ctx: Ctx, db: Db, { caller, key }: KeyId) =>
  db.selectFrom('idempotency_keys').select(['digest', 'answer']).where('caller', '=', caller).where('key', '=', key).where('created_at', '>', aDayAgo(ctx)).executeTakeFirst()

async function runFirst(ctx: Ctx, { caller, key, digest }: KeyId & { digest: string }, work: (ctx: Ctx) => Promise<unknown>) {
  const answer = await work(ctx)
  const row = { digest, answer: JSON.stringify(answer ?? null), created_at: ctx.clock.now().toString() }
  await ctx.db.insertInto('idempotency_keys').values({ caller, key, ...row }).onConflict(c => c.columns(['caller', 'key']).doUpdateSet(row)).execute()
  return answer
}

const aDayAgo = (ctx: Ctx) => ctx.clock.now().subtract({ hours: 24 }).toString()

export const forgetIdempotencyKeys = job('platform.forget_idempotency_keys', z.object({}), ctx => ctx.db.deleteFrom('idempotency_keys').where('created_at', '<', aDayAgo(ctx)).execute(), { cron: '17 * * * *' })
