import { hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { channels, consentColumns, purposes, type ConsentImport } from '../../../contracts/consent.ts'
import { normalEmail, normalPhone, uuidOf } from '../../collect/index.ts'
import { recordTaken, type Taken } from '../../customers/index.ts'
import { Tokenizer } from '../../imports/index.ts'
import { appError, csvStream, fromCursor, inTransaction, pageOf, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'

export const noConsentFile = appError('consents.not_a_file', 422, 'The first line has to name columns, at least channel, purpose, occurred_at, and one of email, phone, customer_id, external_id.')
export const importNotFound = appError('consents.import_not_found', 404, 'There is no such import.')

type Name = (typeof consentColumns)[number]
type Cells = Partial<Record<Name, string>>
type Reason = { column: Name; expected: string; value: string }
type Row = { rowNo: number; raw: string[]; taken: Taken } | { rowNo: number; raw: string[]; reasons: Reason[] }

const atOnce = 500

/**
 * Takes in a file of consents in one transaction: what can be used with its proof, the rest with the reason. A row that
 * was taken in before, from whatever file, changes nothing. @throws noConsentFile
 */
export const importConsents = (ctx: Ctx, fileName: string, content: string): Promise<ConsentImport> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const { header, rows } = await read(own, fileName, content)
    const usable = rows.filter(row => 'taken' in row)
    const bad = rows.filter(row => 'reasons' in row)
    const known = await knownRows(db, usable.map(row => row.taken.row!))
    const fresh = usable.filter(row => !known.has(row.taken.row!))
    for (let i = 0; i < fresh.length; i += atOnce) await recordTaken(own, fresh.slice(i, i + atOnce).map(row => row.taken), 'import')
    const counts = { rows_read: rows.length, rows_recorded: fresh.length, rows_known: known.size, rows_bad: bad.length }
    const { id } = await db.insertInto('consent_imports').values({ file_name: fileName, header, ...counts, imported_by: ctx.actor.name, imported_at: ctx.clock.now().toString() }).returning('id').executeTakeFirstOrThrow()
    await keepBad(db, id, bad)
    await audit(own, { action: 'consents.import', record: { kind: 'consent_import', id, label: fileName }, changes: { recorded: { from: null, to: fresh.length }, bad: { from: null, to: bad.length } } })
    return (await importsWhere(db, { id, limit: 1 }))[0]!
  })

