import { watchPage } from './noticing/automatic.ts'
import { contextOfPage, pageNow } from './page.ts'
import { createOutbox } from './sending/outbox.ts'
import { recall, remember } from './storage.ts'
import { forgetVisitor, uuid, visitor } from './visitor.ts'

export type Properties = Record<string, unknown>

/** Who browses: an id of this browser, and after signing in the shop's id of the customer. */
export type Visitor = { anonymousId: string; userId?: string }

export type Options = {
  /** The source's write key. */
  key: string
  /** Where Suki is, e.g. `https://crm.example.com`. */
  host: string
  /** `required`: nothing is stored or sent, not even an id, until `consent(true)`. Default `granted`. */
  consent?: 'granted' | 'required'
  /** Pages, products, lists and orders are noticed by themselves. Default true. */
  automatic?: boolean
}

/** What the visitor was asked, kept with the answer as its proof. */
export type Asked = Properties & {
  /** `marketing`, `service`, `profiling`. Default `['profiling']`: what this browser tells. */
  purposes?: string[]
  /** `email`, `sms`, `whatsapp`, `push`, `phone`, `post`: may we write? With channels, what the browser tells stays as it is. */
  channels?: string[]
  /** Which wording they saw, e.g. `newsletter-2026-11`. */
  wording_version?: string
}

export type Suki = {
  page(name?: string, properties?: Properties): void
  track(event: string, properties?: Properties): void
  /** Says who the visitor is, by the shop's id of the customer when there is one, and what is known of them. */
  identify(userId: string, traits?: Properties): void
  identify(traits: Properties): void
  /** The household or company that the visitor belongs to. */
  group(groupId: string, traits?: Properties): void
  /** Two ids are one person: the visitor's own, when `previousId` is left out. */
  alias(userId: string, previousId?: string): void
  /** Remembered in the browser. `false` forgets the visitor and what was not sent yet. Either is reported with where and what was asked. */
  consent(given: boolean, asked?: Asked): void
  /** What the visitor chose here; undefined while nobody asked. */
  consented(): boolean | undefined
  /** Who this browser is for Suki; undefined where it may not know. For a shop's own server. */
  visitor(): Visitor | undefined
  /** After signing out: the next visitor is somebody else. */
  reset(): void
  /** Sends what waits. Resolves when Suki has stored it, or when it did not work for now. */
  flush(): Promise<void>
}

const choice = 'suki_consent'

/** Starts telling Suki what happens on this page. */
export function createSuki({ key, host, consent = 'granted', automatic = true }: Options): Suki {
  const outbox = createOutbox(host.replace(/\/$/, ''), key)
  const chosen = () => recall(choice)
  const mayTell = () => (chosen() ?? (consent === 'granted' ? 'yes' : 'no')) === 'yes'
  const who = (userId?: string) => visitor(userId)

  const tell = (message: Properties, userId?: string) => {
    if (mayTell()) outbox.add({ messageId: uuid(), ...who(userId), timestamp: new Date().toISOString(), context: contextOfPage(), ...message })
  }

  const suki: Suki = {
    page: (name, properties) => tell({ type: 'page', name, properties: { ...pageNow(), ...properties } }),
    // An order has one number, so a confirmation that is looked at twice is one message.
    track: (event, properties) => tell({ type: 'track', event, properties, ...(event === 'Order Completed' && properties?.['order_id'] ? { messageId: `${event}:${String(properties['order_id'])}` } : {}) }),
    identify: (user: string | Properties, traits?: Properties) => (typeof user === 'object' ? tell({ type: 'identify', traits: user }) : tell({ type: 'identify', traits }, user)),
    group: (groupId, traits) => tell({ type: 'group', groupId, traits }),
    alias: (userId, previousId) => tell({ type: 'alias', userId, previousId: previousId ?? who().anonymousId }),
    consent: (given, asked) => {
      const answer = () => suki.track(given ? 'Consent Given' : 'Consent Withdrawn', { purposes: ['profiling'], language: document.documentElement.lang, ...pageNow(), ...asked })
      if (asked?.channels) return answer()
      if (given) {
        remember(choice, 'yes')
        answer()
        return start()
      }
      outbox.clear()
      answer()
      remember(choice, 'no')
      suki.reset()
      void outbox.flush()
    },
    consented: () => (chosen() ? chosen() === 'yes' : undefined),
    visitor: () => (mayTell() ? who() : undefined),
    reset: forgetVisitor,
    flush: () => outbox.flush(),
  }

  let sends = false
  let watches = false
  const start = () => {
    if (!sends) outbox.start()
    sends = true
    if (mayTell() && automatic && !watches) watches = watchPage(suki)
  }
  if (mayTell() || outbox.waits()) start()
  return suki
}
