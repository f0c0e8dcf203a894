import type { Properties } from '../index.ts'
import { described, noticed } from './schema.ts'

export const textsOf = (selector: string) => [...document.querySelectorAll(selector)].map(script => script.textContent ?? '')
/** What the page says in schema.org's words. */
export const words = () => textsOf('script[type="application/ld+json"]')

const numbers = /^(price|quantity|value|revenue|total|subtotal|shipping|tax|discount|position|rating|step)$/

/**
 * What an element's attributes say: `data-suki-product-id="7"` is `product_id: '7'`; numbers are numbers, and the quantity
 * may come from a field of its form. What is said of a product and names none is of the product around it
 * (`data-suki-product='{…}'`), else of the only one that the page describes.
 */
export function said(element: HTMLElement): Properties {
  const properties: Properties = {}
  for (const [name, value] of Object.entries(element.dataset)) {
    if (!/^suki[A-Z]/.test(name) || /^suki(Event|View|Product)$/.test(name)) continue
    const property = name.slice(4).replace(/[A-Z]/g, (letter, at) => (at ? '_' : '') + letter.toLowerCase())
    properties[property] = numbers.test(property) ? Number(value) : value
  }
  const field = element.closest('form')?.elements.namedItem('quantity')
  const quantity = field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? { quantity: Number(field.value) } : {}
  return { ...(properties['product_id'] ?? properties['sku'] ? {} : productAround(element)), ...quantity, ...properties }
}

function productAround(element: HTMLElement): Properties {
  const around = element.closest<HTMLElement>('[data-suki-product]')?.dataset['sukiProduct']
  if (around) return described(around)[0] ?? {}
  if (!element.dataset['sukiEvent']?.startsWith('Product ')) return {}
  const products = noticed(words().flatMap(described)).filter(([event]) => event === 'Product Viewed')
  return products.length === 1 ? products[0]![1] : {}
}
