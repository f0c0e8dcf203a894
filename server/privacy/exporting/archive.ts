import { Readable } from 'node:stream'
import yazl from 'yazl'
import { sql } from 'kysely'
import { languages } from '../../../contracts/shapes.ts'
import { appError, csvStream, type Ctx, type Db, type Kept, type Person, type PersonalCopy, type PersonalTable } from '../../platform/index.ts'
import { rowsInWarehouse } from '../../warehouse/index.ts'
import { personOf } from '../person.ts'
import { readMe } from './read-me.ts'

export const nobodyToExport = appError('privacy.nobody', 404, 'There is no such customer. They may have been erased.')

const fetchedAtOnce = 2_000
/** What only Suki's workings need, and what says who of the team did something. */
const unsaid = new Set(['changed_xid', 'xid', 'search', 'sort_name', 'seen', 'cluster_id', 'component_id', 'ordinal', 'actor_id', 'actor_name', 'actor_kind', 'ip', 'author_id', 'author_name', 'deleted_by', 'by_staff', 'recorded_by', 'restricted_by', 'lifted_by', 'asked_by', 'decided_by', 'by_whom'])
type Row = Record<string, unknown>

/**
 * Everything that both stores hold of a person as a zip, as it was at one moment: each table as JSON and as CSV, and a
 * page that says what is what. Streamed: rows are read as the archive grows, through cursors of one snapshot.
 * @throws nobodyToExport
 */
export async function writeArchive(ctx: Ctx, customerId: string, kept: Kept[], take: (bytes: Buffer) => Promise<void>, tell: (done: number, total: number) => Promise<void>): Promise<void> {
  await ctx.db.transaction().setIsolationLevel('repeatable read').execute(async db => {
    await sql`set transaction read only`.execute(db)
    const person = await personOf(db, customerId)
    if (!person) throw nobodyToExport()
    const tables = kept.flatMap(k => k.personal).filter(t => t.whose && !t.unexported)
    const zip = new yazl.ZipFile()
    const filling = fill(ctx, db, zip, { person, tables, kept, tell })
    filling.catch(error => (zip.outputStream as Readable).destroy(error as Error))
    for await (const bytes of zip.outputStream) await take(bytes as Buffer)
    await filling
  })
}

type Filling = { person: Person; tables: PersonalTable[]; kept: Kept[]; tell: (done: number, total: number) => Promise<void> }

/** One connection reads one thing at a time, so each file is finished before the next begins. */
async function fill(ctx: Ctx, db: Db, zip: yazl.ZipFile, { person, tables, kept, tell }: Filling) {
  const mtime = new Date(ctx.clock.now().epochMilliseconds)
  const add = (path: string, content: Readable) => new Promise<void>((resolve, reject) => {
    content.once('error', reject).once('end', resolve)
    zip.addReadStream(content, path, { mtime })
  })
  const rowCounts: Record<string, number> = {}
  for (const [i, table] of tables.entries()) {
    await tell(i, tables.length)
    const name = table.table.replace(/^.*\./, '')
    rowCounts[name] = await addTable(add, name, () => pages(db, table, person))
  }
  for (const copy of kept.flatMap(k => k.warehouse?.personal.filter(one => one.own) ?? [])) rowCounts[copy.table] = await addTable(add, copy.table, () => ofWarehouse(ctx, copy, person))
  for (const language of languages) zip.addBuffer(Buffer.from(readMe(language, { at: ctx.clock.now().toString(), rowCounts })), `README.${language}.txt`, { mtime })
  zip.end()
}

/** The rows of a table, twice: as JSON, and as CSV with the columns of its first rows. What is empty is left out. */
async function addTable(add: (path: string, content: Readable) => Promise<void>, name: string, read: () => AsyncGenerator<Row[]>): Promise<number> {
  const first = await read().next()
  if (first.done || !first.value.length) return 0
  let count = 0
  await add(`json/${name}.json`, Readable.from(asJson(read(), rows => (count += rows))))
  const columns = Object.keys(first.value[0]!)
  await add(`csv/${name}.csv`, csvStream<Row>(columns.map(column => [column, row => asCell(row[column])]), read()))
  return count
}

async function* asJson(pages: AsyncGenerator<Row[]>, counted: (rows: number) => void) {
  let before = '[\n'
  for await (const rows of pages) {
    if (!rows.length) continue
    counted(rows.length)
    yield before + rows.map(row => JSON.stringify(row, (_, value: unknown) => value ?? undefined)).join(',\n')
    before = ',\n'
  }
  yield '\n]\n'
}

const asCell = (value: unknown) => (value === null || value === undefined ? '' : typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value))

/** Rows of a person, page by page through a cursor. */
async function* pages(db: Db, { table, whose }: PersonalTable, person: Person): AsyncGenerator<Row[]> {
  const cursor = sql.id(`export_${table.replace(/\W/g, '_')}_${++cursors}`)
  await sql`declare ${cursor} no scroll cursor for select to_jsonb(t) as row from ${sql.table(table)} as t where ${whose!(person)}`.execute(db)
  for (;;) {
    const { rows } = await sql<{ row: Row }>`fetch ${sql.lit(fetchedAtOnce)} from ${cursor}`.execute(db)
    if (rows.length) yield rows.map(({ row }) => said(row))
    if (rows.length < fetchedAtOnce) break
  }
  await sql`close ${cursor}`.execute(db)
}
let cursors = 0

const said = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([column]) => !unsaid.has(column)).map(([column, value]) => [column, column === 'context' || column === 'proof' ? withoutStaff(value as Row) : value]))

const withoutStaff = ({ actor: _, staff: __, ...rest }: Row) => rest

async function* ofWarehouse(ctx: Ctx, copy: PersonalCopy, person: Person): AsyncGenerator<Row[]> {
  yield (await rowsInWarehouse(ctx, copy, person)).map(said)
}
