import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { inTransaction, nowText, type Ctx } from '../../../platform/index.ts'
import { readInbound } from './read.ts'

export type Way = 'smtp' | 'lmtp' | 'imap'
export type Arrived = { way: Way; from: string; to: string[]; raw: Buffer }

/** The largest mail that is taken in. */
export const largestMail = 30 * 1024 * 1024

/**
 * Keeps a mail as it came and adds the job that reads it, in one transaction: when this resolves it is durable and may be
 * acknowledged. The same mail for the same recipients is kept once. @returns its id, null when it was here already
 */
export async function keepMail(ctx: Ctx, { way, from, to, raw }: Arrived): Promise<string | null> {
  const digest = createHash('sha256').update([...to].map(address => address.toLowerCase()).sort().join('\n')).update('\n\n').update(raw).digest()
  return inTransaction(ctx.db, async db => {
    const { rows } = await sql<{ id: string }>`
      insert into inbound_mails (digest, way, envelope_from, envelope_to, raw, size_bytes, received_at)
      values (${digest}, ${way}, ${from.slice(0, 320)}, ${to.map(address => address.slice(0, 320))}::text[], ${raw}, ${raw.length}, ${nowText(ctx.clock)})
      on conflict (digest) do nothing returning id`.execute(db)
    const id = rows[0]?.id ?? null
    if (id) await readInbound.later(db, { mailId: id })
    return id
  })
}
