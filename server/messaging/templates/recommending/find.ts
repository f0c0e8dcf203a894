import { sql } from 'kysely'
import { z } from 'zod'
import { inTransaction, job, type Ctx, type Db } from '../../../platform/index.ts'

type Pair = { product_id: string; other_id: string; orders: number; score: number }

/** Products of one pass through the warehouse, so that memory stays bounded however many a shop has. */
const perPass = 20_000
const perWrite = 5000
const shelfLength = 24

/**
 * Finds what is bought together and what sells best, from the orders of a year up to the last one. Two products go together by the
 * cosine of the orders they are in (item-to-item, Sarwar et al. 2001): met at least twice, baskets of up to 30 products.
 */
export async function findRecommendations(ctx: Ctx): Promise<void> {
  const foundAt = ctx.clock.now().toString()
  const { count } = await ctx.db.selectFrom('products').select(b => b.fn.countAll<string>().as('count')).executeTakeFirstOrThrow()
  const passes = Math.max(1, Math.ceil(Number(count) / perPass))
  for (let pass = 0; pass < passes; pass++) {
    const pairs = await ctx.warehouse.rows<Pair>(pairsQuery, { pass, passes }, { max_bytes_before_external_group_by: 1_000_000_000 })
    for (let at = 0; at < pairs.length; at += perWrite) await writePairs(ctx.db, pairs.slice(at, at + perWrite), foundAt)
  }
  await sql`delete from product_pairs where found_at < ${foundAt}`.execute(ctx.db)
  await fillShelves(ctx.db, foundAt)
}

const pairsQuery = `
  with lines as (
      select distinct order_id, product_id from order_lines final
      where not deleted and not voided and product_id <> toUUID('00000000-0000-0000-0000-000000000000') and placed_at >= (select max(placed_at) from order_lines) - interval 365 day),
    baskets as (select groupArray(product_id) as products from lines group by order_id having length(products) between 2 and 30),
    alone as (select product_id, count() as n from lines group by product_id)
  select p.a as product_id, p.b as other_id, toUInt32(p.n) as orders, toFloat32(p.n / sqrt(x.n * y.n)) as score
  from (select a, b, count() as n from (select arrayJoin(products) as a, products from baskets) array join products as b where a <> b and cityHash64(a) % {passes:UInt32} = {pass:UInt32} group by a, b having n > 1) as p
  join alone as x on x.product_id = p.a join alone as y on y.product_id = p.b
  order by product_id, score desc, other_id limit 12 by product_id`

/** What the warehouse still knows and the shop no longer has is left out. */
const writePairs = (db: Db, pairs: Pair[], foundAt: string) => sql`
  insert into product_pairs (product_id, other_id, orders, score, found_at)
  select f.product_id, f.other_id, f.orders, f.score, ${foundAt}
  from unnest(${pairs.map(p => p.product_id)}::uuid[], ${pairs.map(p => p.other_id)}::uuid[], ${pairs.map(p => p.orders)}::integer[], ${pairs.map(p => p.score)}::real[]) as f (product_id, other_id, orders, score)
  join products as a on a.id = f.product_id join products as b on b.id = f.other_id
  on conflict (product_id, other_id) do update set orders = excluded.orders, score = excluded.score, found_at = excluded.found_at`.execute(db)

/** The best sellers of each category and each store, by what was sold in their last 90 days. */
const fillShelves = (all: Db, foundAt: string) => inTransaction(all, async db => {
  await sql`delete from product_shelves`.execute(db)
  await sql`
    insert into product_shelves (shelf_id, place, product_id, found_at)
    select shelf_id, place, product_id, ${foundAt} from (
      select shelf.id as shelf_id, p.id as product_id, row_number() over (partition by shelf.id order by s.sold desc, p.id) as place
      from products as p join product_sales as s on s.product_id = p.id cross join lateral (values (p.store_id), (p.category_id)) as shelf (id)
      where p.status = 'active' and shelf.id is not null) as ranked
    where place <= ${shelfLength}`.execute(db)
})

const oneDay = 20 * 3_600_000

/** Every night; asked every hour, so that a new shop need not wait for the first one. */
export const recommendationsJob = job('templates.recommendations', z.object({}).loose(), async ctx => {
  const { rows } = await sql<{ at: Date | string | null }>`select max(found_at) as at from product_shelves`.execute(ctx.db)
  const last = rows[0]?.at
  if (last && ctx.clock.now().epochMilliseconds - new Date(last).getTime() < oneDay) return
  await findRecommendations(ctx)
}, { cron: '25 * * * *' })
