import { sql } from 'kysely'
import { valueOf, type CustomerScores, type RfmGroup } from '../../../contracts/rfm.ts'
import { customerNotFound, whoIsNow } from '../../customers/index.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import { lastScored } from './runs.ts'

/** How a customer stands among all, and when the next order is expected. @throws customerNotFound */
export async function scoresOfCustomer({ db, clock }: Ctx, { customerId: asked }: { customerId: string }): Promise<CustomerScores> {
  const customerId = await whoIsNow(db, asked)
  if (!(await db.selectFrom('customers').select('id').where('id', '=', customerId).executeTakeFirst())) throw customerNotFound({ customerId })
  const now = clock.now()
  return { scores: await scoresOf(db, customerId), nextOrder: nextOf(await paceOf(db, customerId, now.toString()), now.epochMilliseconds) }
}

async function scoresOf(db: Db, customerId: string): Promise<CustomerScores['scores']> {
  const row = await db.selectFrom('scores').selectAll().where('id', '=', customerId).executeTakeFirst()
  const asOf = row && (await lastScored(db))
  if (!asOf) return null
  const { recency, frequency, monetary, value_decile: valueDecile, currency } = row
  return { recency, frequency, monetary, value: valueOf(frequency, monetary), group: row.rfm_group as RfmGroup, valueDecile, currency, asOf }
}

type Pace = { orders: number; first: number | null; last: number | null }

async function paceOf(db: Db, customerId: string, now: string): Promise<Pace> {
  const { rows } = await sql<Pace>`
    select count(*) as orders, floor(extract(epoch from min(placed_at)) * 1000)::bigint as first, floor(extract(epoch from max(placed_at)) * 1000)::bigint as last
    from orders where customer_id = ${customerId} and payment_state <> 'voided' and placed_at <= ${now}`.execute(db)
  return rows[0]!
}

/** The average time between orders after the last one: what `overdue` in a rule asks. */
function nextOf({ orders, first, last }: Pace, now: number): CustomerScores['nextOrder'] {
  if (!first || !last || last === first) return null
  const between = (last - first) / (orders - 1)
  const expectedAt = last + Math.floor(between)
  return { expectedAt: new Date(expectedAt).toISOString(), daysBetween: Math.round((between / 86_400_000) * 10) / 10, isOverdue: now >= expectedAt }
}
