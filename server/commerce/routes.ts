import * as orders from '../../contracts/orders.ts'
import * as products from '../../contracts/products.ts'
import * as stores from '../../contracts/stores.ts'
import { serve } from '../platform/index.ts'
import { cancelOrder, editOrder, markOrderPaid } from './orders/change.ts'
import { getOrder } from './orders/detail.ts'
import { exportOrders } from './orders/export.ts'
import { countOrders, listOrders } from './orders/list.ts'
import { refundOrder } from './orders/refund.ts'
import { placeOrders } from './placing/place.ts'
import { createCategory, listCategories } from './products/categories.ts'
import { getProduct, listBrands, listProducts } from './products/list.ts'
import { archiveProduct, createProduct, editProduct } from './products/products.ts'
import { shoppingRoutes } from './shopping/routes.ts'
import { createStore, editStore, listStores } from './stores.ts'

export const commerceRoutes = [
  serve(stores.listStores, (ctx, { query }) => listStores(ctx, query)),
  serve(stores.createStore, (ctx, { body }) => createStore(ctx, body)),
  serve(stores.editStore, (ctx, { params, body }) => editStore(ctx, { ...params, ...body })),

  serve(products.listProducts, (ctx, { query }) => listProducts(ctx, query)),
  serve(products.getProduct, (ctx, { params }) => getProduct(ctx.db, params.productId)),
  serve(products.createProduct, (ctx, { body }) => createProduct(ctx, body)),
  serve(products.editProduct, (ctx, { params, body }) => editProduct(ctx, { ...params, ...body })),
  serve(products.archiveProduct, async (ctx, { params }) => (await archiveProduct(ctx, params), { done: true as const })),
  serve(products.listCategories, (ctx, { query }) => listCategories(ctx, query)),
  serve(products.createCategory, (ctx, { body }) => createCategory(ctx, body)),
  serve(products.listBrands, (ctx, { query }) => listBrands(ctx, query)),

  serve(orders.listOrders, (ctx, { query }) => listOrders(ctx, query)),
  serve(orders.countOrders, (ctx, { query }) => countOrders(ctx, query)),
  serve(orders.exportOrders, async (ctx, { query, reply }) => reply.header('content-type', 'text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="orders.csv"').send(await exportOrders(ctx, query))),
  serve(orders.getOrder, (ctx, { params }) => getOrder(ctx, params)),
  serve(orders.placeOrder, async (ctx, { body }) => {
    const [placed] = await placeOrders(ctx, [body])
    return getOrder(ctx, { orderId: placed!.id })
  }),
  serve(orders.editOrder, async (ctx, { params, body }) => (await editOrder(ctx, { ...params, ...body }), getOrder(ctx, params))),
  serve(orders.markOrderPaid, async (ctx, { params }) => (await markOrderPaid(ctx, params), getOrder(ctx, params))),
  serve(orders.cancelOrder, async (ctx, { params, body }) => (await cancelOrder(ctx, { ...params, ...body }), getOrder(ctx, params))),
  serve(orders.refundOrder, async (ctx, { params, body }) => (await refundOrder(ctx, { ...params, ...body }), getOrder(ctx, params))),
  ...shoppingRoutes,
]
