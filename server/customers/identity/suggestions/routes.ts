import * as contract from '../../../../contracts/merge-suggestions.ts'
import { serve } from '../../../platform/index.ts'
import { accept, dismiss, undo } from './decide.ts'
import { compared, suggestions, waiting } from './list.ts'
import { askToLook } from './look.ts'

export const suggestionRoutes = [
  serve(contract.listMergeSuggestions, (ctx, { query }) => suggestions(ctx, query)),
  serve(contract.countMergeSuggestions, ctx => waiting(ctx)),
  serve(contract.compareCustomers, async (ctx, { query }) => ({ items: await compared(ctx.db, query.id ?? []) })),
  serve(contract.decideMergeSuggestions, async (ctx, { body }) => ({ decided: await (body.decision === 'accept' ? accept(ctx, body.ids) : dismiss(ctx, body.ids)) })),
  serve(contract.undoMergeSuggestions, async (ctx, { body }) => ({ undone: await undo(ctx, body.ids) })),
  serve(contract.lookForDuplicates, async ctx => {
    await askToLook(ctx)
    return { done: true as const }
  }),
]
