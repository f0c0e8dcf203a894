import type { ScopeQuery } from '../../../contracts/analytics.ts'
import type { RfmMigration, Standing } from '../../../contracts/rfm.ts'
import type { Ctx } from '../../platform/index.ts'
import { monthsOf, spanOf } from './moments.ts'
import { peopleOf } from './people.ts'

/** How many customers of the scope went from which group to which, everybody scored as of then. @throws periodBackwards */
export async function migrationOf(ctx: Ctx, query: ScopeQuery & { from: string; to: string }): Promise<RfmMigration> {
  const [{ from, to, rows }, people] = [await spanOf(ctx, query), await peopleOf(ctx, query)]
  const flows = await ctx.warehouse.rows<{ from: Standing; to: Standing; customers: number }>(`
    select from_group as from, to_group as to, count() as customers from ${rows}
    ${people.isEverybody ? '' : `where customer_id in (select customer_id from ${people.rows})`} group by from, to order by customers desc, from, to`, people.params)
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), customers: flows.reduce((sum, flow) => sum + flow.customers, 0), flows, months: await monthsOf(ctx) }
}
