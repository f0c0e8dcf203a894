import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contentOf, importFile, shop } from '../../tests/support/imports.ts'
import { world } from '../../tests/support/world.ts'

const header = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n'
const file = (...lines: string[]) => header + lines.join('\n') + '\n'

test('lines become orders by invoice, in pence, at the local time of the store', async t => {
  const { ctx } = await world(t)
  const done = await importFile(ctx, await shop(ctx), file(
    '500001,10002,"INFLATABLE GLOBE, BIG",3,2011-07-04 10:15:00,0.85,13085,United Kingdom',
    '500001,85048,GLASS BALL,2,2011-07-04 10:15:00,6.95,13085,United Kingdom',
    '500002,85048,GLASS BALL,1,2011-01-04 10:15:00,6.95,17850.0,EIRE'))
  assert.deepEqual([done.state, done.rows_read, done.rows_bad, done.rows_left_out], ['done', 3, 0, 0])
  assert.deepEqual(done.counts, { customers: { created: 2, updated: 0, unchanged: 0 }, products: { created: 2, updated: 0, unchanged: 0 }, orders: { created: 2, updated: 0, unchanged: 0 } })
  const { orders, lines, customers } = await contentOf(ctx)
  assert.deepEqual(orders.map(o => [o.number, o.customer, o.subtotal_minor, o.total_minor, o.items_count, o.placed_at, o.country, o.payment_state]), [
    ['500001', '13085', 1645, 1645, 5, '2011-07-04T09:15:00.000Z', 'GB', 'paid'],
    ['500002', '17850', 695, 695, 1, '2011-01-04T10:15:00.000Z', 'IE', 'paid'],
  ])
  assert.deepEqual(lines.map(l => [l.number, l.position, l.sku, l.title, l.quantity, l.total_minor])[0], ['500001', 1, '10002', 'INFLATABLE GLOBE, BIG', 3, 255])
  assert.deepEqual(customers.map(c => [c.name, c.orders_count, c.spent_minor, c.first_order_at]), [['13085', 1, 1645, '2011-07-04T09:15:00.000Z'], ['17850', 1, 695, '2011-01-04T10:15:00.000Z']])
})

test('every order, customer and product taken in is an event, dated when it happened', async t => {
  const { ctx } = await world(t)
  await importFile(ctx, await shop(ctx), file('500001,85048,GLASS BALL,2,2011-07-04 10:15:00,6.95,13085,United Kingdom', 'C500002,85048,GLASS BALL,-1,2011-07-05 09:00:00,6.95,13085,United Kingdom'))
  const events = await ctx.db.selectFrom('events').select(['name', 'occurred_at', 'properties', 'node_id']).orderBy('name').execute()
  assert.deepEqual(events.map(e => [e.name, e.occurred_at]), [
    ['Customer Created', '2011-07-04T09:15:00.000Z'], ['Order Completed', '2011-07-04T09:15:00.000Z'], ['Order Refunded', '2011-07-05T08:00:00.000Z'], ['Product Created', '2026-03-02T09:00:00.000Z'],
  ])
  const completed = events[1]!
  assert.equal(completed.properties.order_id, '500001')
  assert.equal(completed.properties.total, 13.9)
  assert.deepEqual(completed.properties.products.map((p: { sku: string; price: number; quantity: number }) => [p.sku, p.price, p.quantity]), [['85048', 6.95, 2]])
  assert.equal(events[2]!.properties.refund, 6.95)
  assert.ok(completed.node_id)
})

test('a cancelled invoice becomes a refund of the latest earlier order with the same article and price that has enough left', async t => {
  const { ctx } = await world(t)
  await importFile(ctx, await shop(ctx), file(
    '1,A1,MUG,5,2011-01-01 10:00,2.00,7,France', '2,A1,MUG,3,2011-01-02 10:00,2.00,7,France', '3,A1,MUG,9,2011-01-03 10:00,2.50,7,France', '4,A1,MUG,9,2011-01-03 10:00,2.00,8,France',
    'C5,A1,MUG,-2,2011-01-04 10:00,2.00,7,France', 'C6,A1,MUG,-2,2011-01-05 10:00,2.00,7,France', 'C7,A1,MUG,-4,2011-01-06 10:00,2.00,7,France', '8,A1,MUG,9,2011-01-07 10:00,2.00,7,France'))
  const { refunds, orders, customers } = await contentOf(ctx)
  // C5 takes order 2; C6 finds one left there and takes order 1; for C7 no single line has four left.
  assert.deepEqual(refunds.map(r => [r.number, r.order, r.amount_minor]), [['C5', '2', 400], ['C6', '1', 400], ['C7', null, 800]])
  assert.deepEqual(orders.map(o => [o.number, o.refunded_minor, o.payment_state]), [['1', 400, 'partially_refunded'], ['2', 400, 'partially_refunded'], ['3', 0, 'paid'], ['4', 0, 'paid'], ['8', 0, 'paid']])
  assert.equal(customers.find(c => c.name === '7')!.spent_minor, 1000 + 600 + 2250 + 1800 - 1600)
})

