import type { Properties } from '../index.ts'

type Node = Record<string, unknown>
export type Noticed = [event: string, properties: Properties]

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null
const list = (value: unknown): Node[] => [value].flat().filter(isNode)
const types = (node: Node) => [node['@type']].flat().map(type => String(type).replace(/^.*\//, ''))
const is = (type: string) => (node: Node) => types(node).includes(type)
const isProduct = (node: Node) => is('Product')(node) || is('ProductGroup')(node)
const text = (value: unknown): unknown => (isNode(value) ? (value['name'] ?? value['url'] ?? value['@id']) : value)
const number = (value: unknown) => (value === undefined || value === null || value === '' ? undefined : Number(isNode(value) ? (value['value'] ?? value['price']) : value))
const address = (value: unknown) => (value && URL.canParse(String(value), location.href) ? new URL(String(value), location.href).href : undefined)

/** Everything described on the page, also inside of graphs and of the page's own description. */
const nodes = (json: unknown): Node[] => (Array.isArray(json) ? json.flatMap(nodes) : isNode(json) ? [json, ...nodes(json['@graph']), ...nodes(json['mainEntity'])] : [])

export function described(json: string): Node[] {
  try {
    return nodes(JSON.parse(json))
  } catch {
    return []
  }
}

/** What schema.org's words on a page mean as events of the e-commerce spec: https://segment.com/docs/connections/spec/ecommerce/v2/ */
export function noticed(page: Node[], among = page): Noticed[] {
  const crumbs = among.filter(is('BreadcrumbList')).flatMap(trail => list(trail['itemListElement']).map(crumb => text(crumb['name'] ?? crumb['item'])))
  return page.flatMap((node): Noticed[] => {
    if (isProduct(node)) return [['Product Viewed', defined({ ...asProduct(node), category: text(node['category']) ?? (crumbs.at(-1) === node['name'] ? crumbs.at(-2) : crumbs.at(-1)) })]]
    if (is('Order')(node)) return [['Order Completed', asOrder(node)]]
    const list = is('ItemList')(node) ? asList(node, crumbs.at(-1)) : undefined
    return list?.products.length ? [['Product List Viewed', list]] : []
  })
}

const defined = (values: Properties): Properties => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

function asProduct(node: Node): Properties {
  const [variant] = list(node['hasVariant'])
  const [offer = {}] = [...list(node['offers']), ...list(variant?.['offers'])]
  const sku = node['sku'] ?? offer['sku'] ?? variant?.['sku']
  return defined({ product_id: node['productID'] ?? node['productGroupID'] ?? sku ?? node['@id'], sku, name: node['name'], variant: node['size'] ?? node['color'], brand: text(node['brand']), category: text(node['category']), price: number(offer['price'] ?? offer['lowPrice'] ?? list(offer['priceSpecification'])[0]), currency: offer['priceCurrency'] ?? list(offer['priceSpecification'])[0]?.['priceCurrency'], url: address(node['url'] ?? offer['url']) ?? location.href, image_url: address(list(node['image'])[0]?.['url'] ?? [node['image']].flat()[0]) })
}

function asList(node: Node, category: unknown) {
  const products = list(node['itemListElement']).flatMap((element, i) => {
    const item = isNode(element['item']) ? element['item'] : element
    return isProduct(item) ? [{ ...asProduct({ url: element['url'], ...item }), position: number(element['position']) ?? i + 1 }] : []
  })
  return { ...defined({ list_id: node['identifier'] ?? node['@id'] ?? node['name'] ?? category, category: category ?? node['name'] }), products }
}

function asOrder(node: Node): Properties {
  const lines = [...list(node['acceptedOffer']), ...list(node['orderedItem'])]
  const products = lines.map(line => {
    const item = list(line['itemOffered'] ?? line['orderedItem'])[0] ?? {}
    return { ...asProduct({ ...item, offers: item['offers'] ?? line }), quantity: number(line['eligibleQuantity'] ?? line['orderQuantity']) ?? 1 }
  })
  return defined({ order_id: node['orderNumber'], total: number(node['price'] ?? node['totalPaymentDue'] ?? list(node['partOfInvoice'])[0]?.['totalPaymentDue']), currency: node['priceCurrency'] ?? lines[0]?.['priceCurrency'], discount: number(node['discount']), coupon: node['discountCode'], products })
}
