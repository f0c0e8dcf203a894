import type { Ctx } from '../../platform/index.ts'
import { campaignOf } from '../campaigns.ts'

const ofCampaign = `name = 'Email Clicked' and JSONExtractString(properties, 'campaign_id') = {campaign:String}`
const isMachine = `JSONExtractBool(properties, 'is_machine')`

/** How often each link was followed: out of the log, as the warehouse has it. @throws campaignNotFound */
export async function linksOf(ctx: Ctx, campaignId: string): Promise<{ url: string; index: number; people: number; clicks: number; machines: number }[]> {
  await campaignOf(ctx.db, campaignId)
  return ctx.warehouse.rows(`
    select JSONExtractString(properties, 'url') as url, toInt32(JSONExtractInt(properties, 'link_index')) as "index",
      uniqExactIf(JSONExtractString(properties, 'message_id'), not ${isMachine}) as people, countIf(not ${isMachine}) as clicks, uniqExactIf(JSONExtractString(properties, 'message_id'), ${isMachine}) as machines
    from events where ${ofCampaign} group by url, "index" order by "index", url limit 500`, { campaign: campaignId })
}

type Followed = { link: string; byMachine: boolean; before: string | undefined; limit: number }

/** The messages out of which a link was followed, the latest ids first. */
export async function messagesThatLed({ warehouse }: Ctx, campaignId: string, { link, byMachine, before, limit }: Followed): Promise<string[]> {
  const rows = await warehouse.rows<{ id: string }>(`
    select distinct JSONExtractString(properties, 'message_id') as id from events
    where ${ofCampaign} and JSONExtractString(properties, 'url') = {link:String} and ${byMachine ? '' : 'not '}${isMachine} ${before ? 'and id < {before:String}' : ''}
    order by id desc limit {limit:UInt32}`, { campaign: campaignId, link, limit, ...(before ? { before } : {}) })
  return rows.map(row => row.id)
}
