import { createHash, createPrivateKey, sign as signWith, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

const signAside = promisify(signWith)

/** A key of a domain. `selector._domainkey.domain` in the DNS holds its public half. */
export type DkimKey = { domain: string; selector: string; key: KeyObject }

export const dkimKey = ({ domain, selector, privateKey }: { domain: string; selector: string; privateKey: string }): DkimKey => ({ domain, selector, key: createPrivateKey(privateKey) })

/** What decides how a mail reads: named once more than it stands there, so that nobody adds another. */
const sealed = ['from', 'to', 'reply-to', 'subject']
/** What is signed where it stands; List-Unsubscribe and its Post must be (RFC 8058, 4). */
const signed = [...sealed, 'date', 'message-id', 'mime-version', 'content-type', 'content-transfer-encoding', 'list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'feedback-id']

/**
 * The DKIM-Signature header of a mail (RFC 6376; rsa-sha256, relaxed/relaxed). RSA runs in Node's thread pool, beside
 * everything else. `headers` without the empty line; lines end in CRLF.
 */
export async function dkimSignature({ headers, body }: { headers: string; body: string }, { domain, selector, key }: DkimKey, now: number): Promise<string> {
  const fields = fieldsOf(headers)
  const bodyHash = createHash('sha256').update(relaxedBody(body), 'latin1').digest('base64')
  const named = signed.flatMap(name => Array<string>((fields.get(name)?.length ?? 0) + (sealed.includes(name) ? 1 : 0)).fill(name))
  const tags = `v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=${selector}; t=${Math.floor(now / 1000)}; h=${named.join(':')}; bh=${bodyHash}; b=`
  // Of several of one name the last comes first (RFC 6376, 5.4.2).
  const canonical = signed.flatMap(name => (fields.get(name) ?? []).toReversed().map(value => `${name}:${value}`))
  const signature = await signAside('sha256', Buffer.from([...canonical, `dkim-signature:${tags}`].join('\r\n'), 'latin1'), key)
  return `DKIM-Signature: ${tags.replaceAll('; ', ';\r\n ')}${signature.toString('base64').replace(/.{1,72}/g, '\r\n $&')}`
}

/** Fields by lower-case name, each value relaxed (RFC 6376, 3.4.2), in the order in which they stand. */
function fieldsOf(headers: string): Map<string, string[]> {
  const fields = new Map<string, string[]>()
  for (const line of headers.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1).replace(/[ \t]+/g, ' ').trim()
    fields.set(name, [...(fields.get(name) ?? []), value])
  }
  return fields
}

/** RFC 6376, 3.4.4. */
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map(line => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
  const last = lines.findLastIndex(line => line !== '')
  return last < 0 ? '' : `${lines.slice(0, last + 1).join('\r\n')}\r\n`
}
