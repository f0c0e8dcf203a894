import type { NewOrder, Order } from '../../contracts/orders.ts'
import { createProduct } from '../../server/commerce/products/products.ts'
import { createStore } from '../../server/commerce/stores.ts'
import { getOrder } from '../../server/commerce/orders/detail.ts'
import { placeOrders } from '../../server/commerce/index.ts'
import type { Ctx } from '../../server/platform/index.ts'

/** A shop of two articles: mugs at 12.50 and aprons at 40.00, in the given currency and time zone. */
export async function cornerShop(ctx: Ctx, { currency = 'EUR', timeZone = 'Europe/Amsterdam', key = 'corner' } = {}) {
  const store = await createStore(ctx, { key, name: 'Corner shop', currency, timeZone, country: 'NL' })
  const article = (title: string, sku: string, priceMinor: number) =>
    createProduct(ctx, { storeId: store.id, title, brand: null, categoryId: null, status: 'active', imageUrl: null, tags: [], variants: [{ sku, title: '', barcode: null, priceMinor, costMinor: null }] })
  const [mug, apron] = [await article('Blue enamel mug', 'MUG', 1250), await article('Linen apron', 'APRON', 4000)]
  let orders = 0
  /** Places an order; two mugs for Ana, paid, when not said otherwise. */
  const place = async (order: Partial<NewOrder> = {}): Promise<Order> => {
    const [placed] = await placeOrders(ctx, [{ storeId: store.id, number: `${1000 + ++orders}`, lines: [{ sku: 'MUG', quantity: 2, unitPriceMinor: 1250 }], customer: { email: 'ana@example.com', name: 'Ana Cruz' }, ...order }])
    return getOrder(ctx, { orderId: placed!.id })
  }
  return { store, mug, apron, place }
}
