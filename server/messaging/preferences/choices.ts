import { sql } from 'kysely'
import { channels, purposes, type Channel, type Purpose } from '../../../contracts/consent.ts'
import { consentRules, mayContact } from '../../customers/index.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import { listRequests } from '../../privacy/index.ts'
import type { Reader } from './reader.ts'
import { paceable, wishOf, type Wish } from './wishes.ts'

/** A channel and purpose: what was said of it, and what holds (that, or what the shop's rules assume). */
export type Cell = { channel: Channel; purpose: Purpose; said: 'granted' | 'denied' | 'withdrawn' | 'pending' | null; isOn: boolean }

export type Choices = {
  /** What the page shows: channels that the shop uses, or on which this person once said yes. */
  channels: Channel[]
  /** All of them, shown or not. */
  cells: Cell[]
  showsProfiling: boolean
  /** Channels on which nothing goes out whatever they choose: mail came back, or was called spam. */
  stopped: Channel[]
  isRestricted: boolean
  wish: Wish
  /** What they asked for and nobody has finished. */
  requests: { kind: 'export' | 'erase'; askedAt: string; dueAt: string }[]
}

export async function choicesOf(ctx: Ctx, { customerId, message }: Reader): Promise<Choices> {
  const cells = await cellsOf(ctx.db, customerId)
  const used = await usedChannels(ctx.db, customerId)
  const shown = channels.filter(channel => channel === 'email' || channel === message?.channel || used.has(channel))
  const reasons = await Promise.all(shown.map(async channel => (await mayContact(ctx, { customerIds: [customerId], channel, purpose: 'service' })).get(customerId)!.reason))
  const { items } = await listRequests(ctx, { customer: customerId, state: ['open', 'running', 'failed'], kind: ['export', 'erase'], limit: 20 })
  return {
    channels: shown, cells,
    showsProfiling: used.profiling || cells.some(cell => cell.purpose === 'profiling' && cell.isOn),
    stopped: shown.filter((_, i) => reasons[i] === 'suppressed'),
    isRestricted: reasons.includes('restricted'),
    wish: await wishOf(ctx, customerId, paceable.find(channel => channel === message?.channel) ?? 'email'),
    requests: items.map(({ kind, askedAt, dueAt }) => ({ kind: kind as 'export' | 'erase', askedAt, dueAt })),
  }
}

/** What holds for each channel and purpose, were it not for what stands in the way. */
export async function cellsOf(db: Db, customerId: string): Promise<Cell[]> {
  const { assumed } = await consentRules(db)
  const states = await db.selectFrom('consent_states').select(['channel', 'purpose', 'state']).where('customer_id', '=', customerId).execute()
  return channels.flatMap(channel => purposes.map(purpose => {
    const said = (states.find(s => s.channel === channel && s.purpose === purpose)?.state ?? null) as Cell['said']
    return { channel, purpose, said, isOn: said === null ? assumed[channel].includes(purpose) : said === 'granted' }
  }))
}

type Used = { has(channel: Channel): boolean; profiling: boolean }

async function usedChannels(db: Db, customerId: string): Promise<Used> {
  const { rows } = await sql<{ channel: Channel; profiling: boolean }>`
    with words as (select channels, purposes from consent_wordings where retired_at is null)
    select c.channel, exists (select from words where 'profiling' = any(purposes)) as profiling
    from unnest(${[...channels]}::text[]) as c (channel)
    where exists (select from mailings as m where m.channel = c.channel) or exists (select from words where c.channel = any(channels))
      or exists (select from consents as e where e.customer_id = ${customerId} and e.channel = c.channel and e.decision = 'granted' and e.purpose <> 'profiling')`.execute(db)
  const used = new Set(rows.map(row => row.channel))
  return { has: channel => used.has(channel), profiling: rows.some(row => row.profiling) }
}
