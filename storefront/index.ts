import { watchPage } from './automatic.ts'
import { forget, visitor, type Visitor } from './visitor.ts'
import { createOutbox } from './outbox.ts'

export type Properties = Record<string, unknown>

export type Options = {
  /** The source's write key. */
  key: string
  /** Where Suki is, e.g. `https://crm.example.com`. */
  host: string
  /** `required`: nothing is stored or sent, not even an id, until `consent(true)`. Default `granted`. */
  consent?: 'granted' | 'required'
  /** Page views and products are noticed by themselves. Default true. */
  automatic?: boolean
}

export type Suki = {
  page(name?: string, properties?: Properties): void
  track(event: string, properties?: Properties): void
  /** Says who the visitor is, and what is known of them. */
  identify(userId: string, traits?: Properties): void
  /** Remembered in the browser. `false` forgets the visitor and what was not sent yet. */
  consent(given: boolean): void
  /** After signing out: the next visitor is somebody else. */
  reset(): void
  /** Sends what waits. Resolves when Suki has stored it, or when it did not work for now. */
  flush(): Promise<void>
}

/** Starts telling Suki what happens on this page. */
export function createSuki({ key, host, consent = 'granted', automatic = true }: Options): Suki {
  const outbox = createOutbox(host.replace(/\/$/, ''), key)
  let who: Visitor | undefined
  const mayTell = () => consent === 'granted' || localStorage.getItem('suki_consent') === 'yes'

  const tell = (message: Properties) => {
    if (!mayTell()) return
    who ??= visitor()
    outbox.add({ ...message, messageId: crypto.randomUUID(), anonymousId: who.anonymousId, userId: who.userId, timestamp: new Date().toISOString(), context: contextOfPage() })
  }

  const suki: Suki = {
    page: (name, properties) => tell({ type: 'page', name, properties: { ...pageNow(), ...properties } }),
    track: (event, properties) => tell({ type: 'track', event, properties }),
    identify: (userId, traits) => {
      if (!mayTell()) return
      who = visitor(userId)
      tell({ type: 'identify', traits })
    },
    consent: given => {
      const had = mayTell()
      consent = 'required'
      localStorage.setItem('suki_consent', given ? 'yes' : 'no')
      if (given && !had) start()
      if (!given) suki.reset()
      if (!given) outbox.clear()
    },
    reset: () => {
      forget()
      who = undefined
    },
    flush: () => outbox.flush(),
  }

  let watching = false
  const start = () => {
    outbox.start()
    if (automatic && !watching) watchPage(suki)
    watching = true
  }
  if (mayTell()) start()
  return suki
}

const pageNow = () => ({ url: location.href, path: location.pathname, search: location.search, title: document.title, referrer: document.referrer })

function contextOfPage(): Properties {
  const campaign: Properties = {}
  for (const [name, value] of new URLSearchParams(location.search)) if (name.startsWith('utm_')) campaign[name === 'utm_campaign' ? 'name' : name.slice(4)] = value
  return { page: pageNow(), locale: navigator.language, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, userAgent: navigator.userAgent, screen: { width: screen.width, height: screen.height }, library: { name: '@suki/storefront', version: '0.1.0' }, ...(Object.keys(campaign).length && { campaign }) }
}
