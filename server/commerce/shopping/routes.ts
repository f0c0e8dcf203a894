import * as carts from '../../../contracts/carts.ts'
import { serve } from '../../platform/index.ts'
import { cartFigures, exportCarts, getCart, listCarts } from './carts/list.ts'
import { shoppingFacts } from './habits.ts'
import { listUnusable } from './unusable.ts'

export const shoppingRoutes = [
  serve(carts.listCarts, (ctx, { query }) => listCarts(ctx, query)),
  serve(carts.cartFigures, (ctx, { query }) => cartFigures(ctx, query)),
  serve(carts.exportCarts, async (ctx, { query, reply }) => reply.header('content-type', 'text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="carts.csv"').send(await exportCarts(ctx, query))),
  serve(carts.listUnusable, (ctx, { query }) => listUnusable(ctx, query)),
  serve(carts.getCart, (ctx, { params }) => getCart(ctx, params)),
  serve(carts.shoppingFacts, (ctx, { params }) => shoppingFacts(ctx, params)),
]
