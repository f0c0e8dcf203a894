import type { Properties, Suki } from './index.ts'

/**
 * Notices by itself: pages (also of single-page shops), products described by schema.org in JSON-LD, and elements
 * that say what a click on them means: `<button data-suki-event="Product Added" data-suki-sku="MUG-1" data-suki-price="12.90">`.
 */
export function watchPage(suki: Suki): void {
  let seen = ''
  const look = () => {
    if (seen === location.href) return
    seen = location.href
    suki.page()
    for (const product of products()) suki.track('Product Viewed', product)
  }
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name]
    history[name] = function (...args: Parameters<typeof original>) {
      original.apply(this, args)
      setTimeout(look)
    }
  }
  addEventListener('popstate', () => setTimeout(look))
  document.addEventListener('click', ({ target }) => {
    const element = target instanceof Element ? target.closest<HTMLElement>('[data-suki-event]') : null
    if (element) suki.track(element.dataset['sukiEvent']!, said(element))
  })
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', look)
  else look()
}

/** `data-suki-product-id="7"` is `product_id: '7'`; numbers are numbers. */
function said({ dataset }: HTMLElement): Properties {
  const properties: Properties = {}
  for (const [name, value] of Object.entries(dataset)) {
    if (!name.startsWith('suki') || name === 'sukiEvent') continue
    const property = name.slice(4).replace(/[A-Z]/g, (letter, at) => (at ? '_' : '') + letter.toLowerCase())
    properties[property] = /^(price|quantity|value|revenue|position)$/.test(property) ? Number(value) : value
  }
  return properties
}

function products(): Properties[] {
  return [...document.querySelectorAll('script[type="application/ld+json"]')].flatMap(script => {
    try {
      return nodes(JSON.parse(script.textContent ?? ''))
    } catch {
      return []
    }
  }).filter(node => [node['@type']].flat().includes('Product')).map(asProduct)
}

type Node = Record<string, unknown>

const nodes = (json: unknown): Node[] => (Array.isArray(json) ? json.flatMap(nodes) : json && typeof json === 'object' ? [json as Node, ...nodes((json as Node)['@graph'])] : [])

function asProduct(node: Node): Properties {
  const offer = ([node['offers']].flat()[0] ?? {}) as Node
  const brand = node['brand'] as Node | string | undefined
  return { product_id: node['productID'] ?? node['sku'], sku: node['sku'], name: node['name'], brand: typeof brand === 'object' ? brand['name'] : brand, category: node['category'], price: Number(offer['price'] ?? offer['lowPrice']) || undefined, currency: offer['priceCurrency'], url: node['url'] ?? location.href, image_url: [node['image']].flat()[0] }
}
