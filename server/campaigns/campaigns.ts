import { sql } from 'kysely'
import type { Campaign, CampaignDraft, CampaignRow, CampaignState } from '../../contracts/campaigns.ts'
import { appError, fromCursor, inTransaction, nowText, pageOf, within, type Ctx, type Db } from '../platform/index.ts'
import { audit, changesBetween } from '../staff/index.ts'

export const campaignNotFound = appError('campaigns.not_found', 404, 'There is no campaign {campaignId}.')
export const campaignNotADraft = appError('campaigns.not_a_draft', 409, 'This campaign is {state}; only a draft can be changed. Copy it to make a new one.')

const columns = sql`id, name, store_id as "storeId", sender_id as "senderId", state, audience, variants, test, hold_out_percent as "holdOutPercent", schedule, attribution_days as "attributionDays", touch,
  created_at as "createdAt", created_by as "createdBy", launched_by as "launchedBy", approved_by as "approvedBy", approved_at as "approvedAt", starts_at as "startsAt", started_at as "startedAt", drawn_at as "drawnAt",
  considered, winner, winner_at as "winnerAt", winner_because as "winnerBecause", finished_at as "finishedAt", problem`

/** @throws campaignNotFound */
export async function campaignOf(db: Db, campaignId: string, { lock = false } = {}): Promise<Campaign> {
  const { rows } = await sql<Campaign>`select ${columns} from campaigns where id = ${campaignId} ${lock ? sql`for update` : sql``}`.execute(db)
  if (!rows[0]) throw campaignNotFound({ campaignId })
  return rows[0]
}

export async function listCampaigns({ db }: Ctx, { limit, after, q, state }: { limit: number; after?: string | undefined; q?: string | undefined; state?: CampaignState | undefined }) {
  const [at, id] = fromCursor(after, 2) ?? []
  const { rows } = await sql<CampaignRow>`
    select id, name, state, store_id as "storeId", created_at as "createdAt", created_by as "createdBy", starts_at as "startsAt", started_at as "startedAt", finished_at as "finishedAt", considered
    from campaigns where true ${q ? sql`and strpos(lower(name), lower(${q})) > 0` : sql``} ${state ? sql`and state = ${state}` : sql``} ${after ? sql`and (created_at, id) < (${at}::timestamptz, ${id}::uuid)` : sql``}
    order by created_at desc, id desc limit ${limit + 1}`.execute(db)
  return pageOf(rows, limit, row => [row.createdAt, row.id])
}

const blank: Omit<CampaignDraft, 'name'> = { storeId: null, senderId: null, audience: { include: [], exclude: [] }, variants: {}, test: null, holdOutPercent: 5, schedule: { kind: 'now' }, attributionDays: 5, touch: 'click' }

const columnsOf = (draft: CampaignDraft) => ({
  name: draft.name, store_id: draft.storeId, sender_id: draft.senderId, audience: JSON.stringify(draft.audience), variants: JSON.stringify(draft.variants), test: draft.test && JSON.stringify(draft.test),
  hold_out_percent: draft.holdOutPercent, schedule: JSON.stringify(draft.schedule), attribution_days: draft.attributionDays, touch: draft.touch,
})

/** Makes a draft. */
export const makeCampaign = (ctx: Ctx, given: Partial<CampaignDraft> & { name: string }): Promise<Campaign> =>
  inTransaction(ctx.db, async db => {
    const at = nowText(ctx.clock)
    const { id } = await db.insertInto('campaigns').values({ ...columnsOf({ ...blank, ...given }), created_at: at, changed_at: at, created_by: ctx.actor.name }).returning('id').executeTakeFirstOrThrow()
    await audit(within(ctx, { db }), { action: 'campaigns.create', record: { kind: 'campaign', id, label: given.name } })
    return campaignOf(db, id)
  })

/** Changes a draft. @throws campaignNotFound, campaignNotADraft */
export const editCampaign = (ctx: Ctx, campaignId: string, given: Partial<CampaignDraft>): Promise<Campaign> =>
  inTransaction(ctx.db, async db => {
    const before = await campaignOf(db, campaignId, { lock: true })
    if (before.state !== 'draft') throw campaignNotADraft({ state: before.state })
    const draft = (c: CampaignDraft): CampaignDraft => ({ name: c.name, storeId: c.storeId, senderId: c.senderId, audience: c.audience, variants: c.variants, test: c.test, holdOutPercent: c.holdOutPercent, schedule: c.schedule, attributionDays: c.attributionDays, touch: c.touch })
    const after = { ...draft(before), ...given }
    await db.updateTable('campaigns').set({ ...columnsOf(after), changed_at: nowText(ctx.clock) }).where('id', '=', campaignId).execute()
    await audit(within(ctx, { db }), { action: 'campaigns.edit', record: { kind: 'campaign', id: campaignId, label: after.name }, changes: changesBetween(draft(before), after) })
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
  const { name, storeId, senderId, audience, variants, test, holdOutPercent, attributionDays, touch } = await campaignOf(ctx.db, campaignId)
  return makeCampaign(ctx, { name: `${name.slice(0, 116)} (2)`, storeId, senderId, audience, variants, test, holdOutPercent, attributionDays, touch })
}
