import { sql } from 'kysely'
import { appError, inTransaction, nowText, within, type Ctx } from '../platform/index.ts'
import { audit } from '../staff/index.ts'
import { campaignNotFound, copyCampaign } from './campaigns.ts'

export const underWay = appError('campaigns.under_way', 409, 'These campaigns are on their way: {names}. Wait until they are sent, or cancel them first.')

type Several = { campaignIds: string[] }
type Known = { id: string; name: string; state: string; archived: boolean }

/** Puts campaigns away; all or none of them. @throws campaignNotFound, underWay */
export const archiveCampaigns = (ctx: Ctx, { campaignIds }: Several): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const known = await knownOf(own, campaignIds)
    const busy = known.filter(({ state }) => ['approval', 'scheduled', 'sending', 'paused'].includes(state))
    if (busy.length) throw underWay({ names: busy.map(({ name }) => name).join(', ') })
    await move(own, known.filter(({ archived }) => !archived), { at: nowText(ctx.clock), by: ctx.actor.name, action: 'campaigns.archive' })
  })

/** @throws campaignNotFound */
export const restoreCampaigns = (ctx: Ctx, { campaignIds }: Several): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const known = await knownOf(own, campaignIds)
    await move(own, known.filter(({ archived }) => archived), { at: null, by: null, action: 'campaigns.restore' })
  })

/** A draft like each of them. @throws campaignNotFound */
export const copyCampaigns = (ctx: Ctx, { campaignIds }: Several): Promise<{ id: string; name: string }[]> =>
  inTransaction(ctx.db, async db => {
    const made = []
    for (const id of campaignIds) {
      const { id: copy, name } = await copyCampaign(within(ctx, { db }), id)
      made.push({ id: copy, name })
    }
    return made
  })

async function knownOf({ db }: Ctx, ids: string[]): Promise<Known[]> {
  const { rows } = await sql<Known>`select id, name, state, archived_at is not null as archived from campaigns where id = any(${ids}::uuid[]) order by id for update`.execute(db)
  const missing = ids.find(id => !rows.some(row => row.id === id))
  if (missing) throw campaignNotFound({ campaignId: missing })
  return rows
}

async function move(ctx: Ctx, campaigns: Known[], { at, by, action }: { at: string | null; by: string | null; action: string }): Promise<void> {
  await sql`update campaigns set archived_at = ${at}, archived_by = ${by} where id = any(${campaigns.map(({ id }) => id)}::uuid[])`.execute(ctx.db)
  for (const { id, name } of campaigns) await audit(ctx, { action, record: { kind: 'campaign', id, label: name } })
}
