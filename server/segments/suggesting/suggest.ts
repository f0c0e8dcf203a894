import type { z } from 'zod'
import type { suggestForRule, Suggestible, Suggestion } from '../../../contracts/segment-suggestions.ts'
import type { Ctx } from '../../platform/index.ts'
import { namedSuggestions } from './named.ts'
import { sampledSuggestions } from './sampled.ts'

export type Asked = z.output<typeof suggestForRule.query>
export type Suggested = { items: Suggestion[]; sampled: number | null }

const known = 'from customers final where not deleted'
/**
 * What is counted in the warehouse: each answers `value`, `label` and `count`. Rows of one kind alone are grouped, and
 * no personal column is among them. Events are counted by name, a column that compresses to almost nothing.
 */
const counted: Partial<Record<Suggestible, string>> = {
  country: `select country as value, value as label, count() as count ${known} and country != '' group by country`,
  language: `select language as value, value as label, count() as count ${known} and language != '' group by language`,
  city: `select city as value, value as label, count() as count ${known} and city != '' group by city`,
  gender: `select gender as value, value as label, count() as count ${known} and gender != '' group by gender`,
  email_domain: `select email_domain as value, value as label, count() as count ${known} and email_domain != '' group by email_domain`,
  tags: `select arrayJoin(tags) as value, value as label, count() as count ${known} group by value`,
  identifier: `select arrayJoin(identifiers) as value, value as label, count() as count ${known} group by value`,
  events: 'select name as value, value as label, count() as count from events group by name',
  product: `select toString(id) as value, title as label, 0 as count from products final where not deleted`,
  variant: `select toString(v.id) as value, concat(p.title, ' · ', if(v.title = '', v.sku, v.title)) as label, 0 as count from (select * from variants final where not deleted) as v join (select id, title from products final where not deleted) as p on p.id = v.product_id`,
  sku: `select sku as value, concat(sku, ' · ', title) as label, 0 as count from variants final where not deleted and sku != ''`,
  category: `select category as value, value as label, count() as count from products final where not deleted and category != '' group by category`,
  brand: `select brand as value, value as label, count() as count from products final where not deleted and brand != '' group by brand`,
  channel: `select channel as value, value as label, count() as count from orders final where not deleted and channel != '' group by channel`,
  code: `select arrayJoin(discount_codes) as value, value as label, count() as count from orders final where not deleted and notEmpty(discount_codes) group by value`,
}

/** What a rule may say at a place, from the data there is. */
export async function suggest(ctx: Ctx, asked: Asked): Promise<Suggested> {
  const query = counted[asked.of]
  if (query) return countedSuggestions(ctx, asked, query)
  return asked.of === 'store' || asked.of === 'source' || asked.of === 'segment' ? namedSuggestions(ctx, asked, asked.of) : sampledSuggestions(ctx, asked)
}

async function countedSuggestions({ warehouse }: Ctx, { q = '', values = [], limit }: Asked, query: string): Promise<Suggested> {
  const rows = await warehouse.rows<{ value: string; label: string; count: number; total: number }>(`
    select toString(value) as value, toString(label) as label, toUInt32(count) as count, toUInt32(total) as total
    from (select value, label, count, sum(count) over () as total from (${query}))
    where (empty({q:String}) or positionCaseInsensitiveUTF8(label, {q:String}) > 0 or positionCaseInsensitiveUTF8(value, {q:String}) > 0)
      and (empty({values:Array(String)}) or has({values:Array(String)}, value))
    order by count desc, label limit {limit:UInt16}`, { q, values, limit })
  return { items: rows.map(({ value, label, count, total }) => ({ value, label, count: total ? count : null, share: total ? count / total : null, types: [] })), sampled: null }
}
