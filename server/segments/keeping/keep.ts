import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { evaluatorOf, type Evaluator } from '../evaluating/evaluate.ts'
import { historiesOf } from './histories.ts'
import { move, type Cause, type Move } from './moves.ts'
import { rebuildFence } from './rebuild.ts'
import { catalogueOf, interestsOf, servingRules, type Kept } from './rules.ts'

/** Whom to ask again, and why: the event that touched them, where it was one; `time` for who is due. */
type Waiting = Map<string, { cause: Cause; eventId: string | null }>

const batchSize = 500
// One by one they would take some twenty seconds; the warehouse answers for everybody in less.
const rebuildAbove = 50_000

/**
 * Asks the next customers who were touched or are due, and writes what changed for them, in one transaction: a killed
 * process leaves nothing half done, and nothing is done twice. When more than `above` are touched, the warehouse is asked
 * for everybody instead, in the background.
 * @returns how many were asked; undefined while another process keeps
 */
export const keepOn = (ctx: Ctx, above = rebuildAbove): Promise<number | undefined> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const { rows: held } = await sql`select from segment_keeper for update skip locked`.execute(db)
    if (!held.length) return undefined
    const segments = await servingRules(db)
    const waiting = await nextWaiting(own, await rebuildFence(own, above))
    if (waiting.size) await askAgain(own, segments, waiting)
    return waiting.size
  })

/** Whether anybody waits, asked without taking the keeper's place, which would be a transaction of its own. */
async function isWaiting({ db, clock }: Ctx): Promise<boolean> {
  const { rows: [found] } = await sql<{ waits: boolean }>`select exists (select from segment_touched) or exists (select from segment_due where due_at <= ${clock.now().toString()}) as waits`.execute(db)
  return found!.waits
}

async function nextWaiting({ db, clock }: Ctx, fence = '0'): Promise<Waiting> {
  const { rows: touched } = await sql<{ customerId: string; eventId: string | null }>`
    delete from segment_touched where (xid, seq) in (select xid, seq from segment_touched where xid >= ${fence}::xid8 order by xid, seq limit ${batchSize}) returning customer_id as "customerId", event_id as "eventId"`.execute(db)
  const { rows: due } = await sql<{ customerId: string }>`select customer_id as "customerId" from segment_due where due_at <= ${clock.now().toString()} order by due_at limit ${batchSize}`.execute(db)
  const waiting: Waiting = new Map(due.map(({ customerId }) => [customerId, { cause: 'time', eventId: null }]))
  for (const { customerId, eventId } of touched) waiting.set(customerId, { cause: 'news', eventId: eventId ?? waiting.get(customerId)?.eventId ?? null })
  return waiting
}

async function askAgain(ctx: Ctx, segments: Map<string, Kept>, waiting: Waiting) {
  const ids = [...waiting.keys()]
  const rules = [...segments.values()]
  const interests = interestsOf(rules.map(s => s.rule))
  const around = { segments, catalogue: { products: await catalogueOf(ctx.db, interests) } }
  const asks = rules.map((segment): [Kept, Evaluator] => [segment, evaluatorOf(segment, around, [segment.id])])
  const [histories, members] = [await historiesOf(ctx, ids, interests), await membershipsOf(ctx.db, ids)]
  const now = ctx.clock.now().epochMilliseconds
  const moves: Move[] = []
  const due: { customerId: string; dueAt: string }[] = []
  for (const history of histories) {
    const { customerId } = history
    let next = Infinity
    for (const [segment, ask] of asks) {
      const verdict = ask(history, now)
      next = Math.min(next, verdict.next)
      if (verdict.holds !== members.delete(`${segment.id} ${customerId}`)) moves.push({ segmentId: segment.id, name: segment.name, customerId, entered: verdict.holds, ...waiting.get(customerId)! })
    }
    if (next < Infinity) due.push({ customerId, dueAt: new Date(next).toISOString() })
  }
  await move(ctx, [...moves, ...gone(members, histories.map(h => h.customerId), segments)])
  await setDue(ctx.db, ids, due)
}

/** Memberships of those who are no customers any more. */
function gone(left: Set<string>, asked: string[], segments: Map<string, Kept>): Move[] {
  const still = new Set(asked)
  return [...left].map(key => key.split(' ') as [string, string]).filter(([segmentId, customerId]) => !still.has(customerId) && segments.has(segmentId))
    .map(([segmentId, customerId]) => ({ segmentId, name: segments.get(segmentId)!.name, customerId, entered: false, cause: 'merge' as const }))
}

/** `segment customer` of each membership. */
async function membershipsOf(db: Db, ids: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`select segment_id || ' ' || customer_id as key from segment_members where customer_id = any(${ids}::uuid[])`.execute(db)
  return new Set(rows.map(row => row.key))
}

async function setDue(db: Db, ids: string[], due: { customerId: string; dueAt: string }[]) {
  await sql`delete from segment_due where customer_id = any(${ids}::uuid[]) and customer_id <> all(${due.map(d => d.customerId)}::uuid[])`.execute(db)
  if (due.length) await sql`
    insert into segment_due (customer_id, due_at) select "customerId", "dueAt" from json_to_recordset(${JSON.stringify(due)}::json) as t ("customerId" uuid, "dueAt" timestamptz)
    on conflict (customer_id) do update set due_at = excluded.due_at`.execute(db)
}

const idleMs = 50
/** Also how soon the keeper goes on after a rebuild or a new definition had the membership for itself. */
const takeoverMs = 100

/** Keeps all memberships until stopped. Of several processes one keeps; another takes over when that one is gone. */
export async function keepSegments(ctx: Ctx): Promise<() => Promise<void>> {
  const ending = new AbortController()
  const running = (async () => {
    while (!ending.signal.aborted) {
      const asked = await isWaiting(ctx).then(waits => (waits ? keepOn(ctx) : 0)).catch(error => {
        ctx.log.warn({ error: (error as Error).message }, 'Segments could not be kept just now; trying again.')
        return undefined
      })
      if (!asked) await pause(asked === 0 ? idleMs : takeoverMs, undefined, { signal: ending.signal }).catch(() => {})
    }
  })()
  return async () => {
    ending.abort()
    await running
  }
}
