import type { Ctx } from '../../../platform/index.ts'
import { readMessageId, readVerp } from '../addresses.ts'
import type { Returned } from '../bounces/read.ts'

/** The envelope and the headers of a mail that came in, as far as they lead to a message. */
export type Clues = { envelopeTo: string[]; inReplyTo?: string | null; threadIds?: string[]; originalMessageId: string | null }

/**
 * The message that a mail is about: by the address that it came to (VERP), else by a Message-ID of ours in it, else by the
 * id under which a provider knows it. The first two are signed; the third is as random as the provider made it. What names
 * none of them is about no message, whatever address it speaks of: anyone can write such a mail.
 */
export async function messageOf(ctx: Ctx, { envelopeTo, inReplyTo, threadIds = [], originalMessageId }: Clues): Promise<string | null> {
  for (const address of envelopeTo) {
    const id = readVerp(ctx, address)
    if (id) return id
  }
  const named = [originalMessageId, inReplyTo, ...threadIds.toReversed()].filter(id => id !== null && id !== undefined)
  for (const header of named) {
    const id = readMessageId(header)
    if (id) return id
  }
  return named.length ? await messageOfProvider(ctx, named) : null
}

/** By a provider's own id, with or without the domain that it puts behind it in the Message-ID. */
export async function messageOfProvider({ db }: Ctx, ids: string[]): Promise<string | null> {
  const tried = [...new Set(ids.flatMap(id => [id, id.replace(/^<|>$/g, ''), id.replace(/^<|>$/g, '').split('@')[0]!]))].filter(id => id.length >= 8).slice(0, 200)
  if (!tried.length) return null
  const row = await db.selectFrom('messages').select('id').where('provider_message_id', 'in', tried).limit(1).executeTakeFirst()
  return row?.id ?? null
}

/** The worst of what is said of recipients: dead before refused before late. */
export const worstOf = (recipients: Returned['recipients']) => recipients.find(one => one.isPermanent) ?? recipients.find(one => one.action === 'failed') ?? recipients.find(one => one.action === 'delayed')

/** What a mail says becomes of a message: the worst of its recipients, for the message went to one alone. */
export function outcomeOf({ kind, recipients, feedback }: Returned) {
  if (kind === 'reply') return { kind: 'replied' as const }
  if (kind === 'complaint') return feedback === 'not-spam' ? null : { kind: 'complained' as const }
  if (kind === 'auto_reply') return null
  const worst = worstOf(recipients)
  if (!worst) return recipients.some(one => one.action === 'delivered') ? { kind: 'delivered' as const } : null
  const { reason, isPermanent, status, smtpCode, diagnostic } = worst
  return { kind: worst.action === 'delayed' ? ('delayed' as const) : ('bounced' as const), reason, isPermanent, status, smtpCode, diagnostic }
}
