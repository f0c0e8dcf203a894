import { isIP } from 'node:net'
import type { DnsCheck } from '../../../../contracts/sending-setup.ts'
import type { Look } from './resolve.ts'
import { checkSpf } from './spf.ts'

export type Asked = {
  domain: string
  selector: string
  /** Base64 of the public key's DER. */
  publicKey: string
  /** Where bounces go; null: to the domain itself. */
  bounceDomain: string | null
  /** SMTP servers through which is sent. */
  hosts: string[]
  /** The name under which this installation takes in mail. */
  ownHost: string
}

/** Everything that a receiving server looks up before it believes a mail, and what to add so that it does. */
export const checkDomain = (look: Look, asked: Asked): Promise<DnsCheck[]> =>
  Promise.all([checkDkim(look, asked), checkSpf(look, { domain: asked.bounceDomain ?? asked.domain, hosts: asked.hosts }), checkDmarc(look, asked), checkMx(look, asked)])

/** The record that publishes a key (RFC 6376, 3.6.1). */
export const dkimRecord = ({ selector, domain, publicKey }: Pick<Asked, 'selector' | 'domain' | 'publicKey'>) => ({ type: 'TXT' as const, name: `${selector}._domainkey.${domain}`, value: `v=DKIM1; k=rsa; p=${publicKey}`, priority: null })

const tagsOf = (record: string) => new Map(record.split(';').map(tag => tag.split(/=(.*)/s).slice(0, 2).map(part => part.trim()) as [string, string]).map(([name, value = '']) => [name.toLowerCase(), value]))

export async function checkDkim(look: Look, asked: Pick<Asked, 'selector' | 'domain' | 'publicKey'>): Promise<DnsCheck> {
  const add = dkimRecord(asked)
  const { records: found, isUnknown } = await look.texts(add.name)
  const answer = (state: DnsCheck['state'], code?: DnsCheck['problems'][number]['code'], about: string | null = null): DnsCheck => ({ kind: 'dkim', state, found, problems: code ? [{ code, about }] : [], add: state === 'good' || state === 'unknown' ? null : add })
  if (isUnknown) return answer('unknown', 'no_answer', add.name)
  const keys = found.filter(record => tagsOf(record).has('p'))
  if (!keys.length) return answer('missing', 'dkim_missing')
  if (keys.length > 1) return answer('wrong', 'dkim_several', String(keys.length))
  const tags = tagsOf(keys[0]!)
  const key = tags.get('p')!.replace(/\s+/g, '')
  if (!key) return answer('wrong', 'dkim_revoked')
  if (key !== asked.publicKey) return answer('wrong', 'dkim_other_key')
  return tags.get('t')?.split(':').includes('y') ? answer('advice', 'dkim_testing') : answer('good')
}

async function checkDmarc(look: Look, { domain, bounceDomain }: Asked): Promise<DnsCheck> {
  // A domain without one of its own follows the one above it (RFC 7489, 6.6.3).
  const names = domain.split('.').map((_, i, parts) => parts.slice(i).join('.')).filter(name => name.includes('.')).slice(0, 3)
  const answers = await Promise.all(names.map(name => look.texts(`_dmarc.${name}`)))
  const at = answers.findIndex(answer => answer.records.some(record => /^v=DMARC1/i.test(record)))
  const records = at < 0 ? answers[0]!.records : answers[at]!.records
  const found = records.filter(record => /dmarc/i.test(record))
  const owner = names[Math.max(0, at)]!
  const add = (value: string): DnsCheck['add'] => ({ type: 'TXT', name: `_dmarc.${owner}`, value, priority: null })
  const first = `v=DMARC1; p=none; rua=mailto:dmarc@${owner}`
  const answer = (state: DnsCheck['state'], problems: DnsCheck['problems'], value: string | null): DnsCheck => ({ kind: 'dmarc', state, found, problems, add: value === null ? null : add(value) })
  if (at < 0 && answers[0]!.isUnknown) return answer('unknown', [{ code: 'no_answer', about: `_dmarc.${domain}` }], null)
  if (at < 0) return found.length ? answer('wrong', [{ code: 'dmarc_syntax', about: found[0]! }], first) : answer('missing', [{ code: 'dmarc_missing', about: null }], first)
  if (found.length > 1) return answer('wrong', [{ code: 'dmarc_several', about: String(found.length) }], found[0]!)
  const tags = tagsOf(found[0]!)
  const policy = (owner === domain ? undefined : tags.get('sp')) ?? tags.get('p')
  if (!policy || !['none', 'quarantine', 'reject'].includes(policy.toLowerCase())) return answer('wrong', [{ code: 'dmarc_syntax', about: found[0]! }], first)
  const strict = tags.get('aspf')?.toLowerCase() === 's' && bounceDomain !== null && bounceDomain !== domain
  const problems: DnsCheck['problems'] = [...(policy.toLowerCase() === 'none' ? [{ code: 'dmarc_none' as const, about: null }] : []), ...(tags.get('rua') ? [] : [{ code: 'dmarc_no_reports' as const, about: null }]), ...(strict ? [{ code: 'dmarc_strict' as const, about: bounceDomain }] : [])]
  if (!problems.length) return answer('good', [], null)
  const better = new Map([...tags, ['rua', tags.get('rua') || `mailto:dmarc@${owner}`]].filter(([name]) => name) as [string, string][])
  if (strict) better.set('aspf', 'r')
  if (policy.toLowerCase() === 'none') better.set(better.has('sp') && owner !== domain ? 'sp' : 'p', 'quarantine')
  return answer('advice', problems, [...better].map(([name, value]) => `${name === 'v' ? 'v' : name}=${value}`).join('; '))
}

async function checkMx(look: Look, { domain, bounceDomain, ownHost }: Asked): Promise<DnsCheck> {
  const name = bounceDomain ?? domain
  const isOwnPlace = bounceDomain !== null && bounceDomain !== domain
  const { records, isUnknown } = await look.mail(name)
  const sorted = records.toSorted((a, b) => a.priority - b.priority)
  const found = sorted.map(mx => `${mx.priority} ${mx.exchange}`)
  const add: DnsCheck['add'] = { type: 'MX', name, value: ownHost, priority: 10 }
  // Without PUBLIC_URL nobody outside knows this installation by a name.
  const hasName = ownHost.includes('.') && !isIP(ownHost)
  const answer = (state: DnsCheck['state'], code: DnsCheck['problems'][number]['code'] | null, about: string | null, isToAdd: boolean): DnsCheck => ({ kind: 'mx', state, found, problems: [...(code ? [{ code, about }] : []), ...(isToAdd && !hasName ? [{ code: 'mx_no_name' as const, about: null }] : [])], add: isToAdd && hasName ? add : null })
  if (isUnknown) return answer('unknown', 'no_answer', name, false)
  if (!sorted.length) return answer('missing', 'mx_missing', name, isOwnPlace)
  const isHere = sorted.some(mx => mx.exchange.toLowerCase().replace(/\.$/, '') === ownHost)
  if (isHere) return answer('good', null, null, false)
  // The domain's own mailbox: bounces arrive there, and Suki reads it (docs/sending.md).
  return isOwnPlace ? answer('wrong', 'mx_elsewhere', sorted[0]!.exchange, true) : answer('advice', 'mx_own', sorted[0]!.exchange, false)
}
