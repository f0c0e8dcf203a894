import { sql } from 'kysely'
import { unseal, type Ctx } from '../../platform/index.ts'
import { messageIdHeader, verpAddress } from '../returning/addresses.ts'
import { dkimKey, type DkimKey } from '../sending/composing/dkim.ts'
import { asciiAddress } from '../sending/composing/mime.ts'
import type { Mailing } from '../sending/ledger.ts'
import type { From } from '../sending/letters.ts'

/** The sender of MAIL_FROM, e.g. `Suki <suki@example.com>`. */
export function fallbackFrom({ config }: Pick<Ctx, 'config'>): { name: string; email: string } {
  const [, name = '', email = ''] = /^\s*"?(.*?)"?\s*<([^<>\s]+)>\s*$/.exec(config.mailFrom) ?? []
  return email ? { name, email } : { name: '', email: config.mailFrom.trim() }
}

type Row = { name: string; email: string; replyTo: string | null }
type Signing = { domain: string; selector: string; sealed: Buffer; bounceDomain: string | null }

/**
 * In whose name a mailing is sent: its sender's, else the store's first, else that of all stores, else MAIL_FROM; signed
 * with the key of its domain, or of the domain above it.
 */
export async function fromOf(ctx: Ctx, { senderId, storeId }: Pick<Mailing, 'senderId' | 'storeId'>): Promise<From> {
  const { name, email, replyTo } = (await senderOf(ctx, { senderId, storeId })) ?? { ...fallbackFrom(ctx), replyTo: null }
  const domain = asciiAddress(email).slice(email.lastIndexOf('@') + 1).toLowerCase()
  const signing = await signingOf(ctx, domain)
  const bounces = signing?.bounceDomain ?? domain
  return { name, email, replyTo, key: signing && keyOf(ctx, signing), returnPath: id => verpAddress(ctx, id, bounces), messageIdHeader: id => messageIdHeader(id, domain) }
}

async function senderOf({ db }: Ctx, { senderId, storeId }: Pick<Mailing, 'senderId' | 'storeId'>): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select name, email, reply_to as "replyTo" from senders
    where id = ${senderId} or (archived_at is null and (store_id is null or store_id = ${storeId}))
    order by id = ${senderId} desc nulls last, store_id is null, created_at, id limit 1`.execute(db)
  return rows[0]
}

async function signingOf({ db }: Ctx, domain: string): Promise<Signing | null> {
  const { rows } = await sql<Signing>`
    select domain, selector, private_key_sealed as sealed, bounce_domain as "bounceDomain" from sending_domains
    where domain = ${domain} or ${domain} like '%.' || domain order by length(domain) desc limit 1`.execute(db)
  return rows[0] ?? null
}

// Reading a key takes longer than all the rest, and it is asked for every group of messages.
const keys = new Map<string, DkimKey>()

function keyOf(ctx: Ctx, { domain, selector, sealed }: Signing): DkimKey {
  const known = sealed.toString('base64')
  let key = keys.get(known)
  if (!key) keys.set(known, (key = dkimKey({ domain, selector, privateKey: unseal<string>(ctx, 'dkim', sealed) })))
  return key
}
