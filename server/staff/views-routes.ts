import * as contract from '../../contracts/views.ts'
import { serve } from '../platform/index.ts'
import { changeView, orderViews, removeView, saveView, viewsOf } from './views.ts'

export const viewRoutes = [
  serve(contract.listViews, async (ctx, { query, caller }) => ({ items: await viewsOf(ctx, query, caller) })),
  serve(contract.saveView, (ctx, { body, caller }) => saveView(ctx, body, caller)),
  serve(contract.changeView, (ctx, { params, body, caller }) => changeView(ctx, params.viewId, body, caller)),
  serve(contract.removeView, (ctx, { params, caller }) => removeView(ctx, params.viewId, caller).then(() => ({ done: true as const }))),
  serve(contract.orderViews, (ctx, { body, caller }) => orderViews(ctx, body, caller).then(() => ({ done: true as const }))),
]
