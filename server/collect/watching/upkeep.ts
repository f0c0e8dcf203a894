import { sql } from 'kysely'
import { z } from 'zod'
import { job, nowText, type Db } from '../../platform/index.ts'
import { rollUp } from './figures.ts'

const mostRecent = 1_000
const mostRejected = 10_000

/** What was taken in is kept for a day, 1,000 messages of each source. */
async function forgetRecent(db: Db, now: string) {
  await sql`delete from recent_messages where received_at < ${now}::timestamptz - interval '24 hours'`.execute(db)
  await keepLast(db, 'recent_messages', mostRecent)
}

/** What was rejected is kept for 30 days, 10,000 messages of each source. */
async function forgetRejected(db: Db, now: string) {
  await sql`delete from rejected_messages where received_at < ${now}::timestamptz - interval '30 days'`.execute(db)
  await keepLast(db, 'rejected_messages', mostRejected)
}

const keepLast = (db: Db, table: 'recent_messages' | 'rejected_messages', most: number) => sql`
  with last as (select s.id as source_id, l.received_at, l.id from sources as s cross join lateral (
    select received_at, id from ${sql.table(table)} as m where m.source_id = s.id order by received_at desc, id desc offset ${most - 1} limit 1) as l)
  delete from ${sql.table(table)} as m using last where m.source_id = last.source_id and (m.received_at, m.id) < (last.received_at, last.id)`.execute(db)

const everyMinute = job('collect.upkeep', z.unknown(), async ctx => {
  await rollUp(ctx.db, nowText(ctx.clock))
  await forgetRecent(ctx.db, nowText(ctx.clock))
}, { cron: '* * * * *' })

const everyHour = job('collect.forget_rejected', z.unknown(), ctx => forgetRejected(ctx.db, nowText(ctx.clock)), { cron: '23 * * * *' })

export const sourceJobs = [everyMinute, everyHour]
