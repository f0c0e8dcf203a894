import { sql } from 'kysely'
import { append, sources, type NewEvent } from '../../../collect/index.ts'
import { announce, inTransaction, type Ctx, type Db } from '../../../platform/index.ts'
import { endStreak } from '../applying/streaks.ts'
import { honeypotIndex } from './links.ts'
import { suspectTogether, type Suspect } from './machines.ts'

type Row = { id: string; messageId: string; kind: 'open' | 'click'; linkIndex: number | null; url: string | null; suspect: Suspect | null; at: string; atMs: number; nodeId: string; mailingId: string; storeId: string | null; stream: string; sentAtMs: number | null }
type Judged = Row & { why: Suspect | null }

/** A message's hits are judged together once it was quiet for this long, and at the latest when the first is this old. */
const quietMs = 3_000
const oldestMs = 30_000
const mostMessages = 1_000
/** Nobody opens and follows more within half a minute; what comes beyond is a program, and judging it would take long. */
const mostHits = 100

/**
 * Tells the log of opens and clicks, and the ledger of the first that a person made. One process at a time; committed
 * together with the removal of what was read, so nothing is told twice or lost. @returns how many messages it told of
 */
export const tellHits = (ctx: Ctx): Promise<number> =>
  inTransaction(ctx.db, async db => {
    const { rows: locked } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(7259, 1) as mine`.execute(db)
    if (!locked[0]!.mine) return 0
    const taken = await takeHits(db, ctx.clock.now().toString())
    if (!taken.ids.length) return 0
    const judged = [...Map.groupBy(taken.rows, row => row.messageId).values()].flatMap(judge)
    await append(db, eventsOf(judged))
    await noteInLedger(db, judged.filter(one => one.why === null))
    if (judged.length) await announce(db, { topic: 'messages', count: taken.ids.length })
    return taken.ids.length
  })

/** Removes the hits of messages whose time has come and returns them; those of messages that are gone go as well. */
async function takeHits(db: Db, now: string) {
  const due = await sql<{ messageId: string }>`
    select message_id as "messageId" from tracking_hits group by message_id
    having max(at) <= ${now}::timestamptz - make_interval(secs => ${quietMs / 1000}) or min(at) <= ${now}::timestamptz - make_interval(secs => ${oldestMs / 1000})
    order by min(id) limit ${mostMessages}`.execute(db)
  const ids = due.rows.map(row => row.messageId)
  if (!ids.length) return { ids, rows: [] }
  const { rows } = await sql<Row>`
    with taken as (delete from tracking_hits where message_id = any(${ids}::uuid[]) returning *)
    select t.id, t.message_id as "messageId", t.kind, t.link_index as "linkIndex", t.url, t.suspect, t.at, extract(epoch from t.at)::float8 * 1000 as "atMs",
      m.node_id as "nodeId", m.mailing_id as "mailingId", g.store_id as "storeId", m.stream, extract(epoch from coalesce(m.sent_at, m.handed_at))::float8 * 1000 as "sentAtMs"
    from taken as t join messages as m on m.id = t.message_id join mailings as g on g.id = m.mailing_id
    where m.state not in ('skipped', 'held_out') order by t.at, t.id`.execute(db)
  return { ids, rows }
}

function judge(hits: Row[]): Judged[] {
  const whys = suspectTogether(hits.slice(0, mostHits).map(hit => ({ kind: hit.kind, linkIndex: hit.linkIndex, suspect: hit.suspect, at: hit.atMs })), hits[0]!.sentAtMs)
  return hits.map((hit, i) => ({ ...hit, why: i < mostHits ? whys[i]! : 'burst' }))
}

/** One event for all opens of a message that come together and are of one kind; one for each link that was followed. */
function eventsOf(judged: Judged[]): NewEvent[] {
  const events = Map.groupBy(judged.filter(one => one.linkIndex !== honeypotIndex), one => `${one.messageId} ${one.kind} ${one.linkIndex ?? ''} ${one.why ?? ''}`)
  return [...events.values()].map(([one]) => one!).map(one => ({
    sourceId: sources.suki, messageId: `hit ${one.id}`, name: one.kind === 'open' ? 'Email Opened' : 'Email Clicked', nodeId: one.nodeId, storeId: one.storeId, occurredAt: one.at,
    properties: { message_id: one.messageId, campaign_id: one.mailingId, stream: one.stream, ...(one.kind === 'click' && { url: one.url, link_index: one.linkIndex }), is_machine: one.why !== null, ...(one.why && { machine: one.why }) },
  }))
}

/** Whoever follows a link has the mail open, whatever became of its pictures; and whoever opens it has it. */
async function noteInLedger(db: Db, hits: Judged[]): Promise<void> {
  if (!hits.length) return
  const first = [...Map.groupBy(hits, hit => hit.messageId)].map(([id, own]) => ({ id, opened: own[0]!.at, clicked: own.find(hit => hit.kind === 'click')?.at ?? null }))
  await sql`
    update messages as m set opened_at = least(m.opened_at, t.opened), clicked_at = least(m.clicked_at, t.clicked),
      state = case when m.state in ('unknown', 'handing') then 'sent' else m.state end, sent_at = case when m.state in ('unknown', 'handing') then coalesce(m.sent_at, m.handed_at, t.opened) else m.sent_at end
    from json_to_recordset(${JSON.stringify(first)}::json) as t (id uuid, opened timestamptz, clicked timestamptz) where m.id = t.id`.execute(db)
  await endStreak(db, [...new Set(hits.map(hit => hit.nodeId))])
}
