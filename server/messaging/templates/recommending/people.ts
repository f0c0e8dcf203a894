import { sql } from 'kysely'
import { recommendations, type Recommendation } from '../../../../contracts/templates.ts'
import type { Db } from '../../../platform/index.ts'
import { bestSellers, productsById, viewedBy, type Item, type Shelf } from '../products.ts'

// Products for a customer, found for a whole batch of recipients at once: seven queries at most, however many people.

export { recommendations }
export const isRecommended = (needs: Set<string>): boolean => recommendations.some(name => needs.has(name))

/** As many as a block can show. */
const most = 12
/** Of what somebody has, what goes with it is asked for the last ten things. */
const seeds = 10

type Bought = { customerId: string; productId: string; categoryId: string | null; orders: number }
type Pair = { customerId: string; productId: string; score: number }

/**
 * What is recommended to each customer, best first, never what they bought already: `seen` (in a cart or looked at), `together`
 * (bought with what they have), `favourites` (the best of the category they buy most), `best` (of the store), and `for_you`, all of
 * these mixed. Where there is too little of one, the store's best sellers fill it up. Only what `needs` asks for is read.
 */
export async function recommendedFor(db: Db, shelf: Shelf, customerIds: string[], needs: Set<string>): Promise<Map<string, Record<Recommendation, Item[]>>> {
  const asks = (...names: Recommendation[]) => names.some(name => needs.has(name))
  const looked = asks('for_you', 'seen', 'together')
  const [bought, carted, viewed, store] = await Promise.all([boughtBy(db, shelf, customerIds), looked ? cartedBy(db, shelf, customerIds) : nothing, looked ? viewedBy(db, shelf, customerIds) : nothing, bestOfStore(db, shelf)])
  const own = new Map(customerIds.map(id => [id, { bought: bought.get(id) ?? [], seen: unique([...(carted.get(id) ?? []), ...(viewed.get(id) ?? []).map(item => item.id)]) }]))
  const [together, shelves] = await Promise.all([asks('for_you', 'together') ? boughtWith(db, own) : nothing, asks('for_you', 'favourites') ? bestOf(db, [...own.values()].flatMap(({ bought: had }) => favouriteOf(had) ?? [])) : nothing])
  const lists = new Map([...own].map(([id, { bought: had, seen }]) => [id, listsOf({ had: new Set(had.map(one => one.productId)), seen, together: together.get(id) ?? [], favourites: shelves.get(favouriteOf(had) ?? '') ?? [], best: store })]))
  const items = await productsById(db, shelf, unique([...lists.values()].flatMap(list => Object.values(list).flat())), { onSale: true })
  const shown = (ids: string[]) => ids.flatMap(id => items.get(id) ?? []).slice(0, most)
  return new Map([...lists].map(([id, list]) => [id, Object.fromEntries(recommendations.map(name => [name, shown(list[name])])) as Record<Recommendation, Item[]>]))
}

const nothing = new Map<string, never[]>()
const unique = (ids: string[]) => [...new Set(ids)]

type Found = { had: Set<string>; seen: string[]; together: string[]; favourites: string[]; best: string[] }

/** Twice as many as are shown: some may have left the shop meanwhile. */
function listsOf({ had, ...found }: Found): Record<Recommendation, string[]> {
  const fresh = (ids: string[]) => ids.filter(id => !had.has(id))
  const best = fresh(found.best)
  // Who has bought everything that sells is shown it once more, rather than nothing.
  const filled = (ids: string[]) => unique([...fresh(ids), ...best, ...found.best]).slice(0, most * 2)
  const [seen, together, favourites] = [fresh(found.seen), fresh(found.together), fresh(found.favourites)]
  const turns = Array.from({ length: most }, (_, at) => [together[at], favourites[at], seen[at + 2]]).flat().filter(id => id !== undefined)
  return { for_you: filled([...seen.slice(0, 2), ...turns]), seen: filled(seen), together: filled(together), favourites: filled(favourites), best: filled([]) }
}

/** The category they bought from in most orders. */
function favouriteOf(had: Bought[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { categoryId, orders } of had) if (categoryId) counts.set(categoryId, (counts.get(categoryId) ?? 0) + orders)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
}

/** Of the last fifty orders, the last bought first. */
async function boughtBy(db: Db, shelf: Shelf, ids: string[]): Promise<Map<string, Bought[]>> {
  const { rows } = await sql<Bought>`
    select wanted.id as "customerId", p.id as "productId", p.category_id as "categoryId", count(*)::int as orders
    from unnest(${ids}::uuid[]) as wanted(id)
    cross join lateral (select id, placed_at from orders where customer_id = wanted.id and store_id = ${shelf.storeId} and cancelled_at is null order by placed_at desc limit 50) as o
    join order_lines as l on l.order_id = o.id join products as p on p.id = l.product_id
    group by 1, 2, 3 order by max(o.placed_at) desc, p.id`.execute(db)
  return Map.groupBy(rows, row => row.customerId)
}

/** What lies in carts that became no order. */
async function cartedBy(db: Db, shelf: Shelf, ids: string[]): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ customerId: string; productId: string }>`
    select wanted.id as "customerId", line ->> 'productId' as "productId"
    from unnest(${ids}::uuid[]) as wanted(id)
    cross join lateral (select lines, active_at from carts where customer_id = wanted.id and store_id = ${shelf.storeId} and state <> 'ordered' order by active_at desc limit 3) as k
    cross join lateral jsonb_array_elements(k.lines) as line
    where line ->> 'productId' is not null order by k.active_at desc`.execute(db)
  return new Map([...Map.groupBy(rows, row => row.customerId)].map(([id, of]) => [id, of.map(row => row.productId)]))
}

/** What others bought with what they have, or with what they looked at who never bought. */
async function boughtWith(db: Db, own: Map<string, { bought: Bought[]; seen: string[] }>): Promise<Map<string, string[]>> {
  const begin = [...own].flatMap(([customerId, { bought, seen }]) => (bought.length ? bought.map(one => one.productId) : seen).slice(0, seeds).map(productId => ({ customerId, productId })))
  if (!begin.length) return new Map()
  const { rows } = await sql<Pair>`
    select had.customer_id as "customerId", pair.other_id as "productId", sum(pair.score) as score
    from unnest(${begin.map(one => one.customerId)}::uuid[], ${begin.map(one => one.productId)}::uuid[]) as had(customer_id, product_id)
    join product_pairs as pair on pair.product_id = had.product_id
    group by 1, 2 order by score desc, 2`.execute(db)
  return new Map([...Map.groupBy(rows, row => row.customerId)].map(([id, of]) => [id, of.map(row => row.productId)]))
}

async function bestOf(db: Db, shelfIds: string[]): Promise<Map<string, string[]>> {
  if (!shelfIds.length) return new Map()
  const { rows } = await sql<{ shelfId: string; productId: string }>`select shelf_id as "shelfId", product_id as "productId" from product_shelves where shelf_id = any(${unique(shelfIds)}::uuid[]) order by shelf_id, place`.execute(db)
  return new Map([...Map.groupBy(rows, row => row.shelfId)].map(([id, of]) => [id, of.map(row => row.productId)]))
}

/** As found last night; before the first night, as counted now. */
async function bestOfStore(db: Db, shelf: Shelf): Promise<string[]> {
  const found = (await bestOf(db, [shelf.storeId])).get(shelf.storeId)
  return found ?? (await bestSellers(db, shelf, most * 2)).map(item => item.id)
}
