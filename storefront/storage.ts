// A shop's page must work where the browser forbids storage (blocked cookies, a full disk): then memory does, for this page.
const memory = new Map<string, string>()

const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch {
    return undefined
  }
}

export const kept = (name: string): string | undefined => attempt(() => localStorage.getItem(name)) ?? memory.get(name)

export function keepText(name: string, text: string): void {
  if (attempt(() => localStorage.setItem(name, text) ?? true)) memory.delete(name)
  else memory.set(name, text)
}

export function dropText(name: string): void {
  attempt(() => localStorage.removeItem(name))
  memory.delete(name)
}

export const namesOf = (prefix: string): string[] => [...(attempt(() => Object.keys(localStorage)) ?? []), ...memory.keys()].filter(name => name.startsWith(prefix)).sort()

/** Remembered for two years on every sub-domain of the shop, and in local storage, since Safari keeps cookies of scripts for a week only. */
export function remember(name: string, value: string): void {
  writeCookie(name, value, 63072000)
  keepText(name, value)
}

export function forget(name: string): void {
  writeCookie(name, '', 0)
  dropText(name)
}

/** The cookie or the copy: whichever is left brings the other back. */
export const recall = (name: string): string | undefined => cookieOf(name) ?? kept(name)

const cookieOf = (name: string) => attempt(() => document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]+)`))?.[1])

function writeCookie(name: string, value: string, maxAge: number) {
  const rest = `;path=/;max-age=${maxAge};samesite=lax${location.protocol === 'https:' ? ';secure' : ''}`
  attempt(() => (document.cookie = `${name}=${value}${domainForAll()}${rest}`))
}

/** The broadest domain on which the browser takes a cookie: `shop.example.co.uk` gives `example.co.uk`. */
function domainForAll(): string {
  const parts = location.hostname.split('.')
  for (let from = parts.length - 2; from >= 0; from--) {
    const rest = `;domain=${parts.slice(from).join('.')};path=/;max-age=`
    document.cookie = `suki_try=1${rest}9`
    const taken = cookieOf('suki_try')
    document.cookie = `suki_try=${rest}0`
    if (taken) return rest.split(';path')[0]!
  }
  return ''
}
