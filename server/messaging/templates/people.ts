import { sql } from 'kysely'
import type { Ctx, Db } from '../../platform/index.ts'
import type { Scope } from './engine/liquid.ts'
import { itemOf, viewedBy, type Item, type Line, type Shelf } from './products.ts'
import { isRecommended, recommendedFor, recommendations } from './recommending/people.ts'

// What Liquid sees of a person. Read for many at once; only what a text asks for is read.

/**
 * The scope of each customer, in the order asked: `customer`, and where `needs` names them `order` (the last one of the store),
 * `cart` (the last one left), `viewed` and what is recommended. Customers that are gone are left out.
 */
export async function scopesOf(ctx: Ctx, { shelf, customerIds, needs }: { shelf: Shelf; customerIds: string[]; needs: Set<string> }): Promise<Map<string, Scope>> {
  const { db } = ctx
  const none = new Map<string, unknown>()
  const [customers, orders, carts, viewed, recommended] = await Promise.all([
    customersOf(db, customerIds),
    needs.has('order') ? ordersOf(db, shelf, customerIds) : none,
    needs.has('cart') ? cartsOf(db, shelf, customerIds) : none,
    needs.has('viewed') ? viewedBy(db, shelf, customerIds) : none,
    isRecommended(needs) ? recommendedFor(db, shelf, customerIds, needs) : none,
  ])
  const now = ctx.clock.now().toString()
  return new Map(customerIds.flatMap(id => (customers.has(id) ? [[id, { customer: customers.get(id), order: orders.get(id) ?? null, cart: carts.get(id) ?? null, viewed: viewed.get(id) ?? [], ...(recommended.get(id) as Scope | undefined), now }]] : [])))
}

async function customersOf(db: Db, ids: string[]): Promise<Map<string, Scope>> {
  const rows = await db.selectFrom('customers').select(['id', 'name', 'first_name', 'last_name', 'email', 'phone', 'language', 'country', 'city', 'birthday', 'gender', 'tags', 'traits', 'orders_count', 'spent_minor', 'currency', 'first_order_at', 'last_order_at', 'created_at']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, spent_minor, currency, ...row }) => [id, { ...row, birthday: row.birthday === null ? null : String(row.birthday).slice(0, 10), first_name: row.first_name || firstOf(row.name), spent: { minor: Number(spent_minor), currency: currency ?? 'EUR' } }]))
}

/** Who gave one name only is called by its first word. */
const firstOf = (name: string) => name.trim().split(/\s+/)[0] || null

async function ordersOf(db: Db, shelf: Shelf, ids: string[]): Promise<Map<string, Scope>> {
  const { rows } = await sql<{ customerId: string; number: string; placedAt: string; currency: string; totalMinor: string; itemsCount: number; city: string | null; lines: Line[] }>`
    select wanted.id as "customerId", o.number, o.placed_at as "placedAt", o.currency, o.total_minor as "totalMinor", o.items_count as "itemsCount", o.city,
      (select coalesce(json_agg(json_build_object('key', p.external_id, 'sku', l.sku, 'title', l.title, 'quantity', l.quantity, 'priceMinor', l.unit_price_minor, 'totalMinor', l.total_minor, 'imageUrl', p.image_url) order by l.position), '[]')
       from order_lines as l left join products as p on p.id = l.product_id where l.order_id = o.id) as lines
    from unnest(${ids}::uuid[]) as wanted(id) cross join lateral (
      select * from orders where customer_id = wanted.id and store_id = ${shelf.storeId} and cancelled_at is null order by placed_at desc limit 1) as o`.execute(db)
  return new Map(rows.map(row => [row.customerId, { number: row.number, placed_at: row.placedAt, total: { minor: Number(row.totalMinor), currency: row.currency }, items_count: row.itemsCount, city: row.city, items: row.lines.map(line => itemOf(line, row.currency, shelf)) }]))
}

async function cartsOf(db: Db, shelf: Shelf, ids: string[]): Promise<Map<string, Scope>> {
  type Kept = { productId: string | null; sku: string; title: string; imageUrl: string | null; quantity: number; unitPriceMinor: number | null }
  const { rows } = await sql<{ customerId: string; currency: string; valueMinor: string; itemsCount: number; activeAt: string; lines: Kept[]; keys: Record<string, string> | null }>`
    select wanted.id as "customerId", k.currency, k.value_minor as "valueMinor", k.items_count as "itemsCount", k.active_at as "activeAt", k.lines,
      (select json_object_agg(p.id, p.external_id) from products as p where p.id in (select (line ->> 'productId')::uuid from jsonb_array_elements(k.lines) as line)) as keys
    from unnest(${ids}::uuid[]) as wanted(id) cross join lateral (
      select * from carts where customer_id = wanted.id and store_id = ${shelf.storeId} and state <> 'ordered' and lines <> '[]' order by active_at desc limit 1) as k`.execute(db)
  return new Map(rows.map(row => [row.customerId, {
    total: { minor: Number(row.valueMinor), currency: row.currency }, items_count: row.itemsCount, left_at: row.activeAt,
    items: row.lines.map(line => itemOf({ ...line, key: row.keys?.[line.productId ?? ''] ?? null, priceMinor: line.unitPriceMinor, totalMinor: null }, row.currency, shelf)),
  }]))
}

type Example = { currency: string; language: string; country: string | null; name: { first: string; last: string } }

/** Somebody who never was, to show a text with. */
export function exampleScope(ctx: Ctx, items: Item[], { currency, language, country, name }: Example): Scope {
  const now = ctx.clock.now()
  const at = (days: number) => now.subtract({ hours: 24 * days }).toString()
  const lines = items.slice(0, 3).map(item => ({ ...item, quantity: 1, total: item.price }))
  const total = { minor: lines.reduce((sum, { price }) => sum + (price?.minor ?? 0), 0), currency }
  return {
    customer: { name: `${name.first} ${name.last}`, first_name: name.first, last_name: name.last, email: 'reader@example.com', phone: null, language, country, city: null, birthday: at(11_000).slice(0, 10), gender: null, tags: [], traits: {}, orders_count: 2, spent: { minor: total.minor * 2, currency }, first_order_at: at(400), last_order_at: at(21), created_at: at(420) },
    order: { number: '1042', placed_at: at(21), total, items_count: lines.length, city: null, items: lines },
    cart: { total, items_count: lines.length, left_at: at(1), items: lines },
    viewed: items, ...Object.fromEntries(recommendations.map(name => [name, items])), now: now.toString(), data: {},
  }
}
