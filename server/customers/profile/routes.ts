import * as contract from '../../../contracts/profile.ts'
import { serve } from '../../platform/index.ts'
import { precedences, rankSources } from './precedence.ts'
import { factsTold } from './reader.ts'

export const profileRoutes = [
  serve(contract.customerFacts, async (ctx, { params }) => ({ items: await factsTold(ctx.db, params.customerId) })),
  serve(contract.sourcePrecedence, async ctx => ({ items: await precedences(ctx.db) })),
  serve(contract.changeSourcePrecedence, async (ctx, { body }) => {
    await rankSources(ctx, body.items)
    return { done: true as const }
  }),
]
