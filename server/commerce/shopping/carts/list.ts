import type { Readable } from 'node:stream'
import { sql, type RawBuilder } from 'kysely'
import type { Cart, CartFilter, CartMoment, CartQuery, CartRow } from '../../../../contracts/carts.ts'
import { toMajor } from '../../../../contracts/money.ts'
import { findCustomers } from '../../../customers/index.ts'
import { appError, csvStream, fromCursor, pageOf, type Ctx, type Db } from '../../../platform/index.ts'
import type { SaidOfCart } from '../understand.ts'

export const cartNotFound = appError('carts.not_found', 404, 'There is no such cart.')

const sorts = {
  '-active': { column: sql.ref('k.active_at'), cast: sql`timestamptz`, down: true },
  active: { column: sql.ref('k.active_at'), cast: sql`timestamptz`, down: false },
  '-value': { column: sql.ref('k.value_minor'), cast: sql`bigint`, down: true },
  value: { column: sql.ref('k.value_minor'), cast: sql`bigint`, down: false },
} as const

/** One page of carts that hold something. */
export async function listCarts(ctx: Ctx, { limit, after, sort, ...filter }: CartQuery): Promise<{ items: CartRow[]; next: string | null }> {
  const rows = await cartsAfter(ctx.db, { conditions: await conditionsOf(ctx, filter), sort, after: fromCursor(after, 2), limit: limit + 1 })
  const { items, next } = pageOf(rows, limit, row => [row.position, row.id])
  return { items: items.map(({ position: _, ...row }) => row), next }
}

type Reading = { conditions: RawBuilder<boolean>[]; sort: keyof typeof sorts; after: (string | number | null)[] | undefined; limit: number }

const columns = sql`k.id, k.store_id as "storeId", k.customer_id as "customerId", nullif(u.name, '') as "customerName", u.email, k.state, k.currency, k.value_minor as "valueMinor", k.items_count as "itemsCount",
  nullif(k.lines -> 0 ->> 'title', '') as "firstTitle", k.discount_codes as "discountCodes", k.checkout_step as "checkoutStep", k.returns, k.started_at as "startedAt", k.active_at as "activeAt",
  k.abandoned_at as "abandonedAt", k.ordered_at as "orderedAt", k.order_number as "orderNumber"`

/** Written as the partial indexes of 0012 have it. */
const holdsSomething = sql<boolean>`(k.items_count > 0 or k.value_minor > 0)`

async function cartsAfter(db: Db, { conditions, sort, after, limit }: Reading): Promise<(CartRow & { position: string })[]> {
  const { column, cast, down } = sorts[sort]
  const where = [holdsSomething, ...conditions, ...(after ? [sql<boolean>`(${column}, k.id) ${down ? sql`<` : sql`>`} (${after[0]}::${cast}, ${after[1]}::uuid)`] : [])]
  const { rows } = await sql<CartRow & { position: string }>`
    select ${columns}, ${column}::text as position from carts k left join customers u on u.id = k.customer_id
    where ${sql.join(where, sql` and `)} order by ${column} ${down ? sql`desc` : sql`asc`}, k.id ${down ? sql`desc` : sql`asc`} limit ${limit}`.execute(db)
  return rows
}

async function conditionsOf({ db, clock }: Ctx, { q, state, store, currency, customer, valueFrom, valueTo, idleFrom, idleTo, checkout, known }: CartFilter): Promise<RawBuilder<boolean>[]> {
  const ago = (hours: number) => clock.now().subtract({ seconds: Math.round(hours * 3600) }).toString()
  return [
    ...(state ? [state.length === 1 ? sql<boolean>`k.state = ${state[0]}` : sql<boolean>`k.state = any(${state}::text[])`] : []),
    ...(store ? [store.length === 1 ? sql<boolean>`k.store_id = ${store[0]}` : sql<boolean>`k.store_id = any(${store}::uuid[])`] : []),
    ...(currency ? [sql<boolean>`k.currency = ${currency}`] : []),
    ...(customer ? [sql<boolean>`k.customer_id = ${customer}`] : []),
    ...(valueFrom === undefined ? [] : [sql<boolean>`k.value_minor >= ${valueFrom}`]),
    ...(valueTo === undefined ? [] : [sql<boolean>`k.value_minor <= ${valueTo}`]),
    ...(idleFrom === undefined ? [] : [sql<boolean>`k.active_at <= ${ago(idleFrom)}::timestamptz`]),
    ...(idleTo === undefined ? [] : [sql<boolean>`k.active_at >= ${ago(idleTo)}::timestamptz`]),
    ...(checkout === undefined ? [] : [checkout ? sql<boolean>`k.checkout_step > 0` : sql<boolean>`k.checkout_step = 0`]),
    ...(known === undefined ? [] : [known ? sql<boolean>`k.customer_id is not null` : sql<boolean>`k.customer_id is null`]),
    ...(q ? [await ofCustomers(db, q)] : []),
  ]
}

