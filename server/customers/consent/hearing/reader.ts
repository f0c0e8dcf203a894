import { sql } from 'kysely'
import { identifiersIn, namingsOf, nodeIds, type LogEvent, type LogReader } from '../../../collect/index.ts'
import { announce, type Ctx, type Db } from '../../../platform/index.ts'
import { homesOf } from '../../identity/graph/homes.ts'
import { askToConfirm } from '../confirming/ask.ts'
import { record, type Said } from '../record.ts'
import { rulesOf } from '../rules.ts'
import { spokenBy, type Spoken } from './spoken.ts'

type Heard = { event: LogEvent; nodeId: string; spoken: Spoken }

/** Follows the log: what events and traits say about consent goes into the ledger, after identity has settled whose they are. */
export const consentReader: LogReader = {
  name: 'consent',
  read: async (ctx, events) => {
    const heard = events.flatMap((event): Heard[] => {
      const isOthers = event.nodeId !== null && event.sourceKind !== 'suki' && event.sourceKind !== 'import'
      const spoken = isOthers ? spokenBy(event) : undefined
      return spoken ? [{ event, nodeId: event.nodeId!, spoken }] : []
    })
    if (!heard.length) return
    const news = await withoutEchoes(ctx.db, heard)
    const { sure, unsure } = await parted(ctx, news)
    const recorded = await record(ctx, sure)
    for (const { event, nodeId, spoken } of unsure) await letThemConfirm(ctx, event, nodeId, spoken)
    for (const id of new Set(recorded.map(r => r.customerId))) if (id) await announce(ctx.db, { topic: 'customers', id })
  },
}

const asSaid = ({ event, nodeId, spoken: { cells, source, wordingVersion, wordingText, language, proof } }: Heard): Said[] =>
  cells.map(cell => ({ ...cell, nodeId, source, sourceId: event.sourceId, toldBy: event.id, wordingVersion, wordingText, language, occurredAt: event.occurredAt, proof }))

/**
 * An app sends its traits with every start: only what differs from what the same source said last is a decision.
 * Otherwise the app's memory would take back what the person said elsewhere since.
 */
async function withoutEchoes(db: Db, heard: Heard[]): Promise<Heard[]> {
  const homes = await homesOf(db, heard.map(h => h.nodeId))
  const last = await lastTraits(db, heard.filter(h => h.spoken.source === 'traits').map(h => h.nodeId))
  return heard.toSorted((a, b) => Date.parse(a.event.occurredAt) - Date.parse(b.event.occurredAt)).flatMap(one => {
    if (one.spoken.source === 'event') return [one]
    const cells = one.spoken.cells.filter(({ channel, purpose, decision }) => {
      const key = `${homes.get(one.nodeId)!.customerId} ${one.event.sourceId} ${channel} ${purpose}`
      const before = last.get(key)
      last.set(key, decision)
      return before !== decision
    })
    return cells.length ? [{ ...one, spoken: { ...one.spoken, cells } }] : []
  })
}

async function lastTraits(db: Db, nodes: string[]): Promise<Map<string, string>> {
  if (!nodes.length) return new Map()
  const { rows } = await sql<{ home: string; sourceId: string; channel: string; purpose: string; decision: string }>`
    with homes as (select distinct coalesce(i.customer_id, n.id) as home from unnest(${nodes}::uuid[]) as n (id) left join customer_identifiers as i on i.id = n.id),
      own as (select home, home as node_id from homes union select home, i.id from homes join customer_identifiers as i on i.customer_id = home)
    select distinct on (own.home, c.source_id, c.channel, c.purpose) own.home, c.source_id as "sourceId", c.channel, c.purpose, c.decision
    from own join consents as c using (node_id) where c.source = 'traits'
    order by own.home, c.source_id, c.channel, c.purpose, c.occurred_at desc, c.seq desc`.execute(db)
  return new Map(rows.map(row => [`${row.home} ${row.sourceId} ${row.channel} ${row.purpose}`, row.decision]))
}

/** With double opt-in, a yes to e-mail counts only after a letter to that address was answered. */
async function parted({ db }: Ctx, heard: Heard[]): Promise<{ sure: Said[]; unsure: Heard[] }> {
  const { doubleOptIn } = await rulesOf(db)
  const waits = ({ decision, channel }: { decision: string; channel: string }) => decision === 'granted' && channel === 'email'
  const isUnsure = (h: Heard) => doubleOptIn && !h.spoken.isConfirmed && h.spoken.cells.some(waits)
  const unsure = heard.filter(isUnsure).map(h => ({ ...h, spoken: { ...h.spoken, cells: h.spoken.cells.filter(waits) } }))
  const sure = heard.flatMap(h => asSaid(isUnsure(h) ? { ...h, spoken: { ...h.spoken, cells: h.spoken.cells.filter(cell => !waits(cell)) } } : h))
  return { sure, unsure }
}

async function letThemConfirm(ctx: Ctx, event: LogEvent, nodeId: string, { cells, ...spoken }: Spoken) {
  const naming = (await namingsOf(ctx.db)).get(event.sourceId)
  const address = naming && identifiersIn(event, naming).find(i => i.kind === 'email')
  await askToConfirm(ctx, {
    ...spoken, channels: ['email'], purposes: [...new Set(cells.map(cell => cell.purpose))], nodeId, addressNode: address ? (await nodeIds(ctx))(address) : null,
    sourceId: event.sourceId, toldBy: event.id, occurredAt: event.occurredAt, askedBy: event.name || event.type,
  })
}
