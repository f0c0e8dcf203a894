import { sql } from 'kysely'
import type { ShoppingFacts } from '../../../contracts/carts.ts'
import { customerNotFound, nodesOf, whoIsNow } from '../../customers/index.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import { cartInHand } from './carts/list.ts'
import { productIn } from './spec/products.ts'
import { findArticles } from './shelf.ts'

/** After so many days an interest counts half. */
const halfLifeDays = 90
/** What says how much about an interest: a piece bought, one put into the cart, a page looked at. */
const weights = { bought: 5, added: 2, viewed: 1 }
/** So many of the latest events of each node are looked through. */
const mostLooks = 500

/**
 * How a customer shops, computed from orders and the log as they are now.
 * @throws customerNotFound
 */
export async function shoppingFacts(ctx: Ctx, { customerId: asked }: { customerId: string }): Promise<ShoppingFacts> {
  const { db } = ctx
  const customerId = await whoIsNow(db, asked)
  const customer = await db.selectFrom('customers').select(['currency', 'first_order_at', 'last_order_at']).where('id', '=', customerId).executeTakeFirst()
  if (!customer) throw customerNotFound({ customerId })
  const [orders, bought, looks, wishes, cart] = await Promise.all([ordersOf(db, customerId, customer.currency), boughtBy(ctx, customerId), looksOf(db, customerId), wishesOf(db, customerId), cartInHand(db, customerId)])
  const now = ctx.clock.now().epochMilliseconds
  const days = (from: string | null, to: number) => (from === null ? null : Math.max(0, (to - Date.parse(from)) / 86_400_000))
  const { seen, liked } = await looked(db, looks, now)
  const between = orders.all > 1 ? days(customer.first_order_at, Date.parse(customer.last_order_at!))! / (orders.all - 1) : null
  return {
    currency: customer.currency, ordersCount: orders.all, averageOrderMinor: orders.count ? Math.round(orders.worth / orders.count) : null, daysBetweenOrders: between === null ? null : Math.round(between * 10) / 10,
    daysSinceLastOrder: customer.last_order_at ? Math.floor(days(customer.last_order_at, now)!) : null, discountShare: orders.all ? orders.discounted / orders.all : null,
    topCategory: bought[0]?.name ?? null, interests: shares([...bought.map(({ name, weight }) => ({ name, weight: weight * weights.bought })), ...liked]), viewed: seen, wishes, cart,
  }
}

type Orders = { all: number; count: number; worth: number; discounted: number }

/** `count` and `worth` are those in the customer's currency. */
async function ordersOf(db: Db, customerId: string, currency: string | null): Promise<Orders> {
  const { rows } = await sql<Orders>`
    select count(*)::int as all, count(*) filter (where currency = ${currency})::int as count, coalesce(sum(subtotal_minor - discount_minor) filter (where currency = ${currency}), 0)::bigint as worth,
      count(*) filter (where discount_minor > 0 or discount_codes <> '{}')::int as discounted
    from orders where customer_id = ${customerId} and payment_state <> 'voided'`.execute(db)
  return rows[0]!
}

/** Categories by what was paid, and how much each still says: pieces, halved every 90 days. */
async function boughtBy({ db, clock }: Ctx, customerId: string): Promise<{ name: string; weight: number }[]> {
  const { rows } = await sql<{ name: string; weight: number }>`
    select c.name, sum(least(l.quantity, 10) * power(0.5, greatest(0, extract(epoch from ${clock.now().toString()}::timestamptz - o.placed_at) / 86400) / ${sql.lit(halfLifeDays)}))::float8 as weight
    from orders o join order_lines l on l.order_id = o.id join products p on p.id = l.product_id join categories c on c.id = p.category_id
    where o.customer_id = ${customerId} and o.payment_state <> 'voided' group by c.name order by sum(l.total_minor) desc, c.name limit 50`.execute(db)
  return rows
}

type Look = { name: string; storeId: string | null; properties: Record<string, unknown>; at: string }

/** Product pages and what was put into the cart, newest first. */
async function looksOf(db: Db, customerId: string): Promise<Look[]> {
  const { rows } = await sql<Look>`
    select looks.* from ${nodesOf(customerId)} as nodes cross join lateral (
      select * from (select name, store_id as "storeId", properties, occurred_at as at from events where node_id = nodes.node_id order by occurred_at desc, seq desc limit ${sql.lit(mostLooks)}) as latest
      where name in ('Product Viewed', 'Product Clicked', 'Product Added', 'Product Added to Wishlist')) as looks
    order by looks.at desc limit ${sql.lit(mostLooks)}`.execute(db)
  return rows
}

/** The last products looked at, and the categories of all. */
async function looked(db: Db, looks: Look[], now: number): Promise<{ seen: ShoppingFacts['viewed']; liked: { name: string; weight: number }[] }> {
  const told = looks.flatMap(look => {
    const product = productIn(look.properties, 'EUR')
    return product ? [{ ...look, product }] : []
  })
  const stores = told.some(look => look.storeId === null) ? await db.selectFrom('stores').select('id').limit(2).execute() : []
  const storeOf = (look: Look) => look.storeId ?? (stores.length === 1 ? stores[0]!.id : '')
  const find = await findArticles(db, told.filter(storeOf).map(look => ({ storeId: storeOf(look), product: look.product })))
  const articles = told.map(look => ({ ...look, article: find(storeOf(look), look.product) }))
  const liked = articles.flatMap(({ name, at, product, article }) => {
    const category = article?.category ?? product.category
    return category ? [{ name: category, weight: (name.startsWith('Product Added') ? weights.added : weights.viewed) * 0.5 ** (Math.max(0, now - Date.parse(at)) / 86_400_000 / halfLifeDays) }] : []
  })
  const viewed = articles.filter(look => look.name === 'Product Viewed').map(({ at, product, article }) => ({ productId: article?.productId ?? null, title: article?.title ?? product.title ?? product.sku ?? product.key ?? '', imageUrl: article?.imageUrl ?? product.imageUrl ?? null, at }))
  return { liked, seen: [...new Map(viewed.toReversed().map(one => [one.productId ?? one.title, one])).values()].toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, 12) }
}

async function wishesOf(db: Db, customerId: string): Promise<ShoppingFacts['wishes']> {
  const { rows } = await sql<{ storeId: string; product: { sku?: string; key?: string; title?: string; imageUrl?: string }; at: string }>`
    select store_id as "storeId", product, at from wishes where customer_id = ${customerId} and wished order by at desc limit 12`.execute(db)
  const find = await findArticles(db, rows)
  return rows.map(({ storeId, product, at }) => {
    const article = find(storeId, product)
    return { productId: article?.productId ?? null, title: article?.title ?? product.title ?? product.sku ?? product.key ?? '', imageUrl: article?.imageUrl ?? product.imageUrl ?? null, at }
  })
}

/** Weights of the same name added up, as shares of all; the six largest. */
function shares(weighted: { name: string; weight: number }[]): ShoppingFacts['interests'] {
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0)
  if (!total) return []
  const byName = [...Map.groupBy(weighted, one => one.name)].map(([name, of]) => ({ name, share: of.reduce((sum, { weight }) => sum + weight, 0) / total }))
  return byName.toSorted((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1)).slice(0, 6)
}
