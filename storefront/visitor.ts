/** Who browses: an id of this browser, and after signing in the shop's id of the customer. */
export type Visitor = { anonymousId: string; userId?: string }

const cookie = 'suki_id'
const twoYears = 63072000

/** The visitor of this browser, made on the first visit; known on every sub-domain of the shop. */
export function visitor(userId?: string): Visitor {
  const [anonymousId = crypto.randomUUID(), known] = read()?.split('|').map(decodeURIComponent) ?? []
  const who = { anonymousId, ...((userId ?? known) && { userId: userId ?? known }) } as Visitor
  write([anonymousId, who.userId].filter(Boolean).map(part => encodeURIComponent(part!)).join('|'), twoYears)
  return who
}

export function forget(): void {
  write('', 0)
  localStorage.removeItem(cookie)
}

// Safari keeps cookies written by scripts for a week, local storage may be cleared: either one finds the other.
const read = () => document.cookie.match(new RegExp(`(?:^|; )${cookie}=([^;]+)`))?.[1] ?? localStorage.getItem(cookie) ?? undefined

function write(value: string, maxAge: number) {
  const rest = `;path=/;max-age=${maxAge};samesite=lax${location.protocol === 'https:' ? ';secure' : ''}`
  document.cookie = `${cookie}=${value}${domainForAll(rest)}${rest}`
  if (value) localStorage.setItem(cookie, value)
}

/** The broadest domain on which the browser takes a cookie: `shop.example.co.uk` gives `example.co.uk`. */
function domainForAll(rest: string): string {
  const parts = location.hostname.split('.')
  for (let from = parts.length - 2; from >= 0; from--) {
    const domain = `;domain=${parts.slice(from).join('.')}`
    document.cookie = `suki_try=1${domain}${rest}`
    const taken = document.cookie.includes('suki_try=1')
    document.cookie = `suki_try=${domain};path=/;max-age=0`
    if (taken) return domain
  }
  return ''
}
