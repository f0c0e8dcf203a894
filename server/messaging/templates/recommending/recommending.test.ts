import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { fillEmpty } from '../../../../seeds/demo.ts'
import { smallStory } from '../../../../seeds/small.ts'
import { catchUp } from '../../../../tests/support/jobs.ts'
import { world } from '../../../../tests/support/world.ts'
import { bestSellers } from '../products.ts'
import { findRecommendations } from './find.ts'
import { recommendations, recommendedFor } from './people.ts'

test('what is recommended to each customer', async t => {
  const { ctx } = await world(t)
  await fillEmpty(ctx, smallStory)
  await catchUp(ctx)
  const store = await ctx.db.selectFrom('stores').select('id').where('key', '=', 'corner-shop').executeTakeFirstOrThrow()
  const shelf = { storeId: store.id, productLink: 'https://corner.nl/p/{id}', base: '' }
  const customer = async (email: string) => (await ctx.db.selectFrom('customers').select('id').where('email', '=', email).executeTakeFirstOrThrow()).id
  const [anna, eva] = [await customer('anna.smit@example.com'), await customer('eva.bos@example.com')]
  const product = async (key: string) => (await ctx.db.selectFrom('products').select('id').where('store_id', '=', store.id).where('external_id', '=', key).executeTakeFirstOrThrow()).id
  const bought = new Set((await sql<{ title: string }>`select distinct p.title from orders o join order_lines l on l.order_id = o.id join products p on p.id = l.product_id where o.customer_id = ${anna}`.execute(ctx.db)).rows.map(row => row.title))
  const forBoth = async () => {
    const found = await recommendedFor(ctx.db, shelf, [anna, eva], new Set(recommendations))
    return { anna: found.get(anna)!, eva: found.get(eva)! }
  }
  const titles = (items: { title: string }[]) => items.map(item => item.title)

  await t.test('before anything was found, best sellers stand everywhere, without what somebody has', async () => {
    const { anna: hers, eva: new1 } = await forBoth()
    assert.deepEqual(titles(new1.for_you), titles(await bestSellers(ctx.db, shelf, 12)))
    assert.deepEqual(titles(new1.for_you), titles(new1.best))
    assert.equal(hers.best.length, 12)
    assert.deepEqual(titles(hers.best).filter(title => bought.has(title)), [])
  })

  await t.test('two products that are met in two orders go together, both ways, the closer the sooner', async () => {
    const [mug, lamp, vase] = [await product('blue-enamel-mug'), await product('walnut-spoon'), await product('beeswax-candles')]
    for (const [number, lines] of [['T-1', [mug, lamp]], ['T-2', [mug, lamp]], ['T-3', [mug, vase]]] as const) await order(number, lines)
    await catchUp(ctx)
    await findRecommendations(ctx)
    const { rows } = await sql<{ other: string; orders: number }>`select p.external_id as other, pair.orders from product_pairs as pair join products as p on p.id = pair.other_id where pair.product_id = ${mug} order by score desc`.execute(ctx.db)
    assert.deepEqual(rows.filter(row => row.other === 'walnut-spoon'), [{ other: 'walnut-spoon', orders: 2 }])
    const { anna: hers } = await forBoth()
    assert.equal(hers.together[0]!.title, 'Walnut cooking spoon')
    assert.equal(hers.together[0]!.url, 'https://corner.nl/p/walnut-spoon')
    assert.ok(hers.for_you.slice(0, 3).some(item => item.title === 'Walnut cooking spoon'))
    assert.equal(new Set(titles(hers.for_you)).size, 12)
  })

  await t.test('who looked at something and left is shown it first; what left the shop is shown to nobody', async () => {
    const basket = await product('rattan-basket')
    await sql`insert into carts (store_id, customer_id, state, currency, value_minor, items_count, lines, started_at, active_at) values (${store.id}, ${eva}, 'abandoned', 'EUR', 100, 1, ${JSON.stringify([{ productId: basket }])}, now(), now())`.execute(ctx.db)
    assert.equal((await forBoth()).eva.seen[0]!.id, basket)
    assert.equal((await forBoth()).eva.for_you[0]!.id, basket)
    await ctx.db.updateTable('products').set({ status: 'archived' }).where('id', '=', basket).execute()
    assert.ok((await forBoth()).eva.seen.every(item => item.id !== basket))
  })

  await t.test('the favourite category is the one bought from most', async () => {
    const { rows } = await sql<{ category: string; n: number }>`select c.name as category, count(*)::int as n from orders o join order_lines l on l.order_id = o.id join products p on p.id = l.product_id join categories c on c.id = p.category_id where o.customer_id = ${anna} group by 1 order by n desc`.execute(ctx.db)
    const first = (await forBoth()).anna.favourites[0]!
    const { name } = await ctx.db.selectFrom('products as p').innerJoin('categories as c', 'c.id', 'p.category_id').select('c.name').where('p.id', '=', first.id).executeTakeFirstOrThrow()
    assert.ok(rows.filter(({ n }) => n === rows[0]!.n).some(({ category }) => category === name), name)
  })

  async function order(number: string, products: readonly string[]) {
    const at = ctx.clock.now().subtract({ hours: 1 }).toString()
    const { rows } = await sql<{ id: string }>`insert into orders (store_id, number, placed_at, currency, subtotal_minor, total_minor, items_count, channel, source_id) select ${store.id}, ${number}, ${at}, 'EUR', 100, 100, 2, 'web', source_id from orders limit 1 returning id`.execute(ctx.db)
    for (const [position, productId] of products.entries()) await sql`insert into order_lines (order_id, position, product_id, title, quantity, unit_price_minor, total_minor) values (${rows[0]!.id}, ${position}, ${productId}, 'x', 1, 50, 50)`.execute(ctx.db)
  }
})
