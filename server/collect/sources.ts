import { randomBytes } from 'node:crypto'
import type { createSource as createSourceRoute, Source, SourceChange } from '../../contracts/sources.ts'
import { appError, fromCursor, inTransaction, pageOf, within, type Ctx, type Db } from '../platform/index.ts'
import { audit, changesBetween } from '../staff/index.ts'
import { sourceBy, sourcesWhere, storeExists } from './queries.ts'
import { figuresOf } from './watching/figures.ts'
import type { z } from 'zod'

export const sourceNotFound = appError('sources.not_found', 404, 'There is no such source.')
export const noSuchStore = appError('sources.no_such_store', 400, 'There is no such store.')

/** The sources that take in events over HTTP, by name. */
export async function listSources(ctx: Ctx, { limit, after }: { limit: number; after?: string | undefined }): Promise<{ items: Source[]; next: string | null }> {
  const rows = await sourcesWhere(ctx.db, { after: fromCursor(after, 2), limit: limit + 1 })
  const { items, next } = pageOf(rows, limit, source => [source.name.toLowerCase(), source.id])
  return { items: await withFigures(ctx, items), next }
}

async function withFigures(ctx: Ctx, rows: Omit<Source, 'figures'>[]): Promise<Source[]> {
  const figures = await figuresOf(ctx, rows.map(row => row.id))
  return rows.map(row => ({ ...row, figures: figures.get(row.id)! }))
}

/** @throws sourceNotFound */
export const getSource = oneSource

/** @throws noSuchStore */
export const createSource = (ctx: Ctx, { kind, name, storeId }: z.output<typeof createSourceRoute.body>): Promise<Source> =>
  inTransaction(ctx.db, async db => {
    await refuseUnknownStore(db, storeId)
    const row = { kind, name, store_id: storeId, write_key: randomBytes(18).toString('base64url'), created_at: ctx.clock.now().toString() }
    const { id } = await db.insertInto('sources').values(row).returning('id').executeTakeFirstOrThrow()
    await audit(within(ctx, { db }), { action: 'sources.create', record: { kind: 'source', id, label: name } })
    return oneSource(within(ctx, { db }), id)
  })

/** @throws sourceNotFound, noSuchStore */
export const editSource = (ctx: Ctx, { sourceId, ...change }: SourceChange & { sourceId: string }): Promise<Source> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const before = await oneSource(own, sourceId)
    const was = { name: before.name, storeId: before.storeId, enforcement: before.enforcement, isOn: before.disabledAt === null }
    const { name, storeId, enforcement, isOn } = { ...was, ...change }
    const changes = changesBetween(was, { name, storeId, enforcement, isOn })
    if (!Object.keys(changes).length) return before
    await refuseUnknownStore(db, storeId)
    const disabledAt = isOn ? null : (before.disabledAt ?? ctx.clock.now().toString())
    await db.updateTable('sources').set({ name, store_id: storeId, enforcement, disabled_at: disabledAt }).where('id', '=', sourceId).execute()
    await audit(own, { action: 'sources.edit', record: { kind: 'source', id: sourceId, label: name }, changes })
    return oneSource(own, sourceId)
  })

async function oneSource(ctx: Ctx, id: string): Promise<Source> {
  const [source] = await withFigures(ctx, await sourcesWhere(ctx.db, { id, limit: 1 }))
  if (!source) throw sourceNotFound()
  return source
}

async function refuseUnknownStore(db: Db, storeId: string | null) {
  if (storeId && !(await storeExists(db, storeId))) throw noSuchStore({}, [{ field: 'storeId', message: 'There is no such store.' }])
}

export type KnownSource = NonNullable<Awaited<ReturnType<typeof sourceBy>>>

/** Keys are looked up at every request and change almost never. */
const rememberedFor = { seconds: 5 }
type Remembered = { source: Promise<KnownSource | undefined>; until: Temporal.Instant }
const remembered = new WeakMap<Db, Map<string, Remembered>>()

/**
 * The source that a write key belongs to, remembered for five seconds: switching one off takes that long. Requests that
 * come while it is looked up wait for the same answer; while PostgreSQL is away, what was known last holds.
 */
export async function sourceOfKey({ db, clock }: Ctx, writeKey: string | undefined): Promise<KnownSource | undefined> {
  if (!writeKey || writeKey.length > 200) return undefined
  const known = remembered.get(db) ?? remembered.set(db, new Map()).get(db)!
  const found = known.get(writeKey)
  if (found && Temporal.Instant.compare(clock.now(), found.until) < 0) return found.source
  const source = sourceBy(db, { writeKey }).catch(error => {
    if (found) return found.source
    known.delete(writeKey)
    throw error
  })
  if (known.size > 10_000) known.clear()
  known.set(writeKey, { source, until: clock.now().add(rememberedFor) })
  return source
}
