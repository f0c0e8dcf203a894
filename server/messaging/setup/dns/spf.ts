import { BlockList, isIP } from 'node:net'
import type { DnsCheck, DnsProblem } from '../../../../contracts/sending-setup.ts'
import type { Look } from './resolve.ts'

/** What a provider asks to be put into the SPF record, by the end of the name of its SMTP server. */
const includes: [end: string, include: string][] = [
  ['amazonaws.com', 'amazonses.com'], ['postmarkapp.com', 'spf.mtasv.net'], ['sendgrid.net', 'sendgrid.net'], ['mailgun.org', 'mailgun.org'], ['gmail.com', '_spf.google.com'], ['google.com', '_spf.google.com'], ['office365.com', 'spf.protection.outlook.com'], ['outlook.com', 'spf.protection.outlook.com'],
  ['brevo.com', 'spf.brevo.com'], ['sendinblue.com', 'spf.brevo.com'], ['mailjet.com', 'spf.mailjet.com'], ['mandrillapp.com', 'spf.mandrillapp.com'], ['zoho.com', 'zoho.com'], ['zoho.eu', 'zoho.eu'], ['zeptomail.com', 'zeptomail.zoho.com'], ['sparkpostmail.com', 'sparkpostmail.com'], ['smtp2go.com', 'spf.smtp2go.com'],
]

/** What lets a server send: the include of its provider, else its own addresses. */
const mechanismFor = (host: string): string => {
  const include = includes.find(([end]) => host === end || host.endsWith(`.${end}`))?.[1]
  return include ? `include:${include}` : isIP(host) ? `ip${isIP(host)}:${host}` : `a:${host}`
}

type Problem = DnsCheck['problems'][number]
/** What a record and everything that it includes allow (RFC 7208). */
type Allowed = { lookups: number; mechanisms: Set<string>; addresses: BlockList; end: string | null; problems: Problem[]; /** Records that are being read, from the first to the innermost. */ open: string[] }

// RFC 7208, 4.6.4.
const mostLookups = 10

const isSpf = (text: string) => /^v=spf1(?:\s|$)/i.test(text)
const isPrivate = (host: string) => host === 'localhost' || /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd])/.test(host) || !host.includes('.')

/** Whether servers may send for a domain, as receivers read its SPF record. */
export async function checkSpf(look: Look, { domain, hosts }: { domain: string; hosts: string[] }): Promise<DnsCheck> {
  const { records, isUnknown } = await look.texts(domain)
  const found = records.filter(isSpf)
  const outside = [...new Set(hosts)].filter(host => !isPrivate(host))
  const wanted = [...new Set(outside.map(mechanismFor))]
  const answer = (state: DnsCheck['state'], problems: Problem[], value: string | null): DnsCheck => ({ kind: 'spf', state, found, problems, add: value === null ? null : { type: 'TXT', name: domain, value, priority: null } })
  if (isUnknown) return answer('unknown', [{ code: 'no_answer', about: domain }], null)
  const isBlind = outside.length < new Set(hosts).size || !hosts.length
  const blind: Problem[] = isBlind ? [{ code: 'spf_unknown_outgoing', about: null }] : []
  if (!found.length) return answer('missing', [{ code: 'spf_missing', about: null }, ...blind], ['v=spf1', ...(wanted.length ? wanted : ['mx']), '~all'].join(' '))
  const allowed: Allowed = { lookups: 0, mechanisms: new Set(), addresses: new BlockList(), end: null, problems: [], open: [domain.toLowerCase()] }
  for (const record of found) await read(look, { domain, record, isTop: true }, allowed)
  const missing = await notCovered(look, outside, allowed)
  const merged = mergedOf(found, missing)
  const problems: Problem[] = [
    ...(found.length > 1 ? [problem('spf_several', String(found.length))] : []), ...allowed.problems, ...missing.map(mechanism => problem('spf_not_included', mechanism)),
    ...(allowed.lookups > mostLookups ? [problem('spf_lookups', String(allowed.lookups))] : []),
    ...(allowed.end === '+' || allowed.end === '?' ? [problem('spf_everybody', `${allowed.end === '?' ? '?' : '+'}all`)] : []), ...(allowed.end === null ? [problem('spf_no_end', null)] : []),
  ]
  if (!problems.length) return answer(isBlind ? 'advice' : 'good', blind, null)
  const isWrong = problems.some(({ code }) => code !== 'spf_no_end' && !(code === 'spf_everybody' && allowed.end === '?'))
  // A record with too many lookups is not made better by one more line: what to take out is for a person to say.
  return answer(isWrong ? 'wrong' : 'advice', [...problems, ...blind], found.length === 1 && merged === found[0] ? null : merged)
}

