import type { Ctx, Db } from '../../platform/index.ts'
import { lastScored, standings, zoneOf } from '../../segments/index.ts'
import { periodBackwards } from '../scope.ts'

export const firstZone = (db: Db) => zoneOf(db, null)

/** At most so many ends of months can be asked for. */
const mostMonths = 36

/** The instant that `now` or the first day of a month means: the last computation, or the beginning of that day. */
async function instantOf(ctx: Ctx, moment: string, zone: string): Promise<number> {
  if (moment !== 'now') return Temporal.PlainDate.from(moment).toZonedDateTime(zone).toInstant().epochMilliseconds - 1
  return Date.parse((await lastScored(ctx.db)) ?? ctx.clock.now().toString())
}

/** Two instants, and how everybody stood at each. @throws periodBackwards */
export async function spanOf(ctx: Ctx, moments: { from: string; to: string }) {
  const zone = await firstZone(ctx.db)
  const [from, to] = [await instantOf(ctx, moments.from, zone), await instantOf(ctx, moments.to, zone)]
  if (from >= to) throw periodBackwards(moments)
  return { from, to, rows: flows(standings({ at: from, zone }), standings({ at: to, zone })) }
}

/** Of each customer, from which group to which; `none`: had not ordered yet. */
const flows = (from: string, to: string) => `(
  select if(b.recency = 0, a.customer_id, b.customer_id) as customer_id, if(a.recency = 0, 'none', a.rfm_group) as from_group, if(b.recency = 0, 'none', b.rfm_group) as to_group
  from ${from} as a full outer join ${to} as b on b.customer_id = a.customer_id)`

/** Ends of months since the first order as the first day after each, newest first. */
export async function monthsOf(ctx: Ctx): Promise<string[]> {
  const first = await ctx.db.selectFrom('orders').select('placed_at').where('payment_state', '<>', 'voided').where('customer_id', 'is not', null).orderBy('placed_at').limit(1).executeTakeFirst()
  if (!first) return []
  const zone = await firstZone(ctx.db)
  const begun = Temporal.Instant.from(first.placed_at).toZonedDateTimeISO(zone).toPlainDate()
  const months: string[] = []
  for (let end = ctx.clock.now().toZonedDateTimeISO(zone).toPlainDate().with({ day: 1 }); months.length < mostMonths && Temporal.PlainDate.compare(end, begun) > 0; end = end.subtract({ months: 1 })) months.push(end.toString())
  return months
}
