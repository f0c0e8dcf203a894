import { hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createStore } from '../../commerce/index.ts'
import { runCommand, within, type Ctx } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { badRowsCsv } from '../bad-rows.ts'
import { help, notUsable, readOrder, type Order } from './order.ts'
import { planOf } from '../running/plan.ts'
import { checkFile, progressOf, summaryOf } from './terminal.ts'
import { importById, insertImport, storeByKey, unfinishedImport, updateImport, type ImportRow } from '../queries.ts'
import { headOf, type Source } from '../reading/source.ts'
import { runImport } from '../running/run.ts'

// bin/import: see `help`. The file is read where it lies, nothing is uploaded.
const order = orderOf(process.argv.slice(2))
if (!order) console.log(help)
else
  await runCommand(order.data ? ['--data', order.data] : [], process.env, async ({ ctx: { ...ctx } }) => {
    ctx.actor = { ...ctx.actor, name: 'bin/import' }
    const store = await storeFor(ctx, order)
    for (const path of order.files) await importFile(ctx, order, store, path)
  })

function orderOf(argv: string[]): Order | undefined {
  try {
    return readOrder(argv)
  } catch (error) {
    console.error((error as Error).message)
    process.exit(2)
  }
}

async function storeFor(ctx: Ctx, { store: key, name, currency, timeZone, dryRun }: Order) {
  const found = await storeByKey(ctx.db, key)
  if (found) return { id: found.id, name: found.name, time_zone: found.time_zone, currency: found.currency }
  if (!currency || !timeZone) throw notUsable({ reason: `There is no store "${key}". Name --currency and --time-zone to create it.` })
  if (dryRun) return { id: '', name: name ?? key, time_zone: timeZone, currency }
  const made = await createStore(ctx, { key, name: name ?? key, currency, timeZone, country: null })
  return { id: made.id, name: made.name, time_zone: made.timeZone, currency: made.currency }
}

type Shop = Awaited<ReturnType<typeof storeFor>>

async function importFile(ctx: Ctx, order: Order, store: Shop, path: string): Promise<void> {
  const size = (await stat(path).catch(() => Promise.reject(notUsable({ reason: `There is no file ${path}.` })))).size
  const source: Source = { open: () => createReadStream(path, { highWaterMark: 256 * 1024 }) }
  const progress = progressOf(basename(path), process.stderr)
  if (order.dryRun) {
    const plan = await planOf(source, { kind: order.kind, settings: order.settings, mapping: order.mapping, time_zone: store.time_zone })
    return void console.log(await checkFile(source, plan, order.kind, store.currency, size, progress))
  }
  const id = await importFor(ctx, order, store, { path, size, source })
  const begun = Date.now()
  if (!(await runImport(ctx, id, source, row => progress.show(row)))) throw notUsable({ reason: `${basename(path)} is being imported by another process already.` })
  progress.end()
  const row = (await importById(ctx.db, id))!
  if (row.state !== 'done') throw notUsable({ reason: `${basename(path)}: ${row.problem ?? `the import is ${row.state}.`}` })
  console.log(summaryOf(row, store.name, (Date.now() - begun) / 1000))
  if (order.badRows && row.rows_bad) await writeBadRows(ctx, row, order.badRows)
  else if (row.rows_bad) console.log(`  The rows that were not usable are in the console under Imports, or here with --bad-rows FILE.`)
}

/** The import of this file: the one that was interrupted, or a new one. */
async function importFor(ctx: Ctx, { kind, settings, mapping }: Order, store: Shop, { path, size, source }: { path: string; size: number; source: Source }): Promise<string> {
  const digest = hash('sha256', Buffer.concat([Buffer.from(`${size} `), await headOf(source, 256 * 1024)]), 'hex')
  const unfinished = await unfinishedImport(ctx.db, { digest, kind, storeId: store.id })
  if (unfinished) return unfinished.id
  const at = ctx.clock.now().toString()
  return ctx.db.transaction().execute(async db => {
    const id = await insertImport(db, { kind, store_id: store.id, file_name: basename(path), file_size: size, file_in: 'command', file_digest: digest, state: 'waiting', started_by: ctx.actor.name, at })
    await updateImport(db, id, at, { settings, mapping, state: 'running' })
    await audit(within(ctx, { db }), { action: 'imports.start', record: { kind: 'import', id, label: basename(path) } })
    return id
  })
}

async function writeBadRows(ctx: Ctx, row: ImportRow, path: string) {
  await pipeline(Readable.from(badRowsCsv(ctx.db, { importId: row.id, header: row.header, kind: 'bad' })), createWriteStream(path))
  console.log(`  The rows that were not usable: ${resolve(path)}`)
}
