import { sql } from 'kysely'
import { beginStaging, countStaged, dropStaging, finishStaging, intakeSteps, recountProductSales, type Intake, type IntakeStep, type Tally } from '../../commerce/index.ts'
import { sources } from '../../collect/index.ts'
import { announce, AppError, appError, within, type Ctx, type Db } from '../../platform/index.ts'
import { whileHolding, type Connection } from './connection.ts'
import { planOf, type FilePlan } from './plan.ts'
import { deleteChunks, importById, keepRows, lockImport, updateImport, type ImportChange, type ImportRow } from '../queries.ts'
import type { Source } from '../reading/source.ts'
import { columnsOf, stageFile } from './stage.ts'

export const fieldsMissing = appError('imports.fields_missing', 422, 'No column fills {fields}. Choose one for each.')
const cancelled = appError('imports.cancelled', 409, 'The import was cancelled.')

type Run = { ctx: Ctx; connection: Connection; row: ImportRow; plan: FilePlan; source: Source; intake: Intake; heard: (row: ImportRow) => void }

/**
 * Runs an import to its end, from wherever it was: first the file is read into staging tables, then step by step and chunk
 * by chunk taken into the record, each in a transaction that also keeps how far it came. So it can be killed at any
 * moment and run again. A file that cannot be read ends it as failed; anything else is thrown, to be tried again.
 * @param heard is told after every transaction
 * @returns false when another process is at it
 */
export async function runImport(ctx: Ctx, importId: string, source: Source, heard: (row: ImportRow) => void = () => {}): Promise<boolean> {
  const done = await whileHolding(ctx.db, importId, async connection => {
    const row = await importById(connection.db, importId)
    if (!row || !['waiting', 'running', 'failed'].includes(row.state)) return true
    try {
      await takeSteps(await begin(ctx, connection, row, source, heard))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      await connection.client.query('rollback')
      await end(ctx, connection.db, row, error.code === 'imports.cancelled' ? { state: 'cancelled' } : { state: 'failed', problem: error.message })
    }
    return true
  })
  return done !== null
}

/** From its start on, an import is read as it was decided then. */
async function begin(ctx: Ctx, connection: Connection, row: ImportRow, source: Source, heard: Run['heard']): Promise<Run> {
  const plan = await planOf(source, row)
  const missing = plan.fields.filter(field => field.required && field.column === null).map(field => field.name)
  if (missing.length) throw fieldsMissing({ fields: missing.join(', ') })
  const intake: Intake = {
    key: row.id.replaceAll('-', ''), kind: row.kind, storeId: row.store_id, storeKey: row.store_key, storeName: row.store_name, currency: row.currency, sourceId: sources.import,
    columns: [], at: row.started_at ?? ctx.clock.now().toString(),
  }
  intake.columns = columnsOf({ kind: row.kind, fields: plan.fields }, intake)
  const run = { ctx, connection, row, plan, source, intake, heard }
  await save(run, connection.db, {
    state: 'running', problem: null, finished_at: null, started_at: intake.at, header: plan.header, settings: plan.effective,
    mapping: Object.fromEntries(plan.fields.map(field => [field.name, field.column])),
  })
  return run
}

async function save(run: Run, db: Db, change: ImportChange): Promise<void> {
  await updateImport(db, run.row.id, run.ctx.clock.now().toString(), change)
  await announce(db, { topic: 'imports', id: run.row.id })
  Object.assign(run.row, change)
  run.heard(run.row)
}

/** One transaction of the import. Cancelling takes effect between two. */
const transaction = <T>(run: Run, work: (db: Db) => Promise<T>): Promise<T> =>
  run.connection.db.transaction().execute(async db => {
    if ((await lockImport(db, run.row.id))?.state !== 'running') throw cancelled()
    return work(db)
  })

async function takeSteps(run: Run): Promise<void> {
  const steps = intakeSteps[run.row.kind]
  if (run.row.step === 'finishing') return finish(run)
  const lost = await readFile(run)
  const at = steps.findIndex(step => step.name === run.row.step)
  // Staging tables that a crash of PostgreSQL emptied are made again; what was taken in stays so.
  if (lost) for (const step of steps.slice(0, at + 1)) await transaction(run, db => step.prepare(db, run.intake))
  for (const [i, step] of steps.entries()) {
    if (i < at) continue
    if (i > at) await transaction(run, async db => save(run, db, { step: step.name, chunk: 0, ahead: [], chunks: await step.prepare(db, run.intake) }))
    await takeChunks(run, step)
    await sql.raw(analyzed[step.name]).execute(run.connection.db)
  }
  await finish(run)
}

/**
 * Takes the chunks of a step. Orders are taken two at a time: PostgreSQL works on one connection with one core, and most
 * of an import is its work. Refunds are taken one after another, since each looks at what those before it took back.
 */
