import assert from 'node:assert/strict'
import { test } from 'node:test'
import { badRowsCsv } from './bad-rows.ts'
import { contentOf, importFile, shop } from '../../tests/support/imports.ts'
import { world } from '../../tests/support/world.ts'

const textOf = async (parts: AsyncIterable<string>) => (await Array.fromAsync(parts)).join('')

test('a file in Windows-1252 with semicolons, decimal commas and day-first dates is read as it was meant', async t => {
  const { ctx } = await world(t)
  const file = Buffer.from('Rechnungsnummer;Artikelnummer;Bezeichnung;Menge;Rechnungsdatum;Einzelpreis;Kundennummer;Land\r\n1;K1;K\xfcche \x80;2;31.12.2025 18:30;1.234,50;7;\xd6sterreich\r\n', 'latin1')
  const done = await importFile(ctx, await shop(ctx, { currency: 'EUR', timeZone: 'Europe/Vienna' }), file)
  assert.deepEqual([done.settings.encoding, done.settings.separator, done.settings.decimal, done.settings.dates], ['windows-1252', ';', ',', 'dmy'])
  const { orders, lines } = await contentOf(ctx)
  assert.deepEqual([orders[0]!.placed_at, orders[0]!.country, orders[0]!.total_minor, lines[0]!.title], ['2025-12-31T17:30:00.000Z', 'AT', 246900, 'Küche €'])
})

test('a file that turns out to be Windows-1252 far behind its beginning is read as such from there', async t => {
  const { ctx } = await world(t)
  const rows = Array.from({ length: 30_000 }, (_, i) => `${100_000 + Math.floor(i / 10_000)},K1,MUG,1,2025-12-31 18:30,1.00,7,France`).join('\n')
  const file = Buffer.concat([Buffer.from(`Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n${rows}\n`), Buffer.from('999999,K2,Caf\xe9,1,2025-12-31 18:30,1.00,7,France\n', 'latin1')])
  assert.ok(file.length > 1024 * 1024)
  const done = await importFile(ctx, await shop(ctx), file)
  assert.equal(done.settings.encoding, 'utf-8')
  assert.equal((await ctx.db.selectFrom('order_lines').select('title').where('sku', '=', 'K2').executeTakeFirstOrThrow()).title, 'Café')
})

test('a byte order mark, UTF-16 and gzip are seen through', async t => {
  const { ctx } = await world(t)
  const store = await shop(ctx)
  const text = (number: number) => `Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n${number},K1,Чай — ₹,1,2025-12-31 18:30,1.00,7,France\n`
  assert.equal((await importFile(ctx, store, `\ufeff${text(1)}`, { gzip: true })).state, 'done')
  assert.equal((await importFile(ctx, store, Buffer.from(`\ufeff${text(2)}`, 'utf16le'))).settings.encoding, 'utf-16le')
  assert.equal((await importFile(ctx, store, Buffer.from(`\ufeff${text(3)}`, 'utf16le').swap16())).settings.encoding, 'utf-16be')
  assert.deepEqual((await contentOf(ctx)).lines.map(l => l.title), ['Чай — ₹', 'Чай — ₹', 'Чай — ₹'])
})

