import { sql } from 'kysely'
import type { MessageState } from '../../../contracts/messaging.ts'
import { fromCursor, pageOf, type Ctx } from '../../platform/index.ts'
import { campaignOf } from '../campaigns.ts'
import { attributedOrders } from './attribution.ts'
import { currencyOf } from './variants.ts'

type Did = 'opened' | 'clicked' | 'replied' | 'unsubscribed' | 'bounced' | 'complained' | 'ordered'
type Wanted = { limit: number; after?: string | undefined; state?: MessageState | undefined; reason?: string | undefined; did?: Did | undefined; letter?: string | undefined }
type Row = { id: string; name: string; email: string | null; country: string | null; messageId: string; state: MessageState; reason: string | null; sentAt: string | null }

/** The people behind a number of the report. @throws campaignNotFound */
export async function peopleOf({ db }: Ctx, campaignId: string, { limit, after, state, reason, did, letter }: Wanted) {
  const campaign = await campaignOf(db, campaignId)
  const [afterId] = fromCursor(after, 1) ?? []
  const ordered = did === 'ordered' ? sql`and m.id in (select message_id from (${attributedOrders(campaign, await currencyOf(db, campaign.storeId))}) as a)` : sql``
  const done = did && did !== 'ordered' ? sql`and ${sql.ref(`m.${did}_at`)} is not null` : sql``
  const { rows } = await sql<Row>`
    select c.id, c.name, c.email, c.country, m.id as "messageId", m.state, m.reason, m.sent_at as "sentAt" from messages as m join customers as c on c.id = m.customer_id
    where m.mailing_id = ${campaignId} ${state ? sql`and m.state = ${state}` : sql``} ${reason ? sql`and m.reason = ${reason}` : sql``} ${letter ? sql`and m.letter = ${letter}` : sql``} ${done} ${ordered}
      ${afterId ? sql`and m.id > ${afterId}::uuid` : sql``}
    order by m.id limit ${limit + 1}`.execute(db)
  return pageOf(rows, limit, row => [row.messageId])
}

/** How often each link was followed: out of the log, as the warehouse has it. @throws campaignNotFound */
export async function linksOf(ctx: Ctx, campaignId: string): Promise<{ url: string; index: number; people: number; clicks: number; machines: number }[]> {
  await campaignOf(ctx.db, campaignId)
  return ctx.warehouse.rows(`
    select JSONExtractString(properties, 'url') as url, toInt32(JSONExtractInt(properties, 'link_index')) as "index",
      uniqExactIf(JSONExtractString(properties, 'message_id'), not JSONExtractBool(properties, 'is_machine')) as people, countIf(not JSONExtractBool(properties, 'is_machine')) as clicks, countIf(JSONExtractBool(properties, 'is_machine')) as machines
    from events where name = 'Email Clicked' and JSONExtractString(properties, 'campaign_id') = {campaign:String} group by url, "index" order by "index", url limit 500`, { campaign: campaignId })
}
