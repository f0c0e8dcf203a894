import { sql } from 'kysely'
import type { Campaign, CampaignDraft } from '../../contracts/campaigns.ts'
import { announce, appError, atRevision, inTransaction, nowText, within, type Ctx, type Db } from '../platform/index.ts'
import { audit, changesBetween } from '../staff/index.ts'

export const campaignNotFound = appError('campaigns.not_found', 404, 'There is no campaign {campaignId}.')
export const campaignNotADraft = appError('campaigns.not_a_draft', 409, 'This campaign is {state}; only a draft can be changed. Copy it to make a new one.')

const columns = sql`id, name, store_id as "storeId", sender_id as "senderId", state, audience, variants, test, hold_out_percent as "holdOutPercent", schedule, attribution_days as "attributionDays", touch,
  created_at as "createdAt", created_by as "createdBy", launched_by as "launchedBy", approved_by as "approvedBy", approved_at as "approvedAt", starts_at as "startsAt", started_at as "startedAt", drawn_at as "drawnAt",
  considered, winner, winner_at as "winnerAt", winner_because as "winnerBecause", finished_at as "finishedAt", archived_at as "archivedAt", problem, revision, changed_at as "changedAt", changed_by as "changedBy"`

/** @throws campaignNotFound */
export async function campaignOf(db: Db, campaignId: string, { lock = false } = {}): Promise<Campaign> {
  const { rows } = await sql<Campaign>`select ${columns} from campaigns where id = ${campaignId} ${lock ? sql`for update` : sql``}`.execute(db)
  if (!rows[0]) throw campaignNotFound({ campaignId })
  return rows[0]
}

/** @throws campaigns.changed_meanwhile where this is not the revision that somebody looked at */
export const refuseUnseen = ({ revision, changedBy, changedAt }: Campaign, seen: number | undefined): void => atRevision({ revision, by: changedBy, at: changedAt }, seen, 'campaigns.changed_meanwhile')

const blank: Omit<CampaignDraft, 'name'> = { storeId: null, senderId: null, audience: { include: [], exclude: [] }, variants: {}, test: null, holdOutPercent: 5, schedule: { kind: 'now' }, attributionDays: 5, touch: 'click' }

const columnsOf = (draft: CampaignDraft) => ({
  name: draft.name, store_id: draft.storeId, sender_id: draft.senderId, audience: JSON.stringify(draft.audience), variants: JSON.stringify(draft.variants), test: draft.test && JSON.stringify(draft.test),
  hold_out_percent: draft.holdOutPercent, schedule: JSON.stringify(draft.schedule), attribution_days: draft.attributionDays, touch: draft.touch,
})

/** Makes a draft. */
export const makeCampaign = (ctx: Ctx, given: Partial<CampaignDraft> & { name: string }): Promise<Campaign> =>
  inTransaction(ctx.db, async db => {
    const at = nowText(ctx.clock)
    const { id } = await db.insertInto('campaigns').values({ ...columnsOf({ ...blank, ...given }), created_at: at, changed_at: at, created_by: ctx.actor.name, changed_by: ctx.actor.name }).returning('id').executeTakeFirstOrThrow()
    await audit(within(ctx, { db }), { action: 'campaigns.create', record: { kind: 'campaign', id, label: given.name } })
    return campaignOf(db, id)
  })

const draftOf = (c: CampaignDraft): CampaignDraft => ({ name: c.name, storeId: c.storeId, senderId: c.senderId, audience: c.audience, variants: c.variants, test: c.test, holdOutPercent: c.holdOutPercent, schedule: c.schedule, attributionDays: c.attributionDays, touch: c.touch })

/** Changes a draft; with a revision only if nobody changed it since. @throws campaignNotFound, campaignNotADraft, campaigns.changed_meanwhile */
export const editCampaign = (ctx: Ctx, campaignId: string, { revision, ...given }: Partial<CampaignDraft> & { revision?: number | undefined }): Promise<Campaign> =>
  inTransaction(ctx.db, async db => {
    const campaign = await campaignOf(db, campaignId, { lock: true })
    if (campaign.state !== 'draft') throw campaignNotADraft({ state: campaign.state })
    refuseUnseen(campaign, revision)
    const before = draftOf(campaign)
    const after = { ...before, ...given }
    const changes = changesBetween(before, after)
    if (!Object.keys(changes).length) return campaign
    await db.updateTable('campaigns').set({ ...columnsOf(after), revision: campaign.revision + 1, changed_at: nowText(ctx.clock), changed_by: ctx.actor.name }).where('id', '=', campaignId).execute()
    await audit(within(ctx, { db }), { action: 'campaigns.edit', record: { kind: 'campaign', id: campaignId, label: after.name }, changes })
    await announce(db, { topic: 'messages', id: campaignId })
    return campaignOf(db, campaignId)
  })

/** @throws campaignNotFound, campaignNotADraft */
export const removeCampaign = (ctx: Ctx, campaignId: string): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const { name, state } = await campaignOf(db, campaignId, { lock: true })
    if (state !== 'draft') throw campaignNotADraft({ state })
    await db.deleteFrom('campaigns').where('id', '=', campaignId).execute()
    await audit(within(ctx, { db }), { action: 'campaigns.remove', record: { kind: 'campaign', id: campaignId, label: name } })
  })

/** A draft like another campaign, to be sent at once. @throws campaignNotFound */
export async function copyCampaign(ctx: Ctx, campaignId: string): Promise<Campaign> {
  const { schedule: _, name, ...draft } = draftOf(await campaignOf(ctx.db, campaignId))
  return makeCampaign(ctx, { ...draft, name: await nextName(ctx.db, name) })
}

/** "Spring" is followed by "Spring (2)", that by "Spring (3)". */
async function nextName(db: Db, name: string): Promise<string> {
  const base = name.replace(/ \(\d{1,6}\)$/, '').slice(0, 110)
  const { rows } = await sql<{ highest: number }>`select coalesce(max(substring(name from ' \\((\\d{1,6})\\)$')::int), 1) as highest from campaigns where left(name, ${base.length + 2}) = ${`${base} (`} and name ~ ' \\(\\d{1,6}\\)$'`.execute(db)
  return `${base} (${rows[0]!.highest + 1})`
}