test('a cancellation that undoes lines of several orders becomes one refund for each', async t => {
  const { ctx } = await world(t)
  await importFile(ctx, await shop(ctx), file(
    '1,A1,MUG,5,2011-01-01 10:00,2.00,7,France', '2,B1,BOWL,3,2011-01-02 10:00,3.00,7,France',
    'C3,B1,BOWL,-3,2011-01-04 10:00,3.00,7,France', 'C3,A1,MUG,-1,2011-01-04 10:00,2.00,7,France', 'C3,X,FEE,-1,2011-01-04 10:00,1.00,7,France'))
  const { refunds, orders } = await contentOf(ctx)
  assert.deepEqual(refunds.map(r => [r.number, r.order, r.amount_minor]), [['C3', '2', 900], ['C3-2', '1', 200], ['C3-3', null, 100]])
  assert.equal(orders[1]!.payment_state, 'refunded')
})

test('adjustments and stock movements are no sales: left out, counted and listed with the reason', async t => {
  const { ctx } = await world(t)
  const done = await importFile(ctx, await shop(ctx), file(
    '1,A1,MUG,5,2011-01-01 10:00,2.00,,France', 'A2,B,Adjust bad debt,1,2011-01-01 10:00,-11062.06,,United Kingdom', '3,A1,damaged,-20,2011-01-01 10:00,0,,United Kingdom', '4,A1,,20,2011-01-01 10:00,0.0,,United Kingdom', 'C5,M,Manual,1,2011-01-01 10:00,5,,United Kingdom'))
  assert.deepEqual([done.rows_left_out, done.rows_bad, done.counts.orders?.created], [4, 0, 1])
  const kept = await ctx.db.selectFrom('import_bad_rows').select(['row_no', 'kind', 'reasons']).orderBy('row_no').execute()
  assert.deepEqual(kept.map(k => [k.row_no, k.kind, k.reasons[0].reason]), [[2, 'left_out', 'adjustment'], [3, 'left_out', 'stock_movement'], [4, 'left_out', 'stock_movement'], [5, 'left_out', 'adjustment']])
})

test('a line without customer is a guest’s: it counts as a sale and belongs to nobody', async t => {
  const { ctx } = await world(t)
  await importFile(ctx, await shop(ctx), file('1,A1,MUG,5,2011-01-01 10:00,2.00,,Unspecified', '2,A1,MUG,1,2011-01-01 10:00,0,9,France'))
  const { orders, customers } = await contentOf(ctx)
  assert.deepEqual(orders.map(o => [o.number, o.customer, o.subtotal_minor, o.country]), [['1', null, 1000, null], ['2', '9', 0, 'FR']])
  assert.equal(customers.length, 1)
})

test('several lines of one stock code stay separate, in the file’s order, also when the invoice is scattered', async t => {
  const { ctx } = await world(t)
  await importFile(ctx, await shop(ctx), file('1,A1,MUG,5,2011-01-01 10:00,2.00,7,France', '2,A1,MUG,1,2011-01-01 10:00,2.00,7,France', '1,A1,MUG,5,2011-01-01 10:01,2.00,7,France', '1,A1,MUG,1,2011-01-01 10:01,1.00,7,France'))
  const { lines, orders } = await contentOf(ctx)
  assert.deepEqual(lines.map(l => [l.number, l.position, l.quantity, l.unit_price_minor]), [['1', 1, 5, 200], ['1', 2, 5, 200], ['1', 3, 1, 100], ['2', 1, 1, 200]])
  assert.equal(orders[0]!.placed_at, '2011-01-01T10:00:00.000Z')
})

