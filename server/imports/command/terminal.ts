import type { ImportCounts, ImportKind } from '../../../contracts/imports.ts'
import { wordReasons } from '../bad-rows.ts'
import type { FilePlan } from '../running/plan.ts'
import { shareDone } from '../shown.ts'
import type { ImportRow } from '../queries.ts'
import { rowReader } from '../reading/reader.ts'
import { textOf, type Meter, type Source } from '../reading/source.ts'
import { Tokenizer } from '../reading/tokenizer.ts'

type Shown = Pick<ImportRow, 'state' | 'step' | 'chunk' | 'chunks' | 'bytes_read' | 'file_size' | 'rows_read'>

/** A bar on a terminal; elsewhere a plain line for every tenth. */
export function progressOf(name: string, out: NodeJS.WriteStream): { show(row: Shown): void; end(): void } {
  const begun = Date.now()
  let tenth = -1
  return {
    show: row => {
      const share = shareDone(row)
      const text = `${String(Math.floor(share * 100)).padStart(3)} %  ${row.step.padEnd(9)} ${row.rows_read.toLocaleString('en')} rows  ${Math.round((Date.now() - begun) / 1000)} s`
      if (out.isTTY) out.write(`\r${name} ${'█'.repeat(Math.round(share * 24)).padEnd(24, '░')} ${text}\u001b[K`)
      else if (Math.floor(share * 10) > tenth) out.write(`${name} ${text}\n`)
      tenth = Math.max(tenth, Math.floor(share * 10))
    },
    end: () => void (out.isTTY && out.write('\r\u001b[K')),
  }
}

const number = (value: number) => value.toLocaleString('en')

/** What an import did, in a few lines. */
export function summaryOf(row: ImportRow, storeName: string, seconds: number): string {
  const counts = Object.entries(row.counts as ImportCounts).map(([what, { created, updated, unchanged }]) => `  ${what.padEnd(10)} ${number(created)} new, ${number(updated)} changed, ${number(unchanged)} as before`)
  return [
    `${row.file_name} → ${storeName}: ${number(row.rows_read)} rows in ${seconds.toFixed(1)} s (${number(Math.round(row.rows_read / Math.max(seconds, 0.001)))} rows/s)`,
    ...counts,
    ...(row.rows_left_out ? [`  left out   ${number(row.rows_left_out)} rows that are no sales (adjustments, stock movements)`] : []),
    ...(row.rows_bad ? [`  not usable ${number(row.rows_bad)} rows`] : []),
  ].join('\n')
}

/** Reads and checks a whole file without writing anything, and says what would come of it. */
export async function checkFile(source: Source, plan: FilePlan, kind: ImportKind, currency: string, size: number, progress: ReturnType<typeof progressOf>): Promise<string> {
  const read = rowReader({ kind, settings: plan.effective, header: plan.header, fields: plan.fields, currency, country: null })
  const tokenizer = new Tokenizer(plan.effective)
  const meter: Meter = { bytes: 0 }
  const seen = { rows: -1, bad: 0, leftOut: 0 }
  const examples: string[] = []
  const look = (rows: string[][]) => {
    for (const cells of rows) {
      if (++seen.rows === 0) continue
      const { reasons, leftOut } = read(cells)
      if (!reasons) continue
      seen[leftOut ? 'leftOut' : 'bad'] += 1
      if (!leftOut && examples.length < 10) examples.push(`  row ${seen.rows}: ${wordReasons(reasons)}`)
    }
    progress.show({ state: 'running', step: 'reading', chunk: 0, chunks: 1, bytes_read: meter.bytes, file_size: size, rows_read: Math.max(seen.rows, 0) })
  }
  for await (const text of textOf(source, { encoding: plan.effective.encoding, certain: false }, meter)) look(tokenizer.push(text))
  look(tokenizer.push('', true))
  progress.end()
  const mapped = plan.fields.filter(field => field.column !== null).map(field => `  ${field.column} → ${field.name}${field.from === 'values' ? ' (by its content)' : ''}`)
  const missing = plan.fields.filter(field => field.required && field.column === null).map(field => `  No column fills ${field.name}: name it with --map COLUMN=${field.name}`)
  const settings = Object.entries(plan.effective).map(([name, value]) => `${name} ${value === '\t' ? 'tab' : value}`).join(', ')
  return [`Read as: ${settings}`, ...mapped, ...missing, `${number(seen.rows)} rows: ${number(seen.rows - seen.bad - seen.leftOut)} usable, ${number(seen.leftOut)} left out as no sales, ${number(seen.bad)} not usable`, ...examples].join('\n')
}