async function read(ctx: Ctx, fileName: string, content: string): Promise<{ header: string[]; rows: Row[] }> {
  const separators = [',', ';', '\t'] as const
  const firstLine = content.split(/\r?\n/, 1)[0]!
  const separator = separators.toSorted((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0]!
  const [header = [], ...lines] = new Tokenizer({ separator, quote: '"' }).push(content.replace(/^\ufeff/, ''), true)
  const names = header.map(name => consentColumns.find(column => column === name.trim().toLowerCase().replace(/[\s-]+/g, '_')))
  const isNamed = (...wanted: Name[]) => wanted.some(name => names.includes(name))
  if (!isNamed('channel') || !isNamed('purpose') || !isNamed('occurred_at') || !isNamed('email', 'phone', 'customer_id', 'external_id')) throw noConsentFile()
  const countries = (await ctx.db.selectFrom('stores').select('country').orderBy('created_at').execute()).map(store => store.country)
  const now = ctx.clock.now()
  return { header, rows: lines.map((raw, i) => rowOf(raw, cellsOf(raw, names), { rowNo: i + 2, fileName, countries, now })) }
}

const cellsOf = (raw: string[], names: (Name | undefined)[]): Cells =>
  Object.fromEntries(names.flatMap((name, i) => (name && raw[i]?.trim() ? [[name, raw[i].trim()]] : [])))

type Place = { rowNo: number; fileName: string; countries: (string | null)[]; now: Temporal.Instant }

function rowOf(raw: string[], cells: Cells, { rowNo, fileName, countries, now }: Place): Row {
  const reasons: Reason[] = []
  const wrong = (column: Name, expected: string) => void reasons.push({ column, expected, value: cells[column] ?? '' })
  const listed = <T extends string>(column: Name, known: readonly T[]) => {
    const words = (cells[column] ?? '').toLowerCase().split(/[|,;\s]+/).filter(Boolean)
    if (!words.length || words.some(word => !known.includes(word as T))) wrong(column, known.join(' | '))
    return words as T[]
  }
  const [via, asked] = [listed('channel', channels), listed('purpose', purposes)]
  const decision = (cells.decision ?? 'granted').toLowerCase()
  if (decision !== 'granted' && decision !== 'denied' && decision !== 'withdrawn') wrong('decision', 'granted | denied | withdrawn')
  const at = instantOf(cells.occurred_at)
  if (!at || Temporal.Instant.compare(at, now) > 0) wrong('occurred_at', 'a time in the past, e.g. 2026-03-02T09:00:00Z')
  const email = cells.email && normalEmail(cells.email)
  const phone = cells.phone && normalPhone(cells.phone, countries)
  if (cells.email && !email) wrong('email', 'an e-mail address')
  if (cells.phone && !phone) wrong('phone', 'a phone number with its country code')
  if (cells.customer_id && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(cells.customer_id)) wrong('customer_id', 'an id of Suki')
  if (cells.external_id && !cells.store) wrong('store', 'the key of the store that the id is of')
  if (!email && !phone && !cells.customer_id && !cells.external_id) wrong('email', 'an e-mail address, phone number or id')
  if (reasons.length) return { rowNo, raw, reasons }
  const customer = given({ id: cells.customer_id?.toLowerCase(), email, phone, externalId: cells.external_id, storeKey: cells.store })
  const said = given({ wordingVersion: cells.wording_version, wordingText: cells.wording_text, language: cells.language })
  const proof = { ...given({ ip: cells.ip, userAgent: cells.user_agent, page: cells.page, form: cells.form, note: cells.note }), file: fileName, row: rowNo }
  return { rowNo, raw, taken: { channels: via, purposes: asked, decision: decision as Taken['decision'], occurredAt: at!.toString(), customer, ...said, proof, row: JSON.stringify([customer, via, asked, decision, at!.toString()]) } }
}

const given = (of: Record<string, string | undefined>) => Object.fromEntries(Object.entries(of).filter(([, value]) => value)) as Record<string, string>

/** ISO 8601; without a zone it is UTC. */
function instantOf(text: string | undefined): Temporal.Instant | undefined {
  const ms = text && /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(/[zZ]|[+-]\d{2}:?\d{2}$/.test(text.slice(10)) || text.length === 10 ? text : `${text.replace(' ', 'T')}Z`) : NaN
  return Number.isFinite(ms) ? Temporal.Instant.fromEpochMilliseconds(ms) : undefined
}

async function knownRows(db: Db, rows: string[]): Promise<Set<string>> {
  const ids = new Map(rows.map(row => [uuidOf(hash('sha256', row, 'hex')), row]))
  const { rows: found } = await sql<{ id: string }>`select distinct told_by as id from consents where told_by = any(${[...ids.keys()]}::uuid[])`.execute(db)
  return new Set(found.map(({ id }) => ids.get(id)!))
}

async function keepBad(db: Db, importId: string, bad: (Row & { reasons: Reason[] })[]) {
  if (bad.length) await sql`
    insert into consent_import_bad_rows (import_id, row_no, reasons, raw) select ${importId}, "rowNo", reasons, array(select json_array_elements_text(raw))
    from json_to_recordset(${JSON.stringify(bad)}::json) as t ("rowNo" int, reasons jsonb, raw json)`.execute(db)
}

export async function listConsentImports({ db }: Ctx, { limit, after }: { limit: number; after?: string | undefined }) {
  return pageOf(await importsWhere(db, { limit: limit + 1, from: fromCursor(after, 2) }), limit, row => [row.importedAt, row.id])
}

async function importsWhere(db: Db, { id, limit, from }: { id?: string; limit: number; from?: (string | number | null)[] | undefined }): Promise<ConsentImport[]> {
  const { rows } = await sql<ConsentImport>`
    select id, file_name as "fileName", rows_read as "rowsRead", rows_recorded as recorded, rows_known as known, rows_bad as bad, imported_by as "importedBy", imported_at as "importedAt" from consent_imports
    where ${id ? sql`id = ${id}` : sql`true`} and ${from ? sql`(imported_at, id) < (${from[0]}::timestamptz, ${from[1]}::uuid)` : sql`true`} order by imported_at desc, id desc limit ${limit}`.execute(db)
  return rows
}

/** The rows that could not be used as they came, with what was expected. @throws importNotFound */
export async function badRows({ db }: Ctx, importId: string): Promise<Readable> {
  const found = await db.selectFrom('consent_imports').select('header').where('id', '=', importId).executeTakeFirst()
  if (!found) throw importNotFound()
  type Kept = { row_no: number; raw: string[]; reasons: unknown }
  async function* pages() {
    yield (await db.selectFrom('consent_import_bad_rows').select(['row_no', 'raw', 'reasons']).where('import_id', '=', importId).orderBy('row_no').execute()) as Kept[]
  }
  const why = (row: Kept) => (row.reasons as Reason[]).map(({ column, expected, value }) => `${column}: ${value ? `"${value}", ` : ''}expected ${expected}`).join('; ')
  return csvStream<Kept>([['row', row => row.row_no], ...found.header.map((name, i): [string, (row: Kept) => string | undefined] => [name, row => row.raw[i]]), ['why', why]], pages())
}
