import { sql } from 'kysely'
import type { Channel, Suppression } from '../../../../contracts/consent.ts'
import { nodeIds } from '../../../collect/index.ts'
import { announce, appError, inTransaction, within, type Ctx, type Db } from '../../../platform/index.ts'
import { audit } from '../../../staff/index.ts'
import { addressKind } from '../may-contact.ts'

export const suppressionNotFound = appError('consents.suppression_not_found', 404, 'There is no such suppression. It may have been lifted.')

/** An address in its normal form, or a customer where the channel has none. */
export type Suppressed = { address: string; customerId?: undefined } | { customerId: string; address?: undefined }

/**
 * Nothing more is sent on this channel to this address (or customer), whatever was agreed to. Done twice it is done once.
 * In the caller's transaction.
 */
export async function suppress(ctx: Ctx, { channel, reason, ...whom }: Suppressed & { channel: Channel; reason: Suppression['reason'] }): Promise<void> {
  const kind = addressKind[channel]
  const node = whom.address !== undefined && kind ? (await nodeIds(ctx))({ kind, value: whom.address }) : whom.customerId
  if (!node) return
  await ctx.db.insertInto('suppressions').values({ node_id: node, channel, reason, since: ctx.clock.now().toString(), by_whom: ctx.actor.name })
    .onConflict(c => c.columns(['node_id', 'channel']).where('lifted_at', 'is', null).doNothing()).execute()
}

/** A person of the team stops a channel for a customer: at the address, so that it holds wherever the address goes. */
export const suppressCustomer = (ctx: Ctx, customerId: string, channel: Channel) =>
  inTransaction(ctx.db, async db => {
    const customer = await db.selectFrom('customers').select(['name', 'email', 'phone']).where('id', '=', customerId).executeTakeFirst()
    if (!customer) return false
    const kind = addressKind[channel]
    const address = kind ? customer[kind] : null
    await suppress(within(ctx, { db }), { channel, reason: 'manual', ...(address ? { address } : { customerId }) })
    await audit(within(ctx, { db }), { action: 'consents.suppress', record: { kind: 'customer', id: customerId, label: customer.name || customer.email || customer.phone }, changes: { [channel]: { from: null, to: 'suppressed' } } })
    await announce(db, { topic: 'customers', id: customerId })
    return true
  })

/** @throws suppressionNotFound */
export const liftSuppression = (ctx: Ctx, suppressionId: string) =>
  inTransaction(ctx.db, async db => {
    const lifted = await db.updateTable('suppressions').set({ lifted_at: ctx.clock.now().toString(), lifted_by: ctx.actor.name }).where('id', '=', suppressionId).where('lifted_at', 'is', null).returning(['node_id', 'channel', 'reason']).executeTakeFirst()
    if (!lifted) throw suppressionNotFound()
    const { rows } = await sql<{ id: string; label: string | null }>`
      select c.id, coalesce(nullif(c.name, ''), c.email, c.phone) as label from customers as c where c.id = coalesce((select customer_id from customer_identifiers where id = ${lifted.node_id}), ${lifted.node_id})`.execute(db)
    await audit(within(ctx, { db }), { action: 'consents.lift_suppression', record: { kind: 'customer', id: rows[0]?.id ?? '', label: rows[0]?.label ?? null }, changes: { [lifted.channel]: { from: lifted.reason, to: null } } })
    if (rows[0]) await announce(db, { topic: 'customers', id: rows[0].id })
  })

/** What stands in the way of a customer: at any address, or at the customer itself. */
export const suppressionsOf = async (db: Db, customerId: string): Promise<Suppression[]> =>
  (await sql<Suppression>`
    select s.id, s.channel, s.reason, s.since, s.by_whom as "by" from suppressions as s
    where s.lifted_at is null and s.node_id in (select ${customerId}::uuid union select id from customer_identifiers where customer_id = ${customerId} and kind in ('email', 'phone'))
    order by s.since desc, s.id`.execute(db)).rows
