import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { contentOf } from '../../../tests/support/imports.ts'
import { world } from '../../../tests/support/world.ts'
import { help, readOrder } from './order.ts'

const fixture = new URL('../../../tests/fixtures/invoice-lines-1.csv', import.meta.url).pathname
const command = new URL('./command.ts', import.meta.url).pathname

const run = (w: Awaited<ReturnType<typeof world>>, ...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>(resolve => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: w.postgresUrl, CLICKHOUSE_URL: w.clickhouseUrl, CLICKHOUSE_DATABASE: w.ctx.warehouse.database }
    execFile(process.execPath, [command, ...args], { env }, (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }))
  })

test('the command line says what to read, how and where; what it cannot mean is named', () => {
  const order = readOrder(['a.csv', 'b.csv', '--as', 'order-lines', '--store', 'gifts', '--map', 'Amount=unit_price,-=title', '--separator', 'tab', '--encoding', 'latin1', '--dry-run'])
  assert.deepEqual(order, { files: ['a.csv', 'b.csv'], kind: 'order-lines', store: 'gifts', mapping: { unit_price: 'Amount', title: null }, settings: { separator: '\t', encoding: 'windows-1252' }, dryRun: true })
  assert.throws(() => readOrder(['a.csv', '--as', 'invoices', '--store', 'gifts']), /--as says what the file holds: customers, products, orders, order-lines/)
  assert.throws(() => readOrder(['a.csv', '--as', 'orders', '--store', 'gifts', '--map', 'Amount=colour']), /"Amount=colour" is not that. Fields of orders: number, placed_at/)
  assert.throws(() => readOrder(['a.csv', '--as', 'orders', '--store', 'gifts', '--dates', 'ymd']), /--dates is not usable/)
  assert.equal(readOrder(['--help']), undefined)
  assert.match(help, /Exit code: 0/)
})

test('a dry run says everything and writes nothing; the import then creates the store and sums up', async t => {
  const w = await world(t)
  const args = [fixture, '--as', 'order-lines', '--store', 'gifts', '--currency', 'GBP', '--time-zone', 'Europe/London']
  const dry = await run(w, ...args, '--dry-run')
  assert.equal(dry.code, 0, dry.err)
  assert.match(dry.out, /Customer ID → customer_key[^]*247 rows: 239 usable, 8 left out as no sales, 0 not usable/)
  assert.deepEqual((await contentOf(w.ctx)).orders, [])
  const real = await run(w, ...args)
  assert.equal(real.code, 0, real.err)
  assert.match(real.out, /invoice-lines-1.csv → gifts: 247 rows[^]*orders +72 new/)
  assert.match(real.err, /100 %/)
  const deeds = await w.ctx.db.selectFrom('audit_log').select(['action', 'actor_kind', 'actor_name']).orderBy('id').execute()
  assert.deepEqual(deeds.map(d => [d.action, d.actor_kind, d.actor_name]), [['stores.create', 'command', 'bin/import'], ['imports.start', 'command', 'bin/import']])
  const none = await run(w, '/nowhere/a.csv', '--as', 'orders', '--store', 'gifts')
  assert.deepEqual([none.code, none.err.trim()], [1, 'There is no file /nowhere/a.csv.'])
})