test('the worth of a line is the exact quantity times price, rounded half away from zero once', async t => {
  const { ctx } = await world(t)
  await importFile(ctx, await shop(ctx), file('1,A1,BEAD,3,2011-01-01 10:00,0.035,7,France', '1,A2,BEAD,1,2011-01-01 10:00,0.001,7,France', '1,A3,BEAD,1000,2011-01-01 10:00,0.001,7,France', 'C2,A1,BEAD,-3,2011-01-02 10:00,0.035,7,France'))
  const { lines, refunds } = await contentOf(ctx)
  assert.deepEqual(lines.map(l => l.total_minor), [11, 0, 100])
  assert.deepEqual(refunds.map(r => r.amount_minor), [11])
})

test('a stock code is called what it was mostly called', async t => {
  const { ctx } = await world(t)
  await importFile(ctx, await shop(ctx), file('1,A1,nan,1,2011-01-01 10:00,2,7,France', '2,A1,RED MUG,1,2011-01-02 10:00,2,7,France', '3,A1,RED MUG,1,2011-01-03 10:00,2,7,France', '4,A1,mug?,1,2011-01-04 10:00,3,7,France'))
  const { products } = await contentOf(ctx)
  assert.deepEqual(products, [{ external_id: 'A1', title: 'RED MUG' }])
  assert.equal((await ctx.db.selectFrom('variants').select('price_minor').executeTakeFirstOrThrow()).price_minor, 300)
})

test('importing a file again, or one that overlaps, changes nothing and tells nothing', async t => {
  const { ctx } = await world(t)
  const store = await shop(ctx)
  const lines = ['1,A1,MUG,5,2011-01-01 10:00,2.00,7,France', '1,A2,BOWL,1,2011-01-01 10:00,3.00,7,France', 'C2,A1,MUG,-1,2011-01-02 10:00,2.00,7,France']
  await importFile(ctx, store, file(...lines))
  const before = await contentOf(ctx)
  const changed = async () => (await ctx.db.selectFrom('orders').select('changed_xid').union(ctx.db.selectFrom('order_lines').select('changed_xid')).union(ctx.db.selectFrom('customers').select('changed_xid')).union(ctx.db.selectFrom('refunds').select('changed_xid')).execute()).map(r => r.changed_xid).sort()
  const xids = await changed()
  const again = await importFile(ctx, store, file(...lines))
  // The other spelling of the header and of customer ids, lines in another order, descriptions that differ, and one new invoice.
  await importFile(ctx, store, 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,A2,BOWL?,1,2011-01-01 10:00,3,7.0,France\n1,A1,MUG,5,2011-01-01 10:00,2,7.0,France\n')
  assert.deepEqual(again.counts, { customers: { created: 0, updated: 0, unchanged: 1 }, products: { created: 0, updated: 0, unchanged: 2 }, orders: { created: 0, updated: 0, unchanged: 1 }, refunds: { created: 0, updated: 0, unchanged: 1 } })
  assert.deepEqual(await contentOf(ctx), before)
  assert.deepEqual(await changed(), xids)
})

test('an order that the file now tells otherwise is changed in place, and says so once', async t => {
  const { ctx } = await world(t)
  const store = await shop(ctx)
  await importFile(ctx, store, file('1,A1,MUG,5,2011-01-01 10:00,2.00,7,France', '1,A2,BOWL,1,2011-01-01 10:00,3.00,7,France'))
  const [first] = await ctx.db.selectFrom('order_lines').select('id').orderBy('position').execute()
  const changed = await importFile(ctx, store, file('1,A1,MUG,4,2011-01-01 10:00,2.00,7,France'))
  assert.deepEqual(changed.counts.orders, { created: 0, updated: 1, unchanged: 0 })
  const { orders, lines, events, customers } = await contentOf(ctx)
  assert.deepEqual([orders[0]!.total_minor, lines.length, customers[0]!.spent_minor], [800, 1, 800])
  assert.deepEqual(events.map(e => e.name).filter(name => name.startsWith('Order')), ['Order Completed', 'Order Updated'])
  assert.equal((await ctx.db.selectFrom('order_lines').select('id').executeTakeFirstOrThrow()).id, first!.id)
})
