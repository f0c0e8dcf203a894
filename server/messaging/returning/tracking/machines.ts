import { honeypotIndex } from './links.ts'

/** Why something that was opened or followed is taken for a program's doing, not a person's. */
export type Suspect = 'apple_mpp' | 'prefetch' | 'head' | 'bot' | 'too_soon' | 'burst' | 'honeypot'

type Asked = { method: string; userAgent: string; purpose: string }

/** Programs that say what they are: libraries, previews of messengers, search engines, mail security. */
const programs =
  /bot\b|bot\/|crawl|spider|slurp|preview|scan|headless|phantom|puppeteer|playwright|selenium|curl|wget|python|aiohttp|httpx|go-http|okhttp|java\/|jakarta|libwww|perl|ruby|php|guzzle|axios|node-fetch|undici|^node$|http_?client|facebookexternalhit|whatsapp|telegram|skypeuri|slack|discord|embedly|barracuda|proofpoint|mimecast|symantec|forcepoint|trend ?micro|sophos|fortinet|zscaler|fireeye|cloudmark|bitdefender|messagelabs|microsoft office|ms-office|security|monitor|validator|checker/i

/**
 * What a single request says of itself. Apple's Mail Privacy Protection fetches every picture of every mail through its
 * proxies, opened or not, and calls itself "Mozilla/5.0" and nothing more. Gmail's and Yahoo's proxies fetch when a person
 * opens, so they count as that person.
 */
export function suspectAlone({ method, userAgent, purpose }: Asked): Suspect | null {
  if (method === 'HEAD') return 'head'
  if (/prefetch|preview|prerender/i.test(purpose)) return 'prefetch'
  if (/^mozilla\/5\.0$/i.test(userAgent.trim())) return 'apple_mpp'
  if (/GoogleImageProxy|YahooMailProxy/i.test(userAgent)) return null
  return !userAgent.trim() || programs.test(userAgent) ? 'bot' : null
}

export type Hit = { kind: 'open' | 'click'; linkIndex: number | null; suspect: Suspect | null; /** Milliseconds. */ at: number }

/** Nobody reads a mail within two seconds of its leaving; scanners at the recipient's door do. */
const soonestMs = 2_000
/** Nobody follows two different links within a second, or three within two. */
const bursts = [{ links: 2, withinMs: 1_000 }, { links: 3, withinMs: 2_000 }]
/** What follows the link that nobody sees comes with the program's other requests. */
const honeypotMs = 10_000

/**
 * What hits of one message say of one another, in the order of time. `sentAt` is when the message left, in milliseconds.
 * The first reason that fits is given; null is a person.
 */
export function suspectTogether(hits: Hit[], sentAt: number | null): (Suspect | null)[] {
  const clicks = hits.filter(({ kind, linkIndex }) => kind === 'click' && linkIndex !== honeypotIndex)
  const trapped = hits.filter(({ linkIndex }) => linkIndex === honeypotIndex)
  return hits.map(hit => {
    if (hit.suspect) return hit.suspect
    if (trapped.some(trap => Math.abs(trap.at - hit.at) <= honeypotMs)) return 'honeypot'
    if (sentAt !== null && hit.at - sentAt < soonestMs) return 'too_soon'
    return hit.kind === 'click' && isInBurst(hit, clicks) ? 'burst' : null
  })
}

function isInBurst(hit: Hit, clicks: Hit[]): boolean {
  return bursts.some(({ links, withinMs }) => {
    const near = clicks.filter(other => Math.abs(other.at - hit.at) <= withinMs)
    // A window of that length with the hit in it, beginning at any of those near.
    return near.some(first => new Set(near.filter(other => other.at >= first.at && other.at - first.at <= withinMs && hit.at >= first.at && hit.at - first.at <= withinMs).map(other => other.linkIndex)).size >= links)
  })
}
