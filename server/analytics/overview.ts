import { figures, type Days, type Figure, type Granularity, type PeriodQuery } from '../../contracts/analytics.ts'
import type { Ctx } from '../platform/index.ts'
import { daysOf } from './days.ts'
import { figureOf, sumsOf, type Sums } from './figures.ts'
import { bucketsOf, ordersByStore, previousOf, readableGranularity, scopeOf } from './scope.ts'

/** Every figure of a period, the one to compare with, and a line of each. One query. */
export async function summarise(ctx: Ctx, query: PeriodQuery) {
  const { from, to, refundsOn } = query
  const previous = previousOf(query)
  const scope = await scopeOf(ctx, query)
  const granularity = readableGranularity(query)
  const buckets = bucketsOf(query, granularity)
  const source = await daysOf(ctx, query.segment)
  const [now, before, ...steps] = await sumsOf(ctx, { scope, source }, [{ from, to }, previous ?? { from, to }, ...buckets], refundsOn)
  const one = (figure: Figure) => ({ value: figureOf(figure, now!), previous: previous && figureOf(figure, before!), series: steps.map(sums => figureOf(figure, sums)) })
  return { currency: scope.currency, period: { from, to }, previous, granularity, buckets, figures: Object.fromEntries(figures.map(f => [f, one(f)])) as Record<Figure, ReturnType<typeof one>> }
}

/** Figures step by step, with the comparison's own steps beside them. */
export async function seriesOf(ctx: Ctx, query: PeriodQuery & { figure?: Figure[] | undefined; granularity: Granularity }) {
  const previous = previousOf(query)
  const scope = await scopeOf(ctx, query)
  const buckets = bucketsOf(query, query.granularity)
  const previousBuckets = previous && bucketsOf(previous, query.granularity)
  const source = await daysOf(ctx, query.segment)
  const sums = await sumsOf(ctx, { scope, source }, [...buckets, ...(previousBuckets ?? [])], query.refundsOn, query.figure)
  const line = (figure: Figure, of: Sums[]) => of.map(s => figureOf(figure, s))
  return {
    currency: scope.currency, buckets, previousBuckets,
    lines: (query.figure ?? [...figures]).map(figure => ({ figure, values: line(figure, sums.slice(0, buckets.length)), previous: previousBuckets && line(figure, sums.slice(buckets.length)) })),
  }
}

type CountryRow = { country: string; orders: number; gross: number; net: number; previous: number }

export async function byCountry(ctx: Ctx, query: PeriodQuery) {
  const previous = previousOf(query)
  const scope = await scopeOf(ctx, query)
  const { days, params, settings } = await daysOf(ctx, query.segment)
  const rows = await ctx.warehouse.rows<CountryRow>(`
    with c.3 - c.4 - if({refundsOn:String} = 'order', c.6, c.5) as kept, day >= {from:Date} and day <= {to:Date} as now
    select c.1 as country, toUInt32(sumIf(c.2, now)) as orders, sumIf(c.3, now) as gross, sumIf(kept, now) as net, sumIf(kept, day >= {before:Date} and day <= {until:Date}) as previous
    from (select day, arrayJoin(countries) as c from ${days} where store_id in {stores:Array(UUID)} and day >= least({from:Date}, {before:Date}) and day <= {to:Date})
    group by country having orders > 0 or net <> 0 order by net desc, country`, { ...params, ...periodParams(query, previous, scope.storeIds) }, settings)
  return { currency: scope.currency, items: rows.map(r => ({ country: r.country || null, orders: r.orders, grossMinor: r.gross, netMinor: r.net, previousNetMinor: previous && r.previous })) }
}

/** Without a comparison its days are those of the period: they are read anyway. */
const periodParams = ({ from, to, refundsOn }: PeriodQuery, previous: Days | null, stores: string[]) => ({ from, to, refundsOn, stores, before: previous?.from ?? from, until: previous?.to ?? to })

type ProductRow = { product_id: string; orders: number; quantity: number; amount: number; previous: number }

export async function bestSellers(ctx: Ctx, query: PeriodQuery & { by: 'amount' | 'quantity' | 'orders'; limit: number }) {
  const previous = previousOf(query)
  const scope = await scopeOf(ctx, query)
  const { products, params, settings } = await daysOf(ctx, query.segment)
  const rows = await ctx.warehouse.rows<ProductRow>(`
    with day >= {from:Date} and day <= {to:Date} as now
    select p.1 as product_id, toUInt32(sumIf(p.2, now)) as orders, toFloat64(sumIf(p.3, now)) as quantity, sumIf(p.4, now) as amount, sumIf(p.4, day >= {before:Date} and day <= {until:Date}) as previous
    from (select day, arrayJoin(products) as p from ${products} where store_id in {stores:Array(UUID)} and day >= least({from:Date}, {before:Date}) and day <= {to:Date})
    group by product_id having orders > 0 order by ${query.by} desc, product_id limit {limit:UInt32}`, { ...params, ...periodParams(query, previous, scope.storeIds), limit: query.limit }, settings)
  const titles = await titlesOf(ctx, rows.map(r => r.product_id))
  return {
    currency: scope.currency,
    items: rows.map(r => ({ productId: r.product_id, ...titles(r.product_id), amountMinor: r.amount, quantity: r.quantity, orders: r.orders, previousAmountMinor: previous && r.previous })),
  }
}

/** Titles and pictures of products; a deleted one has none. */
export async function titlesOf(ctx: Ctx, productIds: string[]) {
  const rows = productIds.length ? await ctx.db.selectFrom('products').select(['id', 'title', 'image_url']).where('id', 'in', productIds).execute() : []
  const byId = new Map(rows.map(row => [row.id, row]))
  return (id: string) => ({ title: byId.get(id)?.title ?? '', imageUrl: byId.get(id)?.image_url ?? null })
}

/** Currencies with their stores, the busiest first. */
export async function currenciesInUse(ctx: Ctx) {
  const [orders, stores] = await Promise.all([ordersByStore(ctx), ctx.db.selectFrom('stores').select(['id', 'name', 'currency', 'time_zone as timeZone']).orderBy('name').execute()])
  const items = [...Map.groupBy(stores, s => s.currency)].map(([currency, own]) => {
    const days = own.flatMap(s => orders.get(s.id) ?? [])
    return {
      currency, orders: days.reduce((sum, d) => sum + d.orders, 0), firstDay: days.map(d => d.first).sort()[0] ?? null, lastDay: days.map(d => d.last).sort().at(-1) ?? null,
      stores: own.map(({ id, name, timeZone }) => ({ id, name, timeZone, orders: orders.get(id)?.orders ?? 0 })),
    }
  })
  return { items: items.sort((a, b) => b.orders - a.orders || a.currency.localeCompare(b.currency)) }
}
