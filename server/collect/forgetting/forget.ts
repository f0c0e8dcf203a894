import { sql } from 'kysely'
import type { Ctx, Db } from '../../platform/index.ts'
import { identifiersIn, nodeIds, normalEmail, type Identifier, type Naming } from '../identifiers/index.ts'
import type { Rejected } from '../intake.ts'
import type { NewEvent } from '../log.ts'
import type { LogEvent } from '../reading.ts'
import { erasedAmong, sift, type Sifted } from './tombstones.ts'
import { withoutIdentifiers, withoutPerson } from './stripped.ts'

type Sorted = { taken: { event: NewEvent; message: unknown }[]; rejected: Rejected[] }

/** There are tombstones or there are not: that changes almost never, and what slips through meanwhile is found by `withoutErased`. */
const rememberedFor = { seconds: 5 }
const remembered = new WeakMap<Db, { some: boolean; until: Temporal.Instant }>()

async function someErased({ db, clock }: Pick<Ctx, 'db' | 'clock'>): Promise<boolean> {
  const known = remembered.get(db)
  if (known && Temporal.Instant.compare(clock.now(), known.until) < 0) return known.some
  const some = (await sql`select from tombstones limit 1`.execute(db)).rows.length > 0
  remembered.set(db, { some, until: clock.now().add(rememberedFor) })
  return some
}

/** At the door: what names an erased person is counted as rejected, and nothing of it is kept; of orders the money stays. */
export async function leaveOutErased(ctx: Pick<Ctx, 'db' | 'config' | 'clock'>, naming: Naming, { taken, rejected }: Sorted): Promise<Sorted> {
  if (!(await someErased(ctx))) return { taken, rejected }
  const sifted = await siftEvents(ctx, [...taken.map(({ event }) => ({ event, naming })), ...rejected.map(({ message }) => ({ event: asTelling(message), naming }))])
  const kept: Sorted = { taken: [], rejected: [] }
  taken.forEach(({ event, message }, i) => {
    const { isErased, gone } = sifted[i]!
    const rest = isErased ? withoutPerson(event) : undefined
    if (isErased && !rest) kept.rejected.push(erasedMessage(event.type ?? 'track', event.name))
    else if (isErased) kept.taken.push({ event: { ...event, ...rest, ...nobody }, message: {} })
    else kept.taken.push(gone.length ? { event: withoutIdentifiers(event, gone), message: {} } : { event, message })
  })
  rejected.forEach((one, i) => kept.rejected.push(sifted[taken.length + i]!.gone.length ? erasedMessage(one.type ?? null, one.name ?? null) : one))
  return kept
}

/** Whose each event is, and every e-mail address that stands anywhere in it: somebody else may write of an erased person. */
async function siftEvents(ctx: Pick<Ctx, 'db' | 'config' | 'clock'>, told: { event: Parameters<typeof identifiersIn>[0]; naming: Naming }[]): Promise<Sifted[]> {
  const sifted = await sift(ctx, told.map(({ event, naming }) => identifiersIn(event, naming)))
  const mentioned = told.map(({ event }) => addressesIn(event))
  const nodeId = await nodeIds(ctx)
  const erased = await erasedAmong(ctx.db, mentioned.flat().map(nodeId))
  return erased.size ? sifted.map((one, i) => ({ ...one, gone: [...one.gone, ...mentioned[i]!.filter(address => erased.has(nodeId(address)))] })) : sifted
}

const addressesIn = ({ properties, context }: Parameters<typeof identifiersIn>[0]): Identifier[] =>
  [...new Set(JSON.stringify([properties, context]).toLowerCase().match(/[^\s@,;:<>"'\\()[\]]+@[^\s@,;:<>"'\\()[\]]+\.[a-z\d-]{2,}/g))].flatMap(text => normalEmail(text) ?? []).map(value => ({ kind: 'email', value }))

const nobody = { nodeId: null, anonymousId: null, userId: null }
const erasedMessage = (type: string | null, name: string | null): Rejected => ({ message: null, violation: 'erased', details: [], type, name })

/** What a message that is no event says of whose it is, as far as it can be read. */
function asTelling(message: unknown): Parameters<typeof identifiersIn>[0] {
  const { type, event, userId, anonymousId, properties, traits, context } = (typeof message === 'object' ? (message ?? {}) : {}) as Record<string, unknown>
  const part = (value: unknown) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {})
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  return { type: type === 'identify' ? 'identify' : 'track', name: text(event) ?? '', userId: text(userId), anonymousId: text(anonymousId), properties: { ...part(properties), ...part(traits) }, context: part(context) }
}

/**
 * Of events that were just read from the log, those that may be read on. What erased people left there while they were
 * being erased goes out of it again, before anybody else reads it: the warehouse copies no further than readers have come.
 */
export async function withoutErased(ctx: Ctx, events: LogEvent[]): Promise<LogEvent[]> {
  const { db } = ctx
  if (!(await sql`select from tombstones limit 1`.execute(db)).rows.length) return events
  const namings = await namingsOf(db)
  const outside = events.filter(event => event.sourceKind !== 'suki' && event.sourceKind !== 'import')
  const sifted = await siftEvents(ctx, outside.map(event => ({ event, naming: namings.get(event.sourceId) ?? nameless })))
  const ownErased = await erasedAmong(db, events.map(event => event.nodeId))
  const changed = new Map<LogEvent, LogEvent | undefined>()
  for (const event of events) if (event.nodeId && ownErased.has(event.nodeId)) changed.set(event, anonymous(event))
  outside.forEach((event, i) => {
    const { isErased, gone } = sifted[i]!
    if (isErased) changed.set(event, anonymous(event))
    else if (gone.length && !changed.has(event)) changed.set(event, withoutIdentifiers(event, gone))
  })
  if (!changed.size) return events
  await rewrite(ctx, changed)
  return events.flatMap(event => (changed.has(event) ? (changed.get(event) ?? []) : [event]))
}

const nameless: Naming = { kind: 'server', storeKey: null, country: null }

/** How each source names people. There are few, and each batch asks once. */
export async function namingsOf(db: Db): Promise<Map<string, Naming>> {
  const rows = await db.selectFrom('sources as s').leftJoin('stores', 'stores.id', 's.store_id').select(['s.id', 's.kind', 'stores.key as storeKey', 'stores.country']).execute()
  return new Map(rows.map(({ id, ...naming }) => [id, naming]))
}

function anonymous(event: LogEvent): LogEvent | undefined {
  const rest = withoutPerson(event)
  return rest && { ...event, ...rest, ...nobody }
}

async function rewrite({ db }: Ctx, changed: Map<LogEvent, LogEvent | undefined>) {
  const gone = [...changed].filter(([, now]) => !now).map(([event]) => event.id)
  const kept = [...changed.values()].filter(now => now !== undefined).map(({ id, nodeId, anonymousId, userId, properties, context }) => ({ id, nodeId, anonymousId, userId, properties, context }))
  await sql`delete from events where id = any(${gone}::uuid[])`.execute(db)
  await sql`delete from recent_messages where event_id = any(${[...changed.keys()].map(event => event.id)}::uuid[])`.execute(db)
  if (kept.length) await sql`
    update events as e set node_id = t."nodeId", anonymous_id = t."anonymousId", user_id = t."userId", properties = t.properties, context = t.context
    from json_to_recordset(${JSON.stringify(kept)}::json) as t (id uuid, "nodeId" uuid, "anonymousId" text, "userId" text, properties jsonb, context jsonb) where e.id = t.id`.execute(db)
}
