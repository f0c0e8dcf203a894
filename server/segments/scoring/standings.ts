import { rfmGrid } from '../../../contracts/rfm.ts'
import type { Zoned } from '../evaluating/evaluate.ts'

/** The instant, as milliseconds, and the time zone whose days since the last order are counted. */
export type AsOf = { at: number; zone: Zoned['zone'] }

const noId = `toUUID('00000000-0000-0000-0000-000000000000')`

// The main currency is that of the most orders, of equal ones the first by the alphabet: as on the profile (server/commerce/recount.ts).
const customersAsOf = ({ at, zone }: AsOf) => `
  select o.customer_id as customer_id, o.currency as currency, o.last_day as last_day, o.orders as orders, o.paid - r.back as spent
  from (
    select customer_id, argMin(own_currency, (-toInt64(n), own_currency)) as currency, argMin(sum_paid, (-toInt64(n), own_currency)) as paid, sum(n) as orders, toDate32(max(last), '${zone.replace(/[^\w/+-]/g, '')}') as last_day
    from (
      select customer_id, toString(currency) as own_currency, count() as n, max(placed_at) as last, sum(subtotal_minor - discount_minor) as sum_paid from orders final
      where not deleted and payment_state != 'voided' and customer_id != ${noId} and placed_at <= fromUnixTimestamp64Milli(${at}, 'UTC') group by customer_id, own_currency
    ) group by customer_id
  ) as o
  left join (
    select customer_id, toString(currency) as currency, sum(amount_minor) as back from refunds final
    where not deleted and customer_id != ${noId} and refunded_at <= fromUnixTimestamp64Milli(${at}, 'UTC') group by customer_id, currency
  ) as r on r.customer_id = o.customer_id and r.currency = o.currency
  where o.customer_id in (select id from customers final where not deleted)`

/**
 * How all who had ordered by an instant stood then, as a subquery of rows (customer_id, recency, frequency, monetary,
 * rfm_group, value_decile, currency). With n customers of whom b are better than one, that one is in part
 * 5 − ⌊5b ÷ n⌋: equal ones have equally many before them, so that all of them stand in the better part.
 * Money is compared among those who buy mostly in the same currency; nothing is converted.
 * What is voided by now was never ordered; refunds count from the day they were made.
 */
export const standings = (asOf: AsOf): string => `(
  select customer_id, recency, frequency, monetary, [${rfmGrid.flat().map(group => `'${group}'`).join(', ')}][(5 - recency) * 5 + intDiv(frequency + monetary + 1, 2)] as rfm_group, value_decile, currency
  from (
    select customer_id, currency, toUInt8(5 - intDiv(5 * later, n)) as recency, toUInt8(5 - intDiv(5 * more, n)) as frequency,
      toUInt8(5 - intDiv(5 * richer, in_currency)) as monetary, toUInt8(1 + intDiv(10 * richer, in_currency)) as value_decile
    from (
      select customer_id, currency, count() over () as n, count() over (partition by currency) as in_currency, rank() over (order by last_day desc) - 1 as later,
        rank() over (order by orders desc) - 1 as more, rank() over (partition by currency order by spent desc) - 1 as richer
      from (${customersAsOf(asOf)})
    )
  )
)`
