import * as contract from '../../../contracts/messaging.ts'
import { serve } from '../../platform/index.ts'
import { changeSendingRules, sendingRulesOf } from './rules.ts'

export const decidingRoutes = [
  serve(contract.sendingRules, ctx => sendingRulesOf(ctx.db)),
  serve(contract.changeSendingRules, (ctx, { body }) => changeSendingRules(ctx, body)),
]