const problem = (code: DnsProblem, about: string | null): Problem => ({ code, about })

/** Goes through a record and what it includes, counting the lookups that a receiver makes. */
async function read(look: Look, { domain, record, isTop = false }: { domain: string; record: string; isTop?: boolean }, allowed: Allowed): Promise<void> {
  for (const term of record.trim().split(/\s+/).slice(1)) {
    const [, sign = '', name = '', , value = '', bits = ''] = /^([+?~-]?)([a-z][a-z0-9_-]*)([:=]([^/]*))?(\/.*)?$/i.exec(term) ?? []
    const kind = name.toLowerCase()
    if (!kinds.has(kind)) {
      if (!/^[a-z][a-z0-9_.-]*=/i.test(term)) allowed.problems.push(problem('spf_syntax', term))
      continue
    }
    if (kind === 'all') {
      if (isTop) allowed.end = sign || '+'
      continue
    }
    if (kind === 'ip4' || kind === 'ip6') {
      if (!addRange(allowed.addresses, value, bits, kind)) allowed.problems.push(problem('spf_syntax', term))
      continue
    }
    if (++allowed.lookups > mostLookups * 3) return
    if (value.includes('%')) continue
    if (sign === '' || sign === '+') allowed.mechanisms.add(`${kind}:${(value || domain).toLowerCase()}`)
    await follow(look, { kind, name: value || domain, isTop }, allowed)
  }
}

const kinds = new Set(['all', 'include', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists', 'redirect'])

async function follow(look: Look, { kind, name, isTop }: { kind: string; name: string; isTop: boolean }, allowed: Allowed): Promise<void> {
  if (kind === 'include' || kind === 'redirect') {
    const { records, isUnknown } = await look.texts(name)
    const [record, second] = records.filter(isSpf)
    const includesItself = allowed.open.includes(name.toLowerCase())
    if (record && !second && !includesItself) {
      allowed.open.push(name.toLowerCase())
      await read(look, { domain: name, record, isTop: isTop && kind === 'redirect' }, allowed)
      return void allowed.open.pop()
    }
    return void allowed.problems.push(problem(isUnknown ? 'no_answer' : 'spf_broken_include', name))
  }
  const names = kind === 'mx' ? (await look.mail(name)).records.slice(0, 10).map(mx => mx.exchange) : kind === 'a' ? [name] : []
  for (const address of (await Promise.all(names.map(look.addresses))).flatMap(answer => answer.records)) addRange(allowed.addresses, address, '', isIP(address) === 6 ? 'ip6' : 'ip4')
}

function addRange(list: BlockList, address: string, bits: string, kind: string): boolean {
  const family = kind === 'ip6' ? 'ipv6' : 'ipv4'
  const [own = '', size = ''] = address.split('/')
  const prefix = Number((bits || `/${size}`).slice(1) || (family === 'ipv6' ? 128 : 32))
  if (isIP(own) !== (family === 'ipv6' ? 6 : 4) || !Number.isInteger(prefix) || prefix < 0 || prefix > (family === 'ipv6' ? 128 : 32)) return false
  list.addSubnet(own, prefix, family)
  return true
}

/** What would let those servers in that are not let in yet. */
async function notCovered(look: Look, hosts: string[], { mechanisms, addresses }: Allowed): Promise<string[]> {
  const wanted = await Promise.all(hosts.map(async host => {
    const mechanism = mechanismFor(host)
    if (mechanisms.has(mechanism)) return []
    if (mechanism.startsWith('include:')) return [mechanism]
    const own = isIP(host) ? [host] : (await look.addresses(host)).records
    return own.length && own.every(address => addresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')) ? [] : [mechanism]
  }))
  return [...new Set(wanted.flat())]
}

/** One record out of all that are there, with what is missing before its end. */
function mergedOf(found: string[], missing: string[]): string {
  const terms = [...new Set(found.flatMap(record => record.trim().split(/\s+/).slice(1)))]
  const ends = terms.filter(term => /^[+?~-]?all$/i.test(term))
  const others = terms.filter(term => !ends.includes(term) && !/^redirect=/i.test(term))
  const redirect = terms.find(term => /^redirect=/i.test(term))
  const strictest = ['-all', '~all'].find(end => ends.some(term => term.toLowerCase() === end))
  return ['v=spf1', ...others, ...missing, ...(redirect && !ends.length ? [redirect] : [strictest ?? '~all'])].join(' ')
}
