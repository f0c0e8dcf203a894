import { sql } from 'kysely'
import { z } from 'zod'
import type { DryRun } from '../../contracts/campaigns.ts'
import { decide } from '../messaging/index.ts'
import { announce, appError, fromCursor, inTransaction, job, nowText, pageOf, type Ctx, type Db } from '../platform/index.ts'
import { audienceAfter, audienceSize, zoneOf } from '../segments/index.ts'
import { campaignOf } from './campaigns.ts'
import { isHeldOut } from './running/chance.ts'

export const noDryRun = appError('campaigns.no_dry_run', 404, 'There was no dry run of this campaign.')

const chunk = 1000

/** Begins to find out what would become of everybody in the audience. @throws campaignNotFound */
export const startDryRun = (ctx: Ctx, campaignId: string): Promise<DryRun> =>
  inTransaction(ctx.db, async db => {
    const { audience } = await campaignOf(db, campaignId)
    const fresh = { state: 'running' as const, asked_at: nowText(ctx.clock), expected: await audienceSize(db, audience), considered: 0, counts: '{}', problem: null }
    await db.insertInto('campaign_dry_runs').values({ campaign_id: campaignId, ...fresh }).onConflict(c => c.column('campaign_id').doUpdateSet(fresh)).execute()
    await dryRunJob.later(db, { campaignId, askedAt: fresh.asked_at }, { key: `campaigns.dry_run ${campaignId}`, maxAttempts: 3 })
    return dryRunOf(db, campaignId)
  })

/** @throws noDryRun */
export async function dryRunOf(db: Db, campaignId: string): Promise<DryRun> {
  const row = await db.selectFrom('campaign_dry_runs').select(['state', 'asked_at as askedAt', 'expected', 'considered', 'counts', 'problem']).where('campaign_id', '=', campaignId).executeTakeFirst()
  if (!row) throw noDryRun()
  return row as DryRun
}

/** Considers everybody as sending would, and notes it; a newer dry run of the same campaign ends this one. */
export const dryRunJob = job('campaigns.dry_run', z.object({ campaignId: z.uuid(), askedAt: z.string() }), async (ctx, { campaignId, askedAt }, stopping) => {
  await sql`delete from campaign_dry_run_people where campaign_id = ${campaignId}`.execute(ctx.db)
  const campaign = await campaignOf(ctx.db, campaignId)
  const storeZone = await zoneOf(ctx.db, campaign.storeId)
  const counts: Record<string, number> = {}
  let considered = 0
  let after: string | null = null
  do {
    stopping.throwIfAborted()
    const { ids, to } = await audienceAfter(ctx.db, campaign.audience, after, chunk)
    after = to
    const decisions = await decide(ctx, { customerIds: ids, channel: 'email', purpose: 'marketing', storeZone })
    const outcomes = ids.map(id => outcomeOf(campaign, decisions.get(id)!))
    for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
    considered += ids.length
    await sql`insert into campaign_dry_run_people (campaign_id, customer_id, outcome) select ${campaignId}, id, outcome from unnest(${ids}::uuid[], ${outcomes}::text[]) as t (id, outcome) on conflict do nothing`.execute(ctx.db)
    const { rows } = await sql`update campaign_dry_runs set considered = ${considered}, counts = ${JSON.stringify(counts)}, state = ${to === null ? 'done' : 'running'} where campaign_id = ${campaignId} and asked_at = ${askedAt}::timestamptz returning campaign_id`.execute(ctx.db)
    await announce(ctx.db, { topic: 'messages', id: campaignId })
    if (!rows.length) return
  } while (after)
})

const outcomeOf = (campaign: { id: string; holdOutPercent: number }, { customerId, may, reason }: { customerId: string; may: boolean; reason: string }) => (!may ? reason : isHeldOut(campaign, customerId) ? 'held_out' : 'send')

/** The people behind a number of the dry run, by id. */
export async function dryRunPeople({ db }: Ctx, campaignId: string, { outcome, limit, after }: { outcome: string; limit: number; after?: string | undefined }) {
  const [afterId] = fromCursor(after, 1) ?? []
  const { rows } = await sql<{ id: string; name: string; email: string | null; country: string | null }>`
    select c.id, c.name, c.email, c.country from campaign_dry_run_people as p join customers as c on c.id = p.customer_id
    where p.campaign_id = ${campaignId} and p.outcome = ${outcome} ${afterId ? sql`and p.customer_id > ${afterId}::uuid` : sql``} order by p.customer_id limit ${limit + 1}`.execute(db)
  return pageOf(rows, limit, row => [row.id])
}
