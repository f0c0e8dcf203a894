import type { ScopeQuery } from '../../../contracts/analytics.ts'
import { rfmGrid, type Rfm, type RfmGroup } from '../../../contracts/rfm.ts'
import type { Ctx } from '../../platform/index.ts'
import { scoreRuns } from '../../segments/index.ts'
import { firstZone } from './moments.ts'
import { peopleOf } from './people.ts'

type Cell = { recency: number; value: number; group: RfmGroup; customers: number; revenueMinor: number; orders: number; days: number }

/** Where the customers of the scope stand, by the last computation, and what they brought until now. */
export async function rfmOf(ctx: Ctx, query: ScopeQuery): Promise<Rfm> {
  const { scope, rows, params } = await peopleOf(ctx, query)
  const cells = await ctx.warehouse.rows<Cell>(`
    select s.recency as recency, intDiv(s.frequency + s.monetary + 1, 2) as value, toString(any(s.rfm_group)) as group, count() as customers, sum(p.revenue) as revenueMinor, toUInt64(sum(p.orders)) as orders,
      sum(dateDiff('second', p.last_order_at, fromUnixTimestamp64Milli({now:Int64}, 'UTC')) / 86400) as days
    from (select * from scores final where not deleted) as s join ${rows} as p on p.customer_id = s.id
    group by recency, value order by recency desc, value`, { ...params, now: ctx.clock.now().epochMilliseconds })
  const timeZone = await firstZone(ctx.db)
  return { currency: scope.currency, timeZone, ...sumOf(cells), cells: cells.map(({ days: _, ...cell }) => cell), groups: groupsOf(cells), ...(await scoreRuns(ctx.db)) }
}

const groups = [...new Set(rfmGrid.flat())]

const groupsOf = (cells: Cell[]): Rfm['groups'] =>
  groups.map(group => {
    const own = cells.filter(cell => cell.group === group)
    const sums = sumOf(own)
    const days = own.reduce((total, cell) => total + cell.days, 0)
    return { group, ...sums, daysSinceLastOrder: sums.customers ? days / sums.customers : null, ordersEach: sums.customers ? sums.orders / sums.customers : null }
  })

const sumOf = (cells: Cell[]) => ({ customers: total(cells, 'customers'), revenueMinor: total(cells, 'revenueMinor'), orders: total(cells, 'orders') })
const total = (cells: Cell[], what: 'customers' | 'revenueMinor' | 'orders') => cells.reduce((sum, cell) => sum + cell[what], 0)