/** Carts of the customers whom a search finds. */
async function ofCustomers(db: Db, q: string): Promise<RawBuilder<boolean>> {
  const found = await findCustomers(db, q)
  if (!found.few) return sql`exists (select from customers c where c.id = k.customer_id and ${found.where})`
  const { rows } = await sql<{ id: string }>`select c.id from (${found.rows}) as found join customers c using (id) where ${found.where} order by ${found.rank} limit 1000`.execute(db)
  return sql`k.customer_id = any(${rows.map(row => row.id)}::uuid[])`
}

const pageSize = 2_000

/** The carts of a filter as CSV. Amounts are major units beside their currency. */
export async function exportCarts(ctx: Ctx, filter: CartFilter): Promise<Readable> {
  const names = new Map((await ctx.db.selectFrom('stores').select(['id', 'name']).execute()).map(store => [store.id, store.name]))
  return csvStream<CartRow>([
    ['cart', row => row.id], ['store', row => names.get(row.storeId)], ['customer', row => row.customerName], ['email', row => row.email], ['state', row => row.state], ['items', row => row.itemsCount], ['first_product', row => row.firstTitle],
    ['currency', row => row.currency], ['value', row => toMajor(row.valueMinor, row.currency)], ['discount_codes', row => row.discountCodes], ['checkout_step', row => row.checkoutStep || null], ['returns', row => row.returns],
    ['started_at', row => row.startedAt], ['active_at', row => row.activeAt], ['abandoned_at', row => row.abandonedAt], ['order', row => row.orderNumber],
  ], pagesOf(ctx, filter))
}

async function* pagesOf(ctx: Ctx, filter: CartFilter) {
  const conditions = await conditionsOf(ctx, filter)
  let after: [string, string] | undefined
  for (;;) {
    const rows = await cartsAfter(ctx.db, { conditions, sort: '-active', after, limit: pageSize })
    if (rows.length) yield rows
    const last = rows.at(-1)
    if (rows.length < pageSize || !last) return
    after = [last.position, last.id]
  }
}

/** @throws cartNotFound */
export async function getCart({ db }: Ctx, { cartId }: { cartId: string }): Promise<Cart> {
  const { rows } = await sql<Omit<Cart, 'history'>>`
    select ${columns}, k.cart_key as "cartKey", k.lines, s.name as "storeName", s.cart_abandoned_minutes as "abandonedMinutes", o.id as "orderId"
    from carts k join stores s on s.id = k.store_id left join customers u on u.id = k.customer_id left join orders o on o.store_id = k.store_id and o.number = k.order_number
    where k.id = ${cartId}`.execute(db)
  if (!rows[0]) throw cartNotFound()
  return { ...rows[0], history: await historyOf(db, cartId) }
}

/** The newest first. */
async function historyOf(db: Db, cartId: string): Promise<CartMoment[]> {
  const { rows } = await sql<{ id: string; kind: CartMoment['kind']; at: string; said: SaidOfCart }>`
    select event_id as id, kind, at, said from cart_doings where cart_id = ${cartId} order by at desc, event_id desc limit 200`.execute(db)
  return rows.map(({ id, kind, at, said }) => {
    const alone = kind === 'added' || kind === 'removed' ? said.products?.[0] : undefined
    return { id, kind, at, title: alone ? (alone.title ?? alone.sku ?? alone.key ?? null) : null, quantity: alone?.quantity || null, code: said.code ?? null, step: said.step ?? null }
  })
}

/** The carts that one customer has in hand or left last: the newest that is not ordered. */
export const cartInHand = async (db: Db, customerId: string): Promise<CartRow | null> =>
  (await sql<CartRow>`select ${columns} from carts k left join customers u on u.id = k.customer_id where k.customer_id = ${customerId} and k.state <> 'ordered' and ${holdsSomething} order by k.active_at desc limit 1`.execute(db)).rows[0] ?? null

type Figures = { currency: string; openCount: number; abandonedCount: number; abandonedMinor: number; orderedCount: number; returnedCount: number }

/** Carts touched in the last 30 days. `returnedCount`: ordered after they had been abandoned. */
export async function cartFigures({ db, clock }: Ctx, { store }: { store?: string[] | undefined }): Promise<{ items: Figures[] }> {
  const since = clock.now().subtract({ hours: 30 * 24 }).toString()
  const { rows } = await sql<Figures>`
    select currency, count(*) filter (where state in ('open', 'checkout'))::int as "openCount", count(*) filter (where state = 'abandoned')::int as "abandonedCount", coalesce(sum(value_minor) filter (where state = 'abandoned'), 0)::bigint as "abandonedMinor",
      count(*) filter (where state = 'ordered')::int as "orderedCount", count(*) filter (where state = 'ordered' and returns > 0)::int as "returnedCount"
    from carts k where active_at >= ${since}::timestamptz and ${holdsSomething} and ${store ? sql`store_id = any(${store}::uuid[])` : sql`true`} group by currency order by count(*) desc, currency`.execute(db)
  return { items: rows }
}
