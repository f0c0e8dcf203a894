import * as contract from '../../contracts/analytics.ts'
import { serve, type Served } from '../platform/index.ts'
import { cohortsOf } from './cohorts.ts'
import { lastHappenings, momentOf } from './now.ts'
import { bestSellers, byCountry, currenciesInUse, seriesOf, summarise } from './overview.ts'
import { rfmRoutes } from './rfm/routes.ts'
import { salesOf } from './product-sales.ts'

export const analyticsRoutes: Served[] = [
  ...rfmRoutes,
  serve(contract.summary, (ctx, { query }) => summarise(ctx, query)),
  serve(contract.series, (ctx, { query }) => seriesOf(ctx, query)),
  serve(contract.topProducts, (ctx, { query }) => bestSellers(ctx, query)),
  serve(contract.countries, (ctx, { query }) => byCountry(ctx, query)),
  serve(contract.cohorts, (ctx, { query }) => cohortsOf(ctx, query)),
  serve(contract.currencies, ctx => currenciesInUse(ctx)),
  serve(contract.happenings, (ctx, { query, caller }) => lastHappenings(ctx, query, caller.may('customers.read'))),
  serve(contract.moment, (ctx, { query }) => momentOf(ctx, query)),
  serve(contract.productSales, (ctx, { params, query }) => salesOf(ctx, { ...params, ...query })),
]
