import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { contentOf, importFile, shop } from '../../tests/support/imports.ts'
import { world } from '../../tests/support/world.ts'
import { runImport } from './running/run.ts'
import { importById } from './queries.ts'

/** Invoices with returns, guests, bad rows and adjustments: large enough for several chunks of each step. */
function shopFile(): string {
  const rows = ['Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country']
  for (let i = 0; i < 6500; i++) {
    const customer = i % 7 === 0 ? '' : String(10_000 + (i % 500))
    const day = `2025-${String(1 + Math.floor(i / 900)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')} 10:00`
    rows.push(`${500_000 + i},S${i % 300},THING ${i % 300},${1 + (i % 5)},${day},${1 + (i % 300)}.25,${customer},United Kingdom`)
    if (i % 6 === 0) rows.push(`C${700_000 + i},S${i % 300},THING ${i % 300},-1,2025-12-01 10:00,${1 + (i % 300)}.25,${customer},United Kingdom`)
    if (i % 1000 === 0) rows.push(`${500_000 + i},S1,BROKEN,many,${day},1,${customer},France`, `A${i},B,Adjust,1,${day},5,,France`)
  }
  return `${rows.join('\n')}\n`
}

const command = new URL('./command/command.ts', import.meta.url).pathname

/** Runs bin/import as a process of its own; with `until`, kills it as soon as that holds. */
async function runCommand(w: Awaited<ReturnType<typeof world>>, file: string, until?: () => Promise<boolean>) {
  const child = spawn(process.execPath, [command, file, '--as', 'order-lines', '--store', 'gifts'], { env: { PATH: process.env['PATH'], DATABASE_URL: w.postgresUrl, CLICKHOUSE_URL: w.clickhouseUrl, CLICKHOUSE_DATABASE: w.ctx.warehouse.database }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', part => (said += part))
  const ended = once(child, 'exit')
  if (until) {
    while (child.exitCode === null && !(await until())) await new Promise(resolve => setImmediate(resolve))
    child.kill('SIGKILL')
  }
  const [code, signal] = await ended
  return { code, signal, said }
}

async function fileOf(t: TestContext, text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'suki-file-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'shop.csv'), text)
  return join(folder, 'shop.csv')
}

test('an import that is killed in the middle of any step and run again ends like one that ran through', async t => {
  const text = shopFile()
  const [through, killed] = [await world(t), await world(t)]
  await importFile(through.ctx, await shop(through.ctx), text)
  await shop(killed.ctx)
  const file = await fileOf(t, text)
  const state = async () => (await killed.ctx.db.selectFrom('imports').select(['step', 'chunk', 'ahead', 'state']).executeTakeFirst())!
  const points: [string, () => Promise<boolean>][] = [
    ['reading', async () => (await state())?.step === 'reading'],
    ['products', async () => ['products', 'orders'].includes((await state())?.step)],
    ['the first orders', async () => { const now = await state(); return now.step === 'orders' && now.chunk + now.ahead.length >= 1 }],
    ['more orders', async () => { const now = await state(); return (now.step === 'orders' && now.chunk + now.ahead.length >= 3) || now.step === 'refunds' }],
    ['refunds', async () => ['refunds', 'finishing'].includes((await state()).step)],
  ]
  for (const [name, until] of points) assert.equal((await runCommand(killed, file, until)).signal, 'SIGKILL', name)
  const last = await runCommand(killed, file)
  assert.equal(last.code, 0, last.said)
  const rows = await killed.ctx.db.selectFrom('imports').selectAll().execute()
  assert.deepEqual(rows.map(row => [row.state, row.rows_bad, row.rows_left_out]), [['done', 7, 7]])
  assert.deepEqual(rows[0]!.counts.orders, { created: 6500, updated: 0, unchanged: 0 })
  const withoutNow = ({ events, ...content }: Awaited<ReturnType<typeof contentOf>>) => ({ ...content, events: events.filter(e => e.name !== 'Product Created'), products: events.filter(e => e.name === 'Product Created').length })
  assert.deepEqual(withoutNow(await contentOf(killed.ctx)), withoutNow(await contentOf(through.ctx)))
})

test('when PostgreSQL lost what was staged, the file is read again and nothing is taken in twice', async t => {
  const { ctx } = await world(t)
  const text = shopFile()
  const store = await shop(ctx)
  const source = { open: async function* () { yield Buffer.from(text) } }
  const { id } = await ctx.db.insertInto('imports').values({ kind: 'order-lines', store_id: store, file_name: 'shop.csv', file_size: text.length, file_in: 'command', state: 'running', started_by: 'test', created_at: ctx.clock.now().toString(), updated_at: ctx.clock.now().toString() }).returning('id').executeTakeFirstOrThrow()
  const stop = new Error('power cut')
  await assert.rejects(runImport(ctx, id, source, row => { if (row.step === 'orders' && row.chunk >= 1) throw stop }), stop)
  // What a crash of PostgreSQL leaves of unlogged tables.
  const key = id.replaceAll('-', '')
  for (const table of ['rows', 'orders', 'customers', 'products']) await ctx.db.executeQuery({ sql: `truncate staging.${table}_${key}`, parameters: [], query: { kind: 'RawNode', sqlFragments: [], parameters: [] }, queryId: { queryId: 'truncate' } } as never)
  await runImport(ctx, id, source)
  const row = (await importById(ctx.db, id))!
  assert.deepEqual([row.state, row.rows_read, row.rows_bad], ['done', 7598, 7])
  assert.equal((await ctx.db.selectFrom('orders').select(eb => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n, 6500)
  assert.equal((await contentOf(ctx)).events.filter(e => e.name === 'Order Completed').length, 6500)
})
