import { sql } from 'kysely'
import type { Campaign } from '../../../contracts/campaigns.ts'
import { decide, type Decision } from '../../messaging/index.ts'
import { audienceAfter, zoneOf } from '../../segments/index.ts'
import { announce, inTransaction, nowText, within, type Ctx } from '../../platform/index.ts'
import { campaignOf } from '../campaigns.ts'
import { isHeldOut, letterFor, noLetter } from './chance.ts'
import { dueAt } from './times.ts'

export const drawSize = 1000

/**
 * Considers the next people of the audience, in the order of their ids: for each a row in the ledger, to be sent, held
 * out or skipped with the reason. All or nothing, and on from there after a crash.
 * @returns whether the whole audience is drawn
 */
export const drawNext = (ctx: Ctx, campaignId: string): Promise<boolean> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const campaign = await campaignOf(db, campaignId, { lock: true })
    if (campaign.state !== 'sending' || campaign.drawnAt) return true
    const { rows: [at] } = await sql<{ drawnTo: string | null }>`select drawn_to as "drawnTo" from campaigns where id = ${campaignId}`.execute(db)
    const { ids, to } = await audienceAfter(db, campaign.audience, at!.drawnTo, drawSize)
    const decisions = await decide(own, { customerIds: ids, channel: 'email', purpose: 'marketing', storeZone: await zoneOf(db, campaign.storeId) })
    if (ids.length) await consider(own, campaign, ids.map(id => decisions.get(id)!))
    await sql`update campaigns set drawn_to = coalesce(${to}::uuid, drawn_to), considered = considered + ${ids.length}, drawn_at = ${to === null ? nowText(ctx.clock) : null} where id = ${campaignId}`.execute(db)
    await announce(db, { topic: 'messages', id: campaignId, count: ids.length })
    return to === null
  })

/** Addresses that this mailing goes to already: one that came to somebody else while the audience is drawn gets it once. */
async function addressesIn(db: Ctx['db'], mailingId: string, nodes: string[]): Promise<Set<string>> {
  const rows = await db.selectFrom('messages').select('node_id').where('mailing_id', '=', mailingId).where('node_id', 'in', nodes).where('state', '<>', 'skipped').execute()
  return new Set(rows.map(row => row.node_id))
}

const endOfTime = '9999-01-01T00:00:00Z'

async function consider({ db, clock }: Ctx, campaign: Campaign, decisions: Decision[]): Promise<void> {
  const now = clock.now()
  const reached = await addressesIn(db, campaign.id, decisions.map(d => d.nodeId))
  const rows = decisions.map(decision => (decision.may && reached.has(decision.nodeId) ? { ...decision, may: false, reason: 'capped' as const } : decision)).map(({ customerId, may, reason, consentId, address, nodeId, language, zone, waitUntil }) => {
    const letter = letterFor(campaign, customerId)
    const due = dueAt(campaign, { letter, zone, now }).toString()
    const sendAt = letter === noLetter ? endOfTime : waitUntil && waitUntil > due ? waitUntil : due
    const state = !may ? 'skipped' : isHeldOut(campaign, customerId) ? 'held_out' : 'queued'
    return { customerId, nodeId, letter, address: state === 'queued' ? address : null, language, state, reason: may ? null : reason, consentId, sendAt, eligible: may }
  })
  await sql`
    insert into messages (mailing_id, letter, channel, stream, purpose, recipient_id, node_id, customer_id, address, language, state, reason, consent_id, send_at, planned_at, eligible, created_at)
    select ${campaign.id}, t.letter, 'email', 'campaign', 'marketing', t."customerId", t."nodeId", t."customerId", t.address, t.language, t.state, t.reason, t."consentId", t."sendAt", t."sendAt", t.eligible, ${now.toString()}
    from json_to_recordset(${JSON.stringify(rows)}::json) as t ("customerId" uuid, "nodeId" uuid, letter text, address text, language text, state text, reason text, "consentId" uuid, "sendAt" timestamptz, eligible boolean)
    on conflict do nothing`.execute(db)
}
