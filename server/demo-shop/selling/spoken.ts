import { createHmac } from 'node:crypto'
import { toMajor } from '../../../contracts/money.ts'
import type { Ctx } from '../../platform/index.ts'
import type { Shop } from '../shop.ts'
import { discountsOf, type Cart } from './cart.ts'
import type { Article, Item } from './catalogue.ts'
import type { Ordered } from './order.ts'

// The shop's things in the words of the Segment e-commerce spec (v2) and of schema.org. Names are those of the catalogue
// in every language, so that a product is one product in every report.

export type Place = { shop: Shop; origin: string }

export const pathOf = (item: Pick<Item, 'key'>) => `/demo-shop/p/${encodeURIComponent(item.key)}`
export const pictureOf = (item: Pick<Item, 'id' | 'imageUrl'>) => item.imageUrl ?? `/demo-shop/picture/${item.id}.svg`

/** A product as every event of it names it. */
export const asProduct = ({ shop, origin }: Place, item: Item, article: Article = item.articles[0]) => ({
  product_id: item.key, sku: article.sku, name: item.title, ...(article.title ? { variant: article.title } : {}),
  ...(item.brand ? { brand: item.brand } : {}), ...(item.category ? { category: item.category } : {}),
  price: toMajor(article.priceMinor, shop.currency), currency: shop.currency,
  url: new URL(pathOf(item), origin).href, image_url: new URL(pictureOf(item), origin).href,
})

/** What is in the cart, for the events of cart and checkout. */
export function asCart(place: Place, cart: Cart) {
  const major = (minor: number) => toMajor(minor, cart.currency)
  const discounts = discountsOf(cart)
  return {
    cart_id: cart.id, currency: cart.currency, value: major(cart.totalMinor), revenue: major(cart.subtotalMinor - cart.discountMinor), shipping: major(cart.shippingMinor), discount: major(cart.discountMinor),
    ...(cart.coupon && cart.discountMinor ? { coupon: cart.coupon.code } : {}),
    products: cart.lines.map(({ item, article, quantity }, i) => ({ ...asProduct(place, item, article), quantity, position: i + 1, ...(discounts[i] ? { discount: major(discounts[i]) } : {}) })),
  }
}

/** An order as its own server tells it, said by the browser as well. */
export function asOrder({ shop }: Place, order: Ordered, products: { sku: string; [property: string]: unknown }[]) {
  const major = (minor: number) => toMajor(minor, order.currency)
  return {
    order_id: order.number, affiliation: shop.name, currency: order.currency, total: major(order.totalMinor),
    subtotal: major(order.subtotalMinor - order.discountMinor), revenue: major(order.subtotalMinor - order.discountMinor),
    shipping: major(order.shippingMinor), tax: major(order.taxMinor), discount: major(order.discountMinor), ...(order.codes.length ? { coupon: order.codes.join(',') } : {}),
    products: order.lines.map((line, i) => ({ ...products.find(product => product.sku === line.sku), sku: line.sku, name: line.title, price: major(line.unitPriceMinor), quantity: line.quantity, discount: major(line.discountMinor), position: i + 1 })),
  }
}

const schemaOrg = { '@context': 'https://schema.org' }

/** The page of a product as search engines read it; the storefront script makes `Product Viewed` of it. */
export const describedProduct = (place: Place, item: Item) => ({ ...schemaOrg, ...product(place, item) })

/** A list as search engines read it; the script makes `Product List Viewed` and `Product Clicked` of it. */
export const describedList = (place: Place, id: string, name: string, items: Item[]) => ({
  ...schemaOrg, '@type': 'ItemList', identifier: id, name,
  itemListElement: items.map((item, i) => ({ '@type': 'ListItem', position: i + 1, item: product(place, item) })),
})

function product(place: Place, item: Item) {
  const { product_id, sku, name, variant, brand, category, price, currency, url, image_url } = asProduct(place, item) as Record<string, unknown>
  return { '@type': 'Product', productID: product_id, sku, name, ...(variant ? { size: variant } : {}), ...(brand ? { brand: { '@type': 'Brand', name: brand } } : {}), category, url, image: image_url, offers: { '@type': 'Offer', price, priceCurrency: currency, availability: 'https://schema.org/InStock' } }
}

/** The shop's own id of a customer: the same for the same address, and no address. */
export const customerIdOf = ({ config }: Ctx, email: string) => `demo-${createHmac('sha256', config.secret!).update(`demo customer ${email.trim().toLowerCase()}`).digest('hex').slice(0, 12)}`
