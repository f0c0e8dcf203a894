import { once } from 'node:events'
import { from as copyFrom } from 'pg-copy-streams'
import type { PoolClient } from 'pg'
import { stagedColumns, type Intake } from '../../commerce/index.ts'
import type { ImportSettings } from '../../../contracts/imports.ts'
import type { KeptRow } from '../queries.ts'
import { rowReader, type Plan, type Values } from '../reading/reader.ts'
import { textOf, type Meter, type Source } from '../reading/source.ts'
import { Tokenizer } from '../reading/tokenizer.ts'

/** Rows of one COPY and one transaction: what is read again at most after a crash. */
const perBatch = 250_000

export type Batch = { upto: number; staged: number; bad: number; leftOut: number; bytes: number; last: boolean }

type Staging = { plan: Plan; encoding: { encoding: ImportSettings['encoding']; certain: boolean }; source: Source; intake: Intake; client: PoolClient; skip: number }

export type BatchEnd = { counts: Batch; kept: KeptRow[] }

/**
 * Reads a file and copies its usable rows into the staging table, batch by batch, each in a transaction that `commit`
 * completes with the progress and the rows that were not usable. The first `skip` rows were staged before.
 * In bounded memory: what is not yet written waits in the socket, and reading waits for it.
 */
export async function stageFile(staging: Staging, commit: (end: BatchEnd) => Promise<void>): Promise<void> {
  const { plan, client, intake } = staging
  const read = rowReader(plan)
  const columns = ['row_no', ...columnsOf(plan, intake)]
  const meter: Meter = { bytes: 0 }
  let rowNo = 0
  let batch: Copying | undefined
  for await (const rows of rowsOf(staging, meter)) {
    for (const cells of rows) {
      rowNo += 1
      const row = read(cells)
      if (rowNo <= staging.skip) continue
      batch ??= await beginCopy(client, intake, columns)
      if (row.values) batch.add(rowNo, row.values)
      else batch.keep({ rowNo, kind: row.leftOut ? 'left_out' : 'bad', reasons: row.reasons, cells })
    }
    if (batch && (await batch.flush()) >= perBatch) {
      await commit(await batch.end(rowNo, meter.bytes, false))
      batch = undefined
    }
  }
  batch ??= await beginCopy(client, intake, columns)
  await commit(await batch.end(rowNo, meter.bytes, true))
}

/** The staged columns that this file fills. */
export function columnsOf(plan: Pick<Plan, 'kind' | 'fields'>, { kind }: Pick<Intake, 'kind'>): string[] {
  const mapped = new Set(plan.fields.filter(field => field.column !== null).map(field => field.name))
  if (mapped.has('country')) mapped.add('country_name')
  if (kind === 'order-lines') for (const name of ['refund', 'of_number', 'worth']) mapped.add(name)
  if (kind === 'orders') mapped.add('refund')
  return Object.keys(stagedColumns[kind]).filter(column => mapped.has(column))
}

async function* rowsOf({ plan, source, encoding }: Staging, meter: Meter): AsyncGenerator<string[][]> {
  const tokenizer = new Tokenizer(plan.settings)
  let header = true
  const withoutHeader = (rows: string[][]) => {
    if (!header || !rows.length) return rows
    header = false
    return rows.slice(1)
  }
  for await (const text of textOf(source, encoding, meter)) yield withoutHeader(tokenizer.push(text))
  yield withoutHeader(tokenizer.push('', true))
}

type Copying = { add(rowNo: number, values: Values): void; keep(row: KeptRow): void; flush(): Promise<number>; end(upto: number, bytes: number, last: boolean): Promise<BatchEnd> }

/** One COPY in a transaction of its own on `client`; the caller commits. https://www.postgresql.org/docs/18/sql-copy.html */
async function beginCopy(client: PoolClient, intake: Intake, columns: string[]): Promise<Copying> {
  await client.query('begin')
  const copy = client.query(copyFrom(`copy staging.rows_${intake.key} (${columns.join(', ')}) from stdin`))
  const failed = once(copy, 'error').then(([error]) => Promise.reject(error as Error))
  failed.catch(() => {})
  const names = columns.slice(1)
  const kept: KeptRow[] = []
  let text = ''
  let staged = 0
  const flush = async () => {
    if (text && !copy.write(text)) await Promise.race([once(copy, 'drain'), failed])
    text = ''
    // Rows to give back wait in memory until the batch ends: with many of them it ends sooner.
    return staged + kept.length * 10
  }
  return {
    add: (rowNo, values) => {
      staged += 1
      text += rowNo
      for (const name of names) text += `\t${copyText(values[name])}`
      text += '\n'
    },
    keep: row => void kept.push(row),
    flush,
    end: async (upto, bytes, last) => {
      await flush()
      copy.end()
      await Promise.race([once(copy, 'finish'), failed])
      const bad = kept.filter(row => row.kind === 'bad').length
      return { counts: { upto, staged, bad, leftOut: kept.length - bad, bytes, last }, kept }
    },
  }
}

const special = /[\\\t\n\r\0]/
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '' }

/** A value in COPY's text format. */
const copyText = (value: string | null | undefined): string => (value == null ? '\\N' : special.test(value) ? value.replace(/[\\\t\n\r\0]/g, sign => escapes[sign]!) : value)
