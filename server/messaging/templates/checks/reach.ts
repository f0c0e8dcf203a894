import { lookup, type LookupAddress } from 'node:dns'
import { request as askHttp } from 'node:http'
import { request as askHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

// Asks whether the addresses of a mail answer. Whoever writes a template chooses them, so none of ours may be reached:
// the name is looked up by us and only a public address is connected to, at each redirect again.

const closed = new BlockList()
for (const [net, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3]] as const) closed.addSubnet(net, bits, 'ipv4')
// Only global unicast is open in IPv6, without what leads to IPv4 in a wrapping.
const open6 = new BlockList()
open6.addSubnet('2000::', 3, 'ipv6')
for (const [net, bits] of [['2001::', 32], ['2001:db8::', 32], ['2002::', 16]] as const) closed.addSubnet(net, bits, 'ipv6')

export const isPublic = (address: string): boolean => {
  const family = isIP(address)
  return family === 4 ? !closed.check(address, 'ipv4') : family === 6 ? open6.check(address, 'ipv6') && !closed.check(address, 'ipv6') : false
}

/** Addresses that only this machine or its own network knows: in a mail they lead nowhere. */
export function isOwnNetwork(address: string): boolean {
  const host = URL.canParse(address) ? bare(new URL(address).hostname) : ''
  return isIP(host) ? !isPublic(host) : !host.includes('.') || /\.(?:local|localhost|internal|lan|home|test|invalid|home\.arpa)$/.test(host)
}

class NotPublic extends Error {}

/** Looks a name up and answers public addresses only; the connection uses this answer, so a second look-up cannot change it. */
const publicLookup: LookupFunction = (host, options, done) =>
  lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return done(error, '', 4)
    const fine = addresses.filter(({ address }) => isPublic(address))
    if (!fine.length) return done(new NotPublic('no public address'), '', 4)
    return options.all ? done(null, fine) : done(null, fine[0]!.address, fine[0]!.family)
  })

/** `bytes` as the server says, where it does. */
export type Reached = { url: string; status: number | null; bytes: number | null; problem: 'none' | 'broken' | 'unreachable' | 'notPublic' }
type Bounds = { ms: number; most: number; atOnce: number; guard: boolean }

const usual: Bounds = { ms: 8000, most: 60, atOnce: 6, guard: true }

/** Asks each address once, at most 60, six at a time, 8 s each with up to four redirects. Bodies are not read. */
export async function reach(urls: string[], bounds: Partial<Bounds> = {}): Promise<Reached[]> {
  const { ms, most, atOnce, guard } = { ...usual, ...bounds }
  const waiting = [...new Set(urls)].slice(0, most)
  const found: Reached[] = []
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) found.push(await ask(url, AbortSignal.timeout(ms), guard))
  }))
  return found
}

async function ask(url: string, signal: AbortSignal, guard: boolean): Promise<Reached> {
  try {
    let at = new URL(url)
    for (let hop = 0; hop <= 4; hop++) {
      let { status, location, bytes } = await head(at, 'HEAD', signal, guard)
      // Some servers know no HEAD.
      if ([400, 403, 404, 405, 501].includes(status)) ({ status, location, bytes } = await head(at, 'GET', signal, guard))
      if (status < 300 || status >= 400 || !location) return { url, status, bytes, problem: status === 404 || status === 410 || status >= 500 ? 'broken' : 'none' }
      at = new URL(location, at)
    }
    return { url, status: null, bytes: null, problem: 'broken' }
  } catch (error) {
    return { url, status: null, bytes: null, problem: error instanceof NotPublic ? 'notPublic' : 'unreachable' }
  }
}

function head(url: URL, method: 'HEAD' | 'GET', signal: AbortSignal, guard: boolean): Promise<{ status: number; location: string | undefined; bytes: number | null }> {
  if (!/^https?:$/.test(url.protocol) || url.username || (guard && ((url.port && !/^(80|443|8080|8443)$/.test(url.port)) || (isIP(bare(url.hostname)) && !isPublic(bare(url.hostname)))))) throw new NotPublic('not a public address')
  return new Promise((resolve, reject) => {
    const asking = (url.protocol === 'https:' ? askHttps : askHttp)(url, { method, signal, agent: false, ...(guard ? { lookup: publicLookup } : {}), headers: { 'user-agent': 'Suki link check', accept: '*/*' } }, answer => {
      answer.destroy()
      resolve({ status: answer.statusCode ?? 0, location: answer.headers.location, bytes: Number(answer.headers['content-length'] ?? '') || null })
    })
    asking.on('error', reject)
    asking.end()
  })
}

const bare = (host: string) => host.replace(/^\[|\]$/g, '')
