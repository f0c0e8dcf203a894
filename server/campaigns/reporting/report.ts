import { sql } from 'kysely'
import type { Report } from '../../../contracts/campaigns.ts'
import type { MessageState } from '../../../contracts/messaging.ts'
import { nowText, type Ctx } from '../../platform/index.ts'
import { campaignOf } from '../campaigns.ts'
import { incremental } from './incremental.ts'
import { currencyOf, variantFigures } from './variants.ts'

type Counted = { state: MessageState; reason: string | null; count: number; delivered: number; opened: number; clicked: number; replied: number; unsubscribed: number; bounced: number; complained: number }

/** What became of a campaign and what it earned, as of now. @throws campaignNotFound */
export async function reportOf(ctx: Ctx, campaignId: string): Promise<Report> {
  const campaign = await campaignOf(ctx.db, campaignId)
  const currency = await currencyOf(ctx.db, campaign.storeId)
  const { rows } = await sql<Counted>`
    select state, reason, count(*) as count, count(delivered_at) as delivered, count(opened_at) as opened, count(clicked_at) as clicked, count(replied_at) as replied,
      count(unsubscribed_at) as unsubscribed, count(bounced_at) as bounced, count(complained_at) as complained
    from messages where mailing_id = ${campaignId} group by state, reason`.execute(ctx.db)
  const sum = (key: keyof Counted, of = rows) => of.reduce((all, row) => all + Number(row[key]), 0)
  const byState = Object.fromEntries([...Map.groupBy(rows, row => row.state)].map(([state, of]) => [state, sum('count', of)]))
  const variants = await variantFigures(ctx.db, campaign)
  return {
    campaignId, at: nowText(ctx.clock), currency, considered: campaign.considered, byState,
    skipped: Object.fromEntries(rows.filter(row => row.state === 'skipped').map(row => [row.reason ?? 'unknown', row.count])),
    delivered: sum('delivered'), opened: sum('opened'), clicked: sum('clicked'), replied: sum('replied'), unsubscribed: sum('unsubscribed'), bounced: sum('bounced'), complained: sum('complained'),
    attributed: { orders: variants.reduce((all, v) => all + v.orders, 0), revenueMinor: variants.reduce((all, v) => all + v.revenueMinor, 0), refundedMinor: variants.reduce((all, v) => all + v.refundedMinor, 0) },
    incremental: await incremental(ctx, campaign, currency),
    variants: variants.map(({ letter, sent, opened, clicked, unsubscribed, bounced, orders, revenueMinor }) => ({ letter, sent, opened, clicked, unsubscribed, bounced, attributed: { orders, revenueMinor } })),
  }
}
