import { sql } from 'kysely'
import { z } from 'zod'
import type { Campaign, Report } from '../../../contracts/campaigns.ts'
import { announce, job, nowText, type Ctx } from '../../platform/index.ts'
import { campaignOf } from '../campaigns.ts'
import { reportOf } from './report.ts'

/** The report as of now, noted for the list. @throws campaignNotFound */
export async function notedReport(ctx: Ctx, campaignId: string): Promise<Report> {
  const began = performance.now()
  const report = await reportOf(ctx, campaignId)
  const campaign = await campaignOf(ctx.db, campaignId)
  if (campaign.startedAt) await note(ctx, campaign, report, performance.now() - began)
  return report
}

async function note({ db, clock }: Ctx, campaign: Campaign, report: Report, tookMs: number): Promise<void> {
  const { currency, byState, delivered, opened, clicked, attributed: { orders, revenueMinor }, incremental: { verdict, revenueMinor: brought, fromMinor, toMinor } } = report
  const figures = {
    at: report.at, next_at: nextAt(campaign, clock.now(), tookMs), currency, sent: byState.sent ?? 0, delivered, opened, clicked, orders, revenue_minor: revenueMinor,
    verdict, brought_minor: brought, brought_from_minor: fromMinor, brought_to_minor: toMinor,
  }
  await db.insertInto('campaign_figures').values({ campaign_id: campaign.id, ...figures }).onConflict(c => c.column('campaign_id').doUpdateSet(figures)).execute()
}

/**
 * When a campaign is counted again: each minute while it is on its way and the day after, each hour while orders count,
 * each day for three months, for late refunds. A large one rests a hundred times as long as counting it took.
 */
function nextAt({ finishedAt, attributionDays }: Campaign, now: Temporal.Instant, tookMs: number): string | null {
  const over = finishedAt ? now.since(Temporal.Instant.from(finishedAt)).total('hours') / 24 : 0
  const minutes = over < 1 ? 1 : over < attributionDays + 1 ? 60 : 24 * 60
  return over > 92 ? null : now.add({ milliseconds: Math.round(Math.max(minutes * 60_000, 100 * tookMs)) }).toString()
}

/** Counts every campaign whose time has come, so that the list need not. */
export const tallyCampaigns = job('campaigns.tally', z.object({}), async (ctx, _, stopping) => {
  const { rows } = await sql<{ id: string }>`
    select c.id from campaigns as c left join campaign_figures as f on f.campaign_id = c.id
    where c.started_at is not null and (f.campaign_id is null or f.next_at <= ${nowText(ctx.clock)}) order by f.next_at nulls first, c.id`.execute(ctx.db)
  for (const { id } of rows) {
    stopping.throwIfAborted()
    await notedReport(ctx, id)
  }
  if (rows.length) await announce(ctx.db, { topic: 'messages', count: rows.length })
}, { cron: '* * * * *' })
