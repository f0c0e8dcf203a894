import type { Properties, Suki } from '../index.ts'
import { cameFrom } from '../page.ts'
import { said, textsOf, words } from './marks.ts'
import { described, noticed } from './schema.ts'

type List = Properties & { products: Properties[] }
type Page = { address?: string; told: string[]; lists: List[] }

/**
 * Notices by itself: pages (also of single-page shops), products, lists and orders described by schema.org in JSON-LD,
 * calls written into the page as `<script type="application/json" data-suki>[["track", "Cart Viewed", {…}]]</script>`,
 * and elements that say what a click, a submit or the sight of them means:
 * `<button data-suki-event="Product Added" data-suki-sku="MUG-1" data-suki-price="12.90">`.
 */
export function watchPage(suki: Suki): true {
  const page: Page = { told: [], lists: [] }
  const sight = watchSight(suki)
  let timer: ReturnType<typeof setTimeout> | undefined
  const lookNow = () => {
    timer = undefined
    look(suki, page)
    for (const element of document.querySelectorAll<HTMLElement>('[data-suki-view]')) sight(element)
  }
  /** A little later, when the framework has written the new page. */
  const soon = () => void (timer ??= setTimeout(lookNow, 100))

  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name]
    history[name] = function (...args: Parameters<typeof original>) {
      original.apply(this, args)
      soon()
    }
  }
  addEventListener('popstate', soon)
  // While they are on their way down: a shop's own handlers may stop them.
  for (const type of ['click', 'submit']) document.addEventListener(type, event => heard(suki, page, event), true)
  const begin = () => {
    lookNow()
    new MutationObserver(soon).observe(document, { childList: true, subtree: true })
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin)
  else begin()
  return true
}

/** Tells what is new on the page. What stood there before and still stands is told already: a single-page shop takes the old page's words away later. */
function look(suki: Suki, page: Page) {
  const here = location.href.replace(/#(?![!/]).*/, '')
  if (here !== page.address) {
    if (page.address) cameFrom(page.address)
    page.address = here
    suki.page(document.body.dataset['sukiPage'])
  }
  const isNew = (text: string) => !page.told.includes(text)
  const [found, calls] = [words(), textsOf('script[data-suki]')]
  const all = found.flatMap(described)
  page.lists = noticed(all).flatMap(([event, properties]) => (event === 'Product List Viewed' ? [properties as List] : []))
  // Calls first: they may say who it is, or what was searched for.
  for (const [call, ...args] of calls.filter(isNew).flatMap(callsIn)) (suki[call] as (...args: unknown[]) => unknown)?.(...args)
  for (const [event, properties] of noticed(found.filter(isNew).flatMap(described), all)) suki.track(event, properties)
  page.told = [...found, ...calls]
}

function callsIn(json: string): [keyof Suki, ...unknown[]][] {
  try {
    return JSON.parse(json) as [keyof Suki, ...unknown[]][]
  } catch {
    return []
  }
}

/** Tells what an element means once half of it was seen. */
function watchSight(suki: Suki): (element: HTMLElement) => void {
  const seen = new WeakSet<Element>()
  const sight = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || seen.has(target)) continue
      seen.add(target)
      suki.track((target as HTMLElement).dataset['sukiView']!, said(target as HTMLElement))
    }
  }, { threshold: 0.5 })
  return element => sight.observe(element)
}

function heard(suki: Suki, { lists }: Page, { type, target }: Event) {
  if (!(target instanceof Element)) return
  const element = target.closest<HTMLElement>('[data-suki-event]')
  if (element) return void (element instanceof HTMLFormElement === (type === 'submit') && suki.track(element.dataset['sukiEvent']!, said(element)))
  const link = type === 'click' ? target.closest<HTMLAnchorElement>('a[href]')?.href : undefined
  for (const list of link ? lists : []) {
    const product = list.products.find(({ url }) => url === link)
    if (product) return suki.track('Product Clicked', { list_id: list['list_id'], category: list['category'], ...product })
  }
}
