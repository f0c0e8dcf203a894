import { sql } from 'kysely'
import type { Ctx } from '../platform/index.ts'
import { tableOf, type Generation } from './generations.ts'

type Noted = { storeId: string; day: string; noted: number }

// A hundred days of a shop with 30,000 lines a day are 3 M lines in one statement.
const daysAtOnce = 100

/**
 * Computes the noted days anew from the orders, lines and refunds in ClickHouse, until none is noted.
 * A day that is noted again meanwhile stays noted. @returns whether there were any
 */
export async function refreshDays(ctx: Ctx, generation: Generation, stopped: () => boolean): Promise<boolean> {
  for (let any = false; ; any = true) {
    const noted = await notedDays(ctx, generation)
    if (!noted.length || stopped()) return any
    await computeDays(ctx, generation, noted)
    await sql`delete from warehouse_days d using unnest(${noted.map(n => n.storeId)}::uuid[], ${noted.map(n => n.day)}::date[], ${noted.map(n => n.noted)}::bigint[]) as n (store_id, day, noted)
      where d.generation_id = ${generation.id} and d.store_id = n.store_id and d.day = n.day and d.noted = n.noted`.execute(ctx.db)
  }
}

/** The oldest noted days of one store. */
async function notedDays({ db }: Ctx, generation: Generation): Promise<(Noted & { zone: string; version: number })[]> {
  const { rows } = await sql<Noted & { zone: string; version: number }>`
    select d.store_id as "storeId", d.day, d.noted, s.time_zone as zone, (select nextval('warehouse_moments')) as version
    from warehouse_days d join stores s on s.id = d.store_id
    where d.generation_id = ${generation.id} and d.store_id = (select store_id from warehouse_days where generation_id = ${generation.id} limit 1)
    order by d.day limit ${sql.lit(daysAtOnce)}`.execute(db)
  return rows
}

async function computeDays(ctx: Ctx, generation: Generation, noted: (Noted & { zone: string; version: number })[]) {
  const { storeId, zone, version } = noted[0]!
  const days = noted.map(n => n.day)
  await ctx.warehouse.command(daysInsert(generation, days, zone), { store: storeId, zone, days, version })
}

/** The instants of the days, by runs of neighbours, two hours wider: only for the index. The exact day is compared beside it. */
function spans(column: string, days: string[], zone: string) {
  const runs: { first: string; last: string }[] = []
  for (const day of days) {
    const run = runs.at(-1)
    if (run && Temporal.PlainDate.from(run.last).add({ days: 2 }).toString() >= day) run.last = day
    else runs.push({ first: day, last: day })
  }
  const edge = (day: string, hours: number) => `fromUnixTimestamp64Milli(${Temporal.PlainDate.from(day).toZonedDateTime(zone).add({ hours }).epochMilliseconds}, 'UTC')`
  return `(${runs.map(({ first, last }) => `(${column} >= ${edge(first, -2)} and ${column} < ${edge(Temporal.PlainDate.from(last).add({ days: 1 }).toString(), 2)})`).join(' or ')})`
}

function daysInsert(generation: Generation, days: string[], zone: string) {
  const from = (table: string, moment: string) =>
    `${tableOf(generation, table)} final where store_id = {store:UUID} and not deleted and ${spans(moment, days, zone)} and toDate(${moment}, {zone:String}) in {days:Array(Date)}`
  return `
    insert into ${tableOf(generation, 'days')}
    select {store:UUID}, wanted.day, money.orders, money.gross, money.discount, money.shipping, money.tax, money.refunded, money.refunded_of_orders, who.buyers, money.countries, sold.products, {version:UInt64}
    from (select arrayJoin({days:Array(Date)}) as day) as wanted
    left join (
      select day, sum(n) as orders, sum(g) as gross, sum(d) as discount, sum(s) as shipping, sum(t) as tax, sum(r) as refunded, sum(ro) as refunded_of_orders, groupArray((country, n, g, d, r, ro)) as countries
      from (
        select day, country, sum(one) as n, sum(subtotal_minor) as g, sum(discount_minor) as d, sum(shipping_minor) as s, sum(tax_minor) as t, sum(refunded) as r, sum(refunded_of_orders) as ro
        from (
          select toDate(placed_at, {zone:String}) as day, country, 1 as one, subtotal_minor, discount_minor, shipping_minor, tax_minor, 0::Int64 as refunded, 0::Int64 as refunded_of_orders
          from ${from('orders', 'placed_at')} and payment_state <> 'voided'
          union all
          select toDate(refunded_at, {zone:String}), country, 0, 0, 0, 0, 0, amount_minor, 0 from ${from('refunds', 'refunded_at')}
          union all
          select toDate(order_placed_at, {zone:String}), country, 0, 0, 0, 0, 0, 0, amount_minor from ${from('refunds', 'order_placed_at')}
        ) group by day, country order by day, country
      ) group by day
    ) as money on money.day = wanted.day
    left join (
      select toDate(placed_at, {zone:String}) as day, groupBitmapState(customer_ordinal) as buyers from ${from('orders', 'placed_at')} and payment_state <> 'voided' and customer_ordinal > 0 group by day
    ) as who on who.day = wanted.day
    left join (
      select day, groupArray((product_id, orders, quantity, amount)) as products
      from (
        select toDate(placed_at, {zone:String}) as day, product_id, uniqExact(order_id) as orders, sum(quantity) as quantity, sum(total_minor) as amount
        from ${from('order_lines', 'placed_at')} and not voided and product_id <> toUUID('00000000-0000-0000-0000-000000000000') group by day, product_id order by day, product_id
      ) group by day
    ) as sold on sold.day = wanted.day`
}
