import type { Properties } from './index.ts'

let before: string | undefined

/** The page that the visitor moves away from within a single-page shop is the next one's referrer. */
export const cameFrom = (address: string) => void (before = address)

export const pageNow = () => ({ url: location.href, path: location.pathname, search: location.search, title: document.title, referrer: before ?? document.referrer })

export function contextOfPage(): Properties {
  const campaign: Properties = {}
  for (const [name, value] of new URLSearchParams(location.search)) if (name.startsWith('utm_')) campaign[name === 'utm_campaign' ? 'name' : name.slice(4)] = value
  return { page: pageNow(), locale: navigator.language, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, userAgent: navigator.userAgent, screen: { width: screen.width, height: screen.height }, library: { name: '@suki/storefront', version: '0.1.0' }, ...(Object.keys(campaign).length && { campaign }) }
}
