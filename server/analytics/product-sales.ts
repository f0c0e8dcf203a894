import type { Days, Granularity } from '../../contracts/analytics.ts'
import { appError, type Ctx } from '../platform/index.ts'
import { titlesOf } from './overview.ts'
import { bucketsOf, previousOf } from './scope.ts'

const productUnknown = appError('analytics.product_unknown', 404, 'There is no product {productId}.')

/** How a product sells: its days, who buys it, and what lies in the same baskets. */
export async function salesOf(ctx: Ctx, { productId, from, to, granularity }: Days & { productId: string; granularity: Granularity }) {
  previousOf({ from, to, compare: 'none' })
  const product = await ctx.db.selectFrom('products').innerJoin('stores', 'stores.id', 'products.store_id').select(['stores.id as storeId', 'stores.currency', 'stores.time_zone as zone']).where('products.id', '=', productId).executeTakeFirst()
  if (!product) throw productUnknown({ productId })
  const params = { product: productId, store: product.storeId, zone: product.zone, from, to }
  const [days, [buyers], boughtWith] = await Promise.all([
    ctx.warehouse.rows<SoldDay>(soldDays, params), ctx.warehouse.rows<{ buyers: number; repeat: number; orders: number }>(buyersQuery, params), ctx.warehouse.rows<Basket>(basketQuery, params),
  ])
  const titles = await titlesOf(ctx, boughtWith.map(b => b.product_id))
  const total = (pick: (d: SoldDay) => number) => days.reduce((sum, d) => sum + pick(d), 0)
  return {
    currency: product.currency,
    buckets: bucketsOf({ from, to }, granularity).map(bucket => sumUp(bucket, days)),
    orders: total(d => d.orders), quantity: thousandths(total(d => d.quantity)), amountMinor: total(d => d.amount), buyers: buyers?.buyers ?? 0, repeatBuyers: buyers?.repeat ?? 0,
    boughtWith: boughtWith.map(b => ({ productId: b.product_id, ...titles(b.product_id), orders: b.together, share: b.together / b.orders, lift: (b.together * b.baskets) / (b.orders * b.alone) })),
  }
}

type SoldDay = { day: string; orders: number; quantity: number; amount: number }
type Basket = { product_id: string; together: number; orders: number; alone: number; baskets: number }

const thousandths = (quantity: number) => Math.round(quantity * 1000) / 1000

function sumUp(bucket: Days, days: SoldDay[]) {
  const own = days.filter(d => d.day >= bucket.from && d.day <= bucket.to)
  return { ...bucket, quantity: thousandths(own.reduce((sum, d) => sum + d.quantity, 0)), amountMinor: own.reduce((sum, d) => sum + d.amount, 0), orders: own.reduce((sum, d) => sum + d.orders, 0) }
}

const soldDays = `
  select day, toUInt32(p.2) as orders, toFloat64(p.3) as quantity, p.4 as amount
  from (select day, arrayFirst(p -> p.1 = {product:UUID}, products) as p from days final where store_id = {store:UUID} and day >= {from:Date} and day <= {to:Date})
  where p.2 > 0 order by day`

// A day more on both sides finds the rows by the index; the exact day is compared beside it.
const lines = `order_lines final where store_id = {store:UUID} and not deleted and not voided and placed_at >= toDateTime64({from:Date}, 3, 'UTC') - interval 1 day and placed_at < toDateTime64({to:Date}, 3, 'UTC') + interval 2 day
  and toDate(placed_at, {zone:String}) between {from:Date} and {to:Date}`

const buyersQuery = `
  select toUInt32(count()) as buyers, toUInt32(countIf(n > 1)) as repeat
  from (select customer_id, uniqExact(order_id) as n from ${lines} and product_id = {product:UUID} and customer_id <> toUUID('00000000-0000-0000-0000-000000000000') group by customer_id)`

// Lift as in market basket analysis: P(a and b) ÷ (P(a) · P(b)). Pairs met in fewer than two orders say nothing.
const basketQuery = `
  with own as (select distinct order_id from ${lines} and product_id = {product:UUID}),
    together as (select product_id, uniqExact(order_id) as n from ${lines} and order_id in own and product_id not in ({product:UUID}, toUUID('00000000-0000-0000-0000-000000000000')) group by product_id having n > 1 order by n desc, product_id limit 10)
  select t.product_id as product_id, toUInt32(t.n) as together, toUInt32((select count() from own)) as orders, toUInt32(a.n) as alone,
    toUInt32((select sum(orders) from days final where store_id = {store:UUID} and day >= {from:Date} and day <= {to:Date})) as baskets
  from together t join (
    select p.1 as product_id, sum(p.2) as n from (select arrayJoin(products) as p from days final where store_id = {store:UUID} and day >= {from:Date} and day <= {to:Date}) where product_id in (select product_id from together) group by product_id
  ) a on a.product_id = t.product_id order by together desc, product_id`