test('bad rows are passed over and given back as CSV with the same header and the reason, ready to be imported again', async t => {
  const { ctx } = await world(t)
  const store = await shop(ctx)
  const header = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country'
  const done = await importFile(ctx, store, `${header}\n1,A1,MUG,5,2011-01-01 10:00,2.00,7,France\n2,A1,"MUG, ""big""",many,2011-02-30 10:00,2.00,7,France\n3,A1\n,A1,MUG,1,2011-01-01 10:00,2.00,7,France\n4,A1,MUG,1,2011-01-01 10:00,-2,7,France\n`)
  assert.deepEqual([done.state, done.rows_read, done.rows_bad, done.counts.orders?.created], ['done', 5, 4, 1])
  const csv = await textOf(badRowsCsv(ctx.db, { importId: done.id, header: done.header, kind: 'bad' }))
  const [head, second, third, fourth, fifth] = csv.split('\n')
  assert.equal(head, `${header},reason`)
  assert.equal(second, '2,A1,"MUG, ""big""",many,2011-02-30 10:00,2.00,7,France,"Quantity ""many"" is not a number; InvoiceDate ""2011-02-30 10:00"" is not a date that exists"')
  assert.match(third!, /^3,A1,,,,,,,.*too short/)
  assert.match(fourth!, /Invoice is empty, but needed"$/)
  assert.match(fifth!, /Price ""-2"" is below zero"$/)
  const again = await importFile(ctx, store, csv.replace(',many,2011-02-30', ',3,2011-02-28'))
  assert.deepEqual([again.counts.orders?.created, again.rows_bad], [1, 3])
})

test('dates that may be read either way are reported, and a person decides', async t => {
  const { ctx } = await world(t)
  const store = await shop(ctx)
  const file = 'Invoice,StockCode,Quantity,InvoiceDate,Price,Customer ID\n1,A1,1,3/4/2011 10:00,2.00,7\n'
  await importFile(ctx, store, file, { settings: { dates: 'mdy' } })
  assert.equal((await contentOf(ctx)).orders[0]!.placed_at, '2011-03-04T10:00:00.000Z')
})

test('columns that no name tells are found by their content, and a person’s choice wins', async t => {
  const { ctx } = await world(t)
  const rows = Array.from({ length: 5 }, (_, i) => `${i + 1};kim${i}@example.com;x${i}`).join('\n')
  const done = await importFile(ctx, await shop(ctx), `a;b;c\n${rows}\n`, { kind: 'customers', mapping: { name: 'c', customer_key: 'a' } })
  assert.deepEqual([done.state, done.mapping['email'], done.mapping['name'], done.mapping['customer_key']], ['done', 'b', 'c', 'a'])
  const { customers } = await contentOf(ctx)
  assert.deepEqual(customers.map(c => [c.name, c.email])[0], ['x0', 'kim0@example.com'])
})

test('customers are recognised by number, e-mail or phone; empty cells leave what is known', async t => {
  const { ctx } = await world(t)
  const store = await shop(ctx)
  await importFile(ctx, store, 'Customer ID,E-mail,Name,City,Country,Tags\n7,Ana@Example.com,Ana,Lyon,France,"vip, new"\n8,ben@example.com,Ben,,Nederland,\n', { kind: 'customers' })
  const again = await importFile(ctx, store, 'Customer ID,E-mail,Name,City\n7,,Ana Maria,\n,ben@example.com,Ben,Delft\n', { kind: 'customers' })
  assert.deepEqual(again.counts.customers, { created: 0, updated: 2, unchanged: 0 })
  const rows = await ctx.db.selectFrom('customers').select(['name', 'email', 'city', 'country', 'tags']).orderBy('email').execute()
  assert.deepEqual(rows, [{ name: 'Ana Maria', email: 'ana@example.com', city: 'Lyon', country: 'FR', tags: ['vip', 'new'] }, { name: 'Ben', email: 'ben@example.com', city: 'Delft', country: 'NL', tags: [] }])
  assert.equal((await contentOf(ctx)).events.filter(e => e.name === 'Customer Updated').length, 2)
  const third = await importFile(ctx, store, 'Customer ID,E-mail,Name,City\n7,,Ana Maria,\n,ben@example.com,Ben,Delft\n', { kind: 'customers' })
  assert.deepEqual(third.counts.customers, { created: 0, updated: 0, unchanged: 2 })
})

test('products with their variants come from Shopify’s columns', async t => {
  const { ctx } = await world(t)
  const store = await shop(ctx)
  const file = 'Handle,Title,Vendor,Type,Option1 Value,Variant SKU,Variant Price,Cost per item,Status\nmug,Mug,Clay & Co,Kitchen,Red,MUG-R,12.50,4,active\nmug,,,,Blue,MUG-B,12.50,4,\n'
  const done = await importFile(ctx, store, file, { kind: 'products' })
  assert.deepEqual(done.counts.products, { created: 1, updated: 0, unchanged: 0 })
  assert.deepEqual(await ctx.db.selectFrom('variants as v').innerJoin('products as p', 'p.id', 'v.product_id').select(['p.external_id', 'p.title', 'p.brand', 'v.sku', 'v.title as variant', 'price_minor', 'cost_minor']).orderBy('sku').execute(), [
    { external_id: 'mug', title: 'Mug', brand: 'Clay & Co', sku: 'MUG-B', variant: 'Blue', price_minor: 1250, cost_minor: 400 }, { external_id: 'mug', title: 'Mug', brand: 'Clay & Co', sku: 'MUG-R', variant: 'Red', price_minor: 1250, cost_minor: 400 },
  ])
  assert.deepEqual((await importFile(ctx, store, file, { kind: 'products' })).counts.products, { created: 0, updated: 0, unchanged: 1 })
})

test('Shopify’s order export: what stands on an order’s first line holds for all its lines', async t => {
  const { ctx } = await world(t)
  const header = 'Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Shipping City,Shipping Country,Refunded Amount\n'
  const store = await shop(ctx)
  const file = `${header}#1001,kim@example.com,partially_refunded,2025-05-01 10:00:00 +0200,GBP,27.00,4.00,5.17,31.00,MAY10,3.00,2025-05-01 10:00:00 +0200,2,Mug,10.00,MUG,Kim Li,Leeds,GB,10.00\n#1001,kim@example.com,,,,,,,,,,,1,Bowl,10.00,BOWL,,,,\n#1002,lee@example.com,pending,,GBP,10,0,0,10,,0,2025-05-02 10:00:00 +0200,1,Mug,10.00,MUG,Lee,York,GB,0\n`
  const done = await importFile(ctx, store, file)
  assert.deepEqual([done.rows_bad, done.counts.orders?.created], [0, 2])
  const { orders, lines, refunds, customers } = await contentOf(ctx)
  assert.deepEqual(orders.map(o => [o.number, o.subtotal_minor, o.discount_minor, o.shipping_minor, o.tax_minor, o.total_minor, o.refunded_minor, o.payment_state]), [['#1001', 3000, 300, 400, 517, 3100, 1000, 'partially_refunded'], ['#1002', 1000, 0, 0, 0, 1000, 0, 'pending']])
  assert.deepEqual(lines.map(l => l.total_minor), [1800, 900, 1000])
  assert.deepEqual(refunds.map(r => [r.number, r.order, r.amount_minor]), [['#1001-R', '#1001', 1000]])
  assert.equal(customers.find(c => c.name === 'Kim Li')!.spent_minor, 1700)
  const before = await contentOf(ctx)
  await importFile(ctx, store, file)
  assert.deepEqual(await contentOf(ctx), before)
})

test('orders without lines: the total is what was paid; a cancelled paid one is refunded, an unpaid one voided', async t => {
  const { ctx } = await world(t)
  const done = await importFile(ctx, await shop(ctx), 'Order number,Order date,Email,Total,Shipping,Discount,Payment status,Cancelled at\n1,2025-05-01,kim@example.com,24.00,4.00,2.00,paid,\n2,2025-05-01,kim@example.com,24.00,4.00,,paid,2025-05-03\n3,2025-05-01,kim@example.com,24.00,4.00,,pending,2025-05-03\n', { kind: 'orders' })
  assert.equal(done.state, 'done')
  const { orders, refunds, events, customers } = await contentOf(ctx)
  assert.deepEqual(orders.map(o => [o.number, o.subtotal_minor, o.total_minor, o.payment_state]), [['1', 2200, 2400, 'paid'], ['2', 2000, 2400, 'refunded'], ['3', 2000, 2400, 'voided']])
  assert.deepEqual(refunds.map(r => [r.order, r.amount_minor]), [['2', 2400]])
  assert.equal(events.filter(e => e.name === 'Order Cancelled').length, 2)
  assert.equal(customers[0]!.orders_count, 2)
})

test('a file without rows, or without a column that is needed, ends with a sentence that says so', async t => {
  const { ctx } = await world(t)
  const store = await shop(ctx)
  const empty = await importFile(ctx, store, 'Invoice,StockCode\n')
  assert.deepEqual([empty.state, empty.problem], ['failed', 'The file has no rows. Expected a first line with the names of the columns and at least one row below it.'])
  const narrow = await importFile(ctx, store, 'Invoice,StockCode,Quantity\n1,A1,1\n')
  assert.deepEqual([narrow.state, narrow.problem], ['failed', 'No column fills placed_at, unit_price. Choose one for each.'])
})
