import { minorIn, quantityIn, textIn } from './amounts.ts'

/** A product as an event tells it; amounts in minor units of the event's currency. */
export type ToldProduct = {
  sku?: string
  /** The shop's own id of the product. */
  key?: string
  title?: string
  variant?: string
  category?: string
  imageUrl?: string
  quantity: number
  priceMinor?: number
  discountMinor?: number
}

/** Most lines that are read of one event. */
const mostProducts = 500

/** What `products` holds, without what names nothing and what has no pieces. Undefined where there is no list. */
export function productsIn(properties: Record<string, unknown>, currency: string): ToldProduct[] | undefined {
  const list = properties['products'] ?? properties['items'] ?? properties['line_items']
  if (!Array.isArray(list)) return undefined
  return list.slice(0, mostProducts).flatMap(one => (typeof one === 'object' && one !== null ? (productIn(one as Record<string, unknown>, currency) ?? []) : []))
}

/** The product that an event, or one entry of a list, tells of. */
export function productIn(of: Record<string, unknown>, currency: string): ToldProduct | undefined {
  const sku = textIn(of['sku'] ?? of['variant_sku'], 120)
  const key = textIn(of['product_id'] ?? of['productId'] ?? of['item_id'] ?? of['id'], 200)
  const title = textIn(of['name'] ?? of['title'] ?? of['product_name'] ?? of['item_name'])
  const quantity = quantityIn(of['quantity'] ?? of['qty'])
  if (quantity <= 0 || (!sku && !key && !title)) return undefined
  const price = minorIn(of['price'] ?? of['unit_price'], currency)
  const discount = minorIn(of['discount'], currency)
  const [variant, category, imageUrl] = [textIn(of['variant']), textIn(of['category']), textIn(of['image_url'] ?? of['imageUrl'], 2000)]
  return {
    ...(sku && { sku }), ...(key && { key }), ...(title && { title }), ...(variant && { variant }), ...(category && { category }),
    ...(imageUrl && /^(https?:\/\/|\/)/.test(imageUrl) && { imageUrl }), quantity,
    ...(price !== undefined && price >= 0 && { priceMinor: price }), ...(discount !== undefined && discount > 0 && { discountMinor: discount }),
  }
}

/** Whether two tellings mean the same article: by SKU where both have one, else by the shop's id and variant, else by name. */
export function isSameProduct(a: ToldProduct, b: ToldProduct): boolean {
  if (a.sku && b.sku) return a.sku === b.sku
  if (a.key && b.key) return a.key === b.key && (!a.variant || !b.variant || a.variant === b.variant)
  return !!a.title && a.title === b.title && (!a.variant || !b.variant || a.variant === b.variant)
}

/** One name for the article, for lists in which each stands once. */
export const productKey = ({ sku, key, title, variant }: ToldProduct): string => sku ?? (key ? [key, variant].filter(Boolean).join('/') : title!)
