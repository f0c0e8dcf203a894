import * as contract from '../../../contracts/rfm.ts'
import { serve } from '../../platform/index.ts'
import { breakdownOf } from './breakdown.ts'
import { requestScores } from './runs.ts'
import { scoresOfCustomer } from './shown.ts'

export const scoringRoutes = [
  serve(contract.computeScores, async ctx => {
    await requestScores(ctx, 'hand')
    return { done: true as const }
  }),
  serve(contract.customerScores, (ctx, { params }) => scoresOfCustomer(ctx, params)),
  serve(contract.segmentBreakdown, (ctx, { params }) => breakdownOf(ctx, params)),
]
