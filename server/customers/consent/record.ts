import { sql } from 'kysely'
import type { Channel, ConsentSource, Decision, Proof, Purpose } from '../../../contracts/consent.ts'
import { inTransaction, type Ctx, type Db } from '../../platform/index.ts'
import { lockIdentity } from '../identity/graph/queries.ts'

/** What somebody said about one channel and purpose. */
export type Said = {
  /** The node for whom it is recorded: an identifier's, or a customer's id. */
  nodeId: string
  channel: Channel
  purpose: Purpose
  decision: Decision
  source: ConsentSource
  sourceId?: string | null
  /** The event or row that said so; said again by the same, it is no news. */
  toldBy?: string | null
  wordingVersion?: string | null
  wordingText?: string | null
  language?: string | null
  /** ISO 8601. */
  occurredAt: string
  proof: Proof
}

export type Recorded = { id: string; customerId: string | null; channel: Channel; purpose: Purpose; decision: Decision }

/**
 * Appends to the ledger, set by set, and with it changes what holds. Takes the identity lock: who a node belongs to,
 * and what is known to be the same person, must not change meanwhile.
 * @returns what was new
 */
export const record = ({ db, clock }: Pick<Ctx, 'db' | 'clock'>, said: Said[]): Promise<Recorded[]> =>
  said.length ? inTransaction(db, async trx => {
    await lockIdentity(trx)
    return append(trx, said, clock.now().toString())
  }) : Promise.resolve([])

/** Several entries of one instant count in the order in which they were said. */
async function append(db: Db, said: Said[], now: string): Promise<Recorded[]> {
  const rows = said.map((one, i) => ({ ...one, place: i }))
  const { rows: recorded } = await sql<Recorded>`
    with told as materialized (
      select t.*, coalesce(i.customer_id, t."nodeId") as home
      from json_to_recordset(${JSON.stringify(rows)}::json) as t (place int, "nodeId" uuid, channel text, purpose text, decision text, source text, "sourceId" uuid, "toldBy" uuid,
        "wordingVersion" text, "wordingText" text, language text, "occurredAt" timestamptz, proof jsonb)
      left join customer_identifiers as i on i.id = t."nodeId"),
    homes as materialized (
      select h.home, c.id as customer_id, array(
        select h.home union select i.id from customer_identifiers as i where i.customer_id = h.home union select e.node_id from consents as e where e.customer_id = h.home) as nodes
      from (select distinct home from told) as h left join customers as c on c.id = h.home)
    insert into consents (node_id, customer_id, seen, channel, purpose, decision, source, source_id, told_by, wording_version, wording_text, language, occurred_at, recorded_at, proof)
    select t."nodeId", h.customer_id, array(select unnest(h.nodes) union select t."nodeId"), t.channel, t.purpose, t.decision, t.source, t."sourceId", t."toldBy", t."wordingVersion", t."wordingText", t.language,
      least(t."occurredAt", ${now}::timestamptz), ${now}::timestamptz, coalesce(t.proof, '{}')
    from told as t join homes as h using (home) order by t.place
    on conflict (told_by, channel, purpose) where told_by is not null do nothing
    returning id, customer_id as "customerId", channel, purpose, decision`.execute(db)
  return recorded
}
