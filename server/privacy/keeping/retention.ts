import { setTimeout as pause } from 'node:timers/promises'
import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import type { RetentionRule } from '../../../contracts/privacy.ts'
import { append, sources } from '../../collect/index.ts'
import { appError, inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { eventsBefore, forgetEventsBefore } from '../../warehouse/index.ts'

export const ruleNotFound = appError('privacy.no_rule', 404, 'There is no rule for these events.')

const columns = ['event_name as eventName', 'days', 'set_at as setAt', 'set_by as setBy', 'ran_at as ranAt', 'deleted_last as deletedLast', 'deleted_total as deletedTotal'] as const

/** The rules, and the names of events that there are, to choose from. */
export async function retentionRules({ db }: Ctx): Promise<{ items: RetentionRule[]; names: string[] }> {
  const names = await db.selectFrom('tracked_events').select('name').orderBy('seen_count', 'desc').limit(500).execute()
  return { items: await db.selectFrom('retention_rules').select(columns).orderBy('event_name').limit(1000).execute(), names: names.map(row => row.name) }
}

export const setRetention = (ctx: Ctx, eventName: string, days: number): Promise<RetentionRule> =>
  inTransaction(ctx.db, async db => {
    const before = await db.selectFrom('retention_rules').select('days').where('event_name', '=', eventName).executeTakeFirst()
    const row = { days, set_at: ctx.clock.now().toString(), set_by: ctx.actor.name }
    const rule = await db.insertInto('retention_rules').values({ event_name: eventName, ...row }).onConflict(c => c.column('event_name').doUpdateSet(row)).returning(columns).executeTakeFirstOrThrow()
    await audit(within(ctx, { db }), { action: 'privacy.set_retention', record: { kind: 'retention', id: eventName, label: eventName }, changes: { days: { from: before?.days ?? null, to: days } } })
    return rule
  })

/** @throws ruleNotFound */
export const dropRetention = (ctx: Ctx, eventName: string): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const gone = await db.deleteFrom('retention_rules').where('event_name', '=', eventName).returning('days').executeTakeFirst()
    if (!gone) throw ruleNotFound()
    await audit(within(ctx, { db }), { action: 'privacy.drop_retention', record: { kind: 'retention', id: eventName, label: eventName }, changes: { days: { from: gone.days, to: null } } })
  })

/** Found at once, and deleted in one transaction: a tenth of a second, so that nobody waits behind it. */
const [foundAtOnce, deletedAtOnce] = [50_000, 5_000]

/**
 * Deletes what is older than its rule allows, first in PostgreSQL, then in the copy. The copy says which: it finds events
 * of a name and a time without an index that every event would have to pay for. Ends at a good place when asked to stop.
 */
export async function expireEvents(ctx: Ctx, stopping: AbortSignal): Promise<void> {
  for (const { eventName: name, days } of await ctx.db.selectFrom('retention_rules').select(columns).execute()) {
    const before = ctx.clock.now().subtract({ hours: 24 * days }).toString({ fractionalSecondDigits: 3 })
    let [deleted, upTo] = [0, { xid: 0, seq: 0 }]
    while (!stopping.aborted) {
      const found = await eventsBefore(ctx, { name, before, after: upTo, limit: foundAtOnce })
      if (!found.length) break
      deleted += await deleteEvents(ctx.db, found.map(event => event.id))
      upTo = found.at(-1)!
    }
    if (upTo.xid) await forgetEventsBefore(ctx, { name, before, upTo })
    await noteRun(ctx, name, deleted)
  }
}

async function deleteEvents(db: Db, ids: string[]): Promise<number> {
  let deleted = 0
  for (let i = 0; i < ids.length; i += deletedAtOnce) {
    const { rows } = await sql<{ count: number }>`with gone as (delete from events where id = any(${ids.slice(i, i + deletedAtOnce)}::uuid[]) returning 1) select count(*) as count from gone`.execute(db)
    deleted += rows[0]!.count
    await pause(20)
  }
  return deleted
}

/** In the log as well, without a word of whose they were. */
const noteRun = (ctx: Ctx, eventName: string, deleted: number) =>
  inTransaction(ctx.db, async db => {
    const now = ctx.clock.now().toString()
    await db.updateTable('retention_rules').set(e => ({ ran_at: now, deleted_last: deleted, deleted_total: e('deleted_total', '+', deleted) })).where('event_name', '=', eventName).execute()
    if (deleted) await append(db as Db, [{ sourceId: sources.suki, messageId: randomUUIDv7(), name: 'Events Expired', properties: { event: eventName, count: deleted }, occurredAt: now }])
  })
