import type { SegmentBreakdown } from '../../../contracts/rfm.ts'
import type { Ctx } from '../../platform/index.ts'
import { membersQuery } from '../members.ts'

type Row = { by: string; key: string; currency: string; customers: number; spent: number }

/** Who is in a segment now, by country, language, group and tenth of value. One question to the warehouse. @throws segmentNotFound */
export async function breakdownOf(ctx: Ctx, { segmentId }: { segmentId: string }): Promise<SegmentBreakdown> {
  const { ids, params, limits } = await membersQuery(ctx, segmentId)
  const rows = await ctx.warehouse.rows<Row>(`
    select part.1 as by, part.2 as key, currency, count() as customers, sum(spent) as spent from (
      select arrayJoin([('all', ''), ('country', toString(c.country)), ('language', toString(c.language)), ('group', toString(s.rfm_group)), ('decile', if(s.value_decile = 0, '', toString(s.value_decile)))]) as part,
        c.spent_minor as spent, toString(c.currency) as currency
      from (select * from customers final where not deleted and id in ${ids}) as c left join (select * from scores final where not deleted) as s on s.id = c.id
    ) group by part, currency`, params, { ...limits, join_use_nulls: 0 })
  const all = rows.filter(row => row.by === 'all')
  const currency = all.filter(row => row.currency).toSorted((a, b) => b.customers - a.customers || a.currency.localeCompare(b.currency))[0]?.currency ?? null
  const by = (part: string) => [...Map.groupBy(rows.filter(row => row.by === part), row => row.key)].map(([key, own]) => ({ key: key || null, customers: sum(own, 'customers'), revenueMinor: sum(own.filter(row => row.currency === currency), 'spent'), currency }))
  const largestFirst = (part: string) => by(part).toSorted((a, b) => b.customers - a.customers || (a.key ?? '').localeCompare(b.key ?? ''))
  return {
    customers: sum(all, 'customers'), currency, byCountry: largestFirst('country'), byLanguage: largestFirst('language'), byRfmGroup: largestFirst('group'),
    byValueDecile: by('decile').toSorted((a, b) => Number(a.key ?? 99) - Number(b.key ?? 99)),
  }
}

const sum = (rows: Row[], what: 'customers' | 'spent') => rows.reduce((total, row) => total + row[what], 0)
