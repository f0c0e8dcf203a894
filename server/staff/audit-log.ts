import { sql } from 'kysely'
import type { AuditEntry } from '../../contracts/audit.ts'
import { csvStream, fromCursor, pageOf, type Ctx, type Db } from '../platform/index.ts'

export type AuditFilters = { who?: string | undefined; action?: string | undefined; recordKind?: string | undefined; recordId?: string | undefined; from?: string | undefined; to?: string | undefined; timeZone: string }

/** A page of the audit log, the latest first. */
export async function readAuditLog(ctx: Ctx, { limit, after, ...filters }: AuditFilters & { limit: number; after?: string | undefined }) {
  const { items, next } = pageOf(await entries(ctx.db, filters, { limit: limit + 1, after: fromCursor(after, 2) as [string, string] | undefined }), limit, row => [row.at, row.id])
  return { items: items.map(entryOf), next }
}

/** The filtered log as CSV, streamed. */
export const auditLogAsCsv = (ctx: Ctx, filters: AuditFilters) => csvStream(columns, allEntries(ctx.db, filters))

const columns: Parameters<typeof csvStream<Row>>[0] = [
  ['at', row => row.at],
  ['who', row => row.actor_name],
  ['who_kind', row => row.actor_kind],
  ['from_address', row => row.ip],
  ['action', row => row.action],
  ['record_kind', row => row.record_kind],
  ['record', row => row.record_label],
  ['record_id', row => row.record_id],
  ['changes', row => JSON.stringify(row.changes)],
]

/** In pages of a thousand, so that the length of the log does not matter. */
async function* allEntries(db: Db, filters: AuditFilters): AsyncGenerator<Row[]> {
  let after: [string, string] | undefined
  do {
    const rows = await entries(db, filters, { limit: 1000, after })
    yield rows
    const last = rows.at(-1)
    after = last && rows.length === 1000 ? [last.at, last.id] : undefined
  } while (after)
}

/** What occurs in the log. Steps over the index from value to value, so that it costs as many reads as there are values. */
export async function auditChoices(ctx: Ctx) {
  const [actions, recordKinds, people] = await Promise.all([
    valuesOf(ctx.db, 'action'),
    valuesOf(ctx.db, 'record_kind'),
    ctx.db.selectFrom('staff').select(['id', 'name']).orderBy('name').limit(1000).execute(),
  ])
  return { people, actions, recordKinds }
}

async function valuesOf(db: Db, column: 'action' | 'record_kind'): Promise<string[]> {
  const name = sql.ref(column)
  const { rows } = await sql<{ value: string }>`
    with recursive step as (
      (select ${name} as value from audit_log order by ${name} limit 1)
      union all
      select (select ${name} from audit_log where ${name} > step.value order by ${name} limit 1) from step where step.value is not null
    ) select value from step where value is not null`.execute(db)
  return rows.map(row => row.value)
}

type Row = Awaited<ReturnType<typeof entries>>[number]

function entries(db: Db, { who, action, recordKind, recordId, from, to, timeZone }: AuditFilters, { limit, after }: { limit: number; after: [string, string] | undefined }) {
  let query = db.selectFrom('audit_log').selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(limit)
  if (who) query = query.where('actor_id', '=', who)
  if (action) query = query.where('action', '=', action)
  if (recordKind) query = query.where('record_kind', '=', recordKind)
  if (recordId) query = query.where('record_id', '=', recordId)
  if (from) query = query.where('at', '>=', startOfDay(from, timeZone))
  if (to) query = query.where('at', '<', startOfDay(Temporal.PlainDate.from(to).add({ days: 1 }).toString(), timeZone))
  if (after) query = query.where(sql<boolean>`(at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`)
  return query.execute()
}

const startOfDay = (day: string, timeZone: string) => Temporal.PlainDate.from(day).toZonedDateTime(timeZone).toInstant().toString()

const entryOf = (row: Row): AuditEntry => ({
  id: row.id,
  at: row.at,
  actor: { kind: row.actor_kind as AuditEntry['actor']['kind'], id: row.actor_id, name: row.actor_name },
  ip: row.ip,
  action: row.action,
  record: { kind: row.record_kind, id: row.record_id, label: row.record_label },
  changes: row.changes,
})
