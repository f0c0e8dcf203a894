import { sql } from 'kysely'
import { append, sources } from '../../collect/index.ts'
import { nodesOf } from '../../customers/index.ts'
import { nowText, type Ctx, type Db } from '../../platform/index.ts'
import { standingWishes } from '../deciding/wishes.ts'
import type { Channel } from '../../../contracts/consent.ts'
import type { Reader } from './reader.ts'

/** How often, and not before. `cap`: at most so many in so many days; null: as many as there are. */
export type Wish = { pausedUntil: string | null; cap: { atMost: number; days: number } | null }

/** The channels on which Suki sends by itself, so that it can pause. */
export const paceable = ['email', 'sms', 'whatsapp', 'push'] as const satisfies Channel[]

/** What stands for a customer on a channel; a pause that is over is none. */
export async function wishOf({ db, clock }: Pick<Ctx, 'db' | 'clock'>, customerId: string, channel: Channel): Promise<Wish> {
  const { rows } = await sql<{ pausedUntil: string | null; atMost: number | null; days: number | null }>`
    with standing as materialized (${standingWishes(sql`${customerId}`, channel)})
    select (select max(paused_until) from standing) as "pausedUntil", s.at_most as "atMost", s.at_most_days as days
    from (select 1) as one left join lateral (select at_most, at_most_days from standing where at_most is not null order by at_most::float / at_most_days limit 1) as s on true`.execute(db)
  const { pausedUntil, atMost, days } = rows[0]!
  return { pausedUntil: pausedUntil && pausedUntil > nowText(clock) ? pausedUntil : null, cap: atMost === null ? null : { atMost, days: days! } }
}

/** Changes how often somebody is written to, on these channels, and tells the log. In the caller's transaction, under the identity lock. */
export async function wish(ctx: Ctx, reader: Pick<Reader, 'nodeId' | 'customerId' | 'storeId'>, change: Partial<Wish>, channels: readonly Channel[]): Promise<void> {
  const changed: Channel[] = []
  for (const channel of channels) {
    const before = await wishOf(ctx, reader.customerId, channel)
    const after = { ...before, ...change }
    if (JSON.stringify(before) === JSON.stringify(after)) continue
    await keep(ctx, reader, channel, after)
    changed.push(channel)
  }
  if (!changed.length) return
  const { pausedUntil, cap } = { pausedUntil: undefined, cap: undefined, ...change }
  const properties = { channels: changed, ...(pausedUntil !== undefined && { paused_until: pausedUntil }), ...(cap !== undefined && { at_most: cap?.atMost ?? null, at_most_days: cap?.days ?? null }) }
  const context = ctx.actor.kind === 'suki' ? {} : { actor: { kind: ctx.actor.kind, id: ctx.actor.id, name: ctx.actor.name } }
  await append(ctx.db, [{ sourceId: sources.suki, messageId: crypto.randomUUID(), name: 'Contact Preferences Changed', nodeId: reader.nodeId, storeId: reader.storeId, properties, context, occurredAt: nowText(ctx.clock) }])
}

async function keep({ db, clock }: Ctx, { nodeId, customerId }: Pick<Reader, 'nodeId' | 'customerId'>, channel: Channel, { pausedUntil, cap }: Wish) {
  await forgetOwn(db, nodeId, channel)
  await sql`
    insert into contact_preferences (node_id, customer_id, seen, channel, paused_until, at_most, at_most_days, changed_at)
    select ${nodeId}, ${customerId}, array(select node_id from ${nodesOf(customerId)} as own union select ${nodeId}::uuid), ${channel}, ${pausedUntil}, ${cap?.atMost ?? null}, ${cap?.days ?? null}, ${nowText(clock)}`.execute(db)
}

const forgetOwn = (db: Db, nodeId: string, channel: Channel) => db.deleteFrom('contact_preferences').where('node_id', '=', nodeId).where('channel', '=', channel).execute()