async function takeChunks(run: Run, step: IntakeStep): Promise<void> {
  const open = Array.from({ length: run.row.chunks }, (_, chunk) => chunk).filter(chunk => chunk >= run.row.chunk && !run.row.ahead.includes(chunk))
  const lane = async () => {
    try {
      for (let chunk = open.shift(); chunk !== undefined; chunk = open.shift()) await takeChunk(run, step, chunk)
    } finally {
      // When one fails, the other begins no further chunk.
      open.length = 0
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: step.name === 'orders' ? 2 : 1 }, lane))
  for (const end of ended) if (end.status === 'rejected') throw end.reason
}

/** One chunk with the progress it makes: `chunk` is the first that is not taken yet, `ahead` those beyond it that are. */
const takeChunk = (run: Run, step: IntakeStep, chunk: number) =>
  run.ctx.db.transaction().execute(async db => {
    const tally = await step.take(within(run.ctx, { db }), run.intake, chunk)
    const now = await lockImport(db, run.row.id)
    if (now?.state !== 'running') throw cancelled()
    if (step.name === 'orders' && tally.created + tally.updated > 0) await announce(db, { topic: 'orders', count: tally.created + tally.updated })
    const taken = new Set([...now.ahead, chunk])
    let next = now.chunk
    while (taken.delete(next)) next += 1
    await save(run, db, { chunk: next, ahead: [...taken], counts: { ...now.counts, [step.name]: added(now.counts[step.name], tally) } })
  })

// Tables that were empty when the import began are planned as such until PostgreSQL counts them.
const analyzed = { customers: 'analyze customers, customer_identifiers', products: 'analyze products, variants', orders: 'analyze orders, order_lines', refunds: 'analyze refunds, refund_lines' }

const added = (before: Tally = { created: 0, updated: 0, unchanged: 0 }, tally: Tally): Tally => ({ created: before.created + tally.created, updated: before.updated + tally.updated, unchanged: before.unchanged + tally.unchanged })

/** Reads the file into staging, going on where it stopped. @returns whether what was staged had been lost */
async function readFile(run: Run): Promise<boolean> {
  const { connection, intake, row } = run
  const read = row.step !== 'reading' || row.chunk === 1
  const kept = (await countStaged(connection.db, intake)) === row.rows_staged
  if (read && kept) return false
  if (!kept || row.rows_read === 0) {
    await connection.db.transaction().execute(db => beginStaging(db, intake))
    Object.assign(row, { rows_read: 0, rows_staged: 0, rows_bad: 0, rows_left_out: 0 })
  }
  await stageFile({ plan: { kind: row.kind, settings: run.plan.effective, header: run.plan.header, fields: run.plan.fields, currency: row.currency, country: row.store_country }, encoding: { encoding: run.plan.effective.encoding, certain: false }, source: run.source, intake, client: connection.client, skip: row.rows_read }, async ({ counts, kept: rows }) => {
    if ((await lockImport(connection.db, row.id))?.state !== 'running') throw cancelled()
    for (let i = 0; i < rows.length; i += 5000) await keepRows(connection.db, row.id, rows.slice(i, i + 5000))
    await save(run, connection.db, {
      rows_read: counts.upto, rows_staged: row.rows_staged + counts.staged, rows_bad: row.rows_bad + counts.bad, rows_left_out: row.rows_left_out + counts.leftOut, bytes_read: counts.bytes,
      ...(row.step === 'reading' ? { chunk: counts.last ? 1 : 0, chunks: 1 } : {}),
    })
    await connection.client.query('commit')
  })
  await transaction(run, db => finishStaging(db, intake))
  return read
}

async function finish(run: Run): Promise<void> {
  await transaction(run, async db => {
    await save(run, db, { step: 'finishing', chunk: 0, chunks: 1 })
  })
  if (run.row.kind === 'order-lines') await recountProductSales({ ...run.ctx, db: run.connection.db })
  await end(run.ctx, run.connection.db, run.row, { state: 'done', chunk: 1 })
  run.heard(run.row)
}

/** The end, whichever it is: what was staged and uploaded goes, the rows that were not usable stay. */
async function end(ctx: Ctx, db: Db, row: ImportRow, change: ImportChange): Promise<void> {
  const now = ctx.clock.now().toString()
  Object.assign(row, change, { finished_at: now })
  await db.transaction().execute(async trx => {
    await dropStaging(trx, { key: row.id.replaceAll('-', '') })
    if (change.state !== 'failed') await deleteChunks(trx, row.id)
    await updateImport(trx, row.id, now, { ...change, finished_at: now })
    await announce(trx, { topic: 'imports', id: row.id })
  })
}
