import { sql } from 'kysely'
import { z } from 'zod'
import { job, nowText, type Db } from '../../platform/index.ts'
import { rollUp } from './figures.ts'

const mostRecent = 1_000
const mostRejected = 10_000

/** Keeps what the debugger shows small: of what was taken in a day and 1,000 for each source, of what was rejected 30 days and 10,000. */
export async function forgetMessages(db: Db, now: string): Promise<void> {
  await sql`delete from recent_messages where received_at < ${now}::timestamptz - interval '24 hours'`.execute(db)
  await sql`delete from rejected_messages where received_at < ${now}::timestamptz - interval '30 days'`.execute(db)
  for (const [table, most] of [['recent_messages', mostRecent], ['rejected_messages', mostRejected]] as const) {
    await sql`
      with last as (select s.id as source_id, l.received_at, l.id from sources as s cross join lateral (
        select received_at, id from ${sql.table(table)} as m where m.source_id = s.id order by received_at desc, id desc offset ${most - 1} limit 1) as l)
      delete from ${sql.table(table)} as m using last where m.source_id = last.source_id and (m.received_at, m.id) < (last.received_at, last.id)`.execute(db)
  }
}

export const sourceUpkeep = job('collect.upkeep', z.unknown(), async ctx => {
  await rollUp(ctx.db, nowText(ctx.clock))
  await forgetMessages(ctx.db, nowText(ctx.clock))
}, { cron: '* * * * *' })
