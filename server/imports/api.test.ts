import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '../../contracts/imports.ts'
import { appOf, signedIn } from '../../tests/support/people.ts'
import { runJobs } from '../../tests/support/jobs.ts'
import { contentOf, shop } from '../../tests/support/imports.ts'
import { world } from '../../tests/support/world.ts'
import { takeUpAbandoned } from './jobs.ts'

const text = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Preis,Customer ID,Country\n1,A1,MUG,5,2011-01-01 10:00,2.00,7,France\n2,A1,MUG,many,2011-01-01 10:00,2.00,7,France\n'

async function uploaded(w: Awaited<ReturnType<typeof world>>, file = Buffer.from(text)) {
  const kim = await signedIn(w, 'marketer')
  const made = await kim.call(contract.createImport, { body: { kind: 'order-lines', storeId: await shop(w.ctx), fileName: 'orders.csv', fileSize: file.length } })
  const app = await appOf(w)
  const send = (n: number, bytes: Buffer) => app.inject({ method: 'PUT', url: `/v1/imports/${made.id}/chunks/${n}`, headers: { cookie: kim.cookie, 'content-type': 'application/octet-stream' }, payload: bytes })
  return { kim, made, send, file, params: { importId: made.id } }
}

test('a file is uploaded in chunks, looked at, corrected, started and followed to its result', async t => {
  const w = await world(t)
  const { kim, made, send, file, params } = await uploaded(w)
  assert.deepEqual([made.state, made.nextChunk], ['uploading', 0])
  assert.deepEqual((await send(0, file)).json(), { nextChunk: 1 })
  const preview = await kim.call(contract.previewImport, { params })
  assert.equal(preview.import.state, 'waiting')
  assert.deepEqual([preview.lookedAt, preview.bad, preview.missing], [2, 1, []])
  assert.deepEqual(preview.fields.find(f => f.name === 'unit_price'), { name: 'unit_price', required: true, type: 'money', column: 'Preis', from: 'name' })
  assert.deepEqual(preview.rows[1]!.reasons, [{ field: 'quantity', column: 'Quantity', reason: 'not_number', value: 'many' }])
  const corrected = await kim.call(contract.changeImport, { params, body: { mapping: { title: null }, settings: { timeZone: 'Asia/Manila' } } })
  assert.deepEqual([corrected.fields.find(f => f.name === 'title'), corrected.settings.timeZone], [{ name: 'title', required: false, type: 'text', column: null, from: 'person' }, 'Asia/Manila'])
  assert.equal((await kim.call(contract.startImport, { params })).state, 'running')
  await runJobs(w)
  const done = await kim.call(contract.getImport, { params })
  assert.deepEqual([done.state, done.progress, done.rowsRead, done.rowsBad, done.counts.orders], ['done', 1, 2, 1, { created: 1, updated: 0, unchanged: 0 }])
  assert.equal((await contentOf(w.ctx)).orders[0]!.placed_at, '2011-01-01T02:00:00.000Z')
  const bad = await kim.call(contract.listBadRows, { params, query: {} })
  assert.deepEqual(bad.items.map(row => [row.rowNo, row.cells[3]]), [[2, 'many']])
  const csv = await kim.ask(contract.downloadBadRows, { params, query: {} })
  assert.match(csv.text, /^Invoice,.*,reason\n2,A1,MUG,many,.*not a number/)
  assert.deepEqual(await w.ctx.db.selectFrom('import_chunks').selectAll().execute(), [])
  const deeds = await w.ctx.db.selectFrom('audit_log').select('action').where('action', 'like', 'imports.%').orderBy('id').execute()
  assert.deepEqual(deeds.map(d => d.action), ['imports.create', 'imports.upload', 'imports.change', 'imports.start'])
})

test('an upload goes on where it stopped, and starts only when it is whole', async t => {
  const w = await world(t)
  const rows = Array.from({ length: 30_000 }, (_, i) => `${i % 50},A1,MUG,1,2011-01-01 10:00,2.00,7,France`).join('\n')
  const { kim, send, file, params } = await uploaded(w, Buffer.from(`Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n${rows}\n`))
  const [first, second] = [file.subarray(0, contract.importChunkBytes), file.subarray(contract.importChunkBytes)]
  await send(0, first)
  assert.deepEqual([(await kim.call(contract.getImport, { params })).nextChunk, (await kim.call(contract.previewImport, { params })).missing], [1, []])
  const early = await kim.ask(contract.startImport, { params })
  assert.deepEqual([early.status, early.problem.code], [409, 'imports.upload_incomplete'])
  assert.equal((await send(1, second.subarray(1))).json().code, 'imports.chunk_size')
  await send(0, first)
  await send(1, second)
  await kim.call(contract.startImport, { params })
  await runJobs(w)
  assert.equal((await kim.call(contract.getImport, { params })).rowsRead, 30_000)
})

test('an import whose worker died is taken up again, one that runs or was cancelled is not', async t => {
  const w = await world(t)
  const { kim, send, file, params } = await uploaded(w)
  await send(0, file)
  await kim.call(contract.startImport, { params })
  w.clock.advance({ seconds: 30 })
  assert.equal(await takeUpAbandoned(w.ctx), 0, 'its job still waits')
  await w.pool.query("update graphile_worker._private_jobs set locked_at = now(), locked_by = 'gone'")
  assert.equal(await takeUpAbandoned(w.ctx), 1)
  await runJobs(w)
  assert.equal((await kim.call(contract.getImport, { params })).state, 'done')
  assert.equal(await takeUpAbandoned(w.ctx), 0)
})

test('a cancelled import takes nothing more in and cannot be started', async t => {
  const w = await world(t)
  const { kim, send, file, params } = await uploaded(w)
  await send(0, file)
  await kim.call(contract.startImport, { params })
  assert.equal((await kim.call(contract.cancelImport, { params })).state, 'cancelled')
  await runJobs(w)
  assert.equal((await contentOf(w.ctx)).orders.length, 0)
  assert.equal((await kim.ask(contract.startImport, { params })).problem.code, 'imports.not_waiting')
})

test('a mapping to a column or field that does not exist is refused with what there is', async t => {
  const w = await world(t)
  const { kim, send, file, params } = await uploaded(w)
  await send(0, file)
  assert.equal((await kim.ask(contract.changeImport, { params, body: { mapping: { title: 'Beschreibung' } } })).problem.title, 'The file has no column "Beschreibung". It has: Invoice, StockCode, Description, Quantity, InvoiceDate, Preis, Customer ID, Country.')
  assert.equal((await kim.ask(contract.changeImport, { params, body: { mapping: { colour: 'Country' } } })).problem.code, 'imports.unknown_field')
})
