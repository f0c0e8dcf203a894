import type { RecipientRate } from '../../../contracts/sending-setup.ts'
import { appError, inTransaction, within, type Ctx } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'

const rateNotFound = appError('sending.rate_not_found', 404, 'There is no rate for this domain.')

const shape = ({ domain, per_second, changed_at, changed_by }: { domain: string; per_second: unknown; changed_at: string; changed_by: string }): RecipientRate => ({ domain, perSecond: Number(per_second), changedAt: changed_at, changedBy: changed_by })

export const listRates = async ({ db }: Ctx) => ({ items: (await db.selectFrom('recipient_domains').selectAll().orderBy('domain').limit(1000).execute()).map(shape) })

export const setRate = (ctx: Ctx, domain: string, perSecond: number): Promise<RecipientRate> =>
  inTransaction(ctx.db, async db => {
    const before = await db.selectFrom('recipient_domains').select('per_second').where('domain', '=', domain).executeTakeFirst()
    const row = { per_second: perSecond, changed_at: ctx.clock.now().toString(), changed_by: ctx.actor.name }
    // The times that were given out stand; at the new rate it goes on after them.
    const made = await db.insertInto('recipient_domains').values({ domain, ...row }).onConflict(c => c.column('domain').doUpdateSet(row)).returningAll().executeTakeFirstOrThrow()
    await audit(within(ctx, { db }), { action: 'sending.set_rate', record: { kind: 'recipient_domain', id: domain, label: domain }, changes: { perSecond: { from: before ? Number(before.per_second) : null, to: perSecond } } })
    return shape(made)
  })

/** @throws rateNotFound */
export const removeRate = (ctx: Ctx, domain: string): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const removed = await db.deleteFrom('recipient_domains').where('domain', '=', domain).returning('per_second').executeTakeFirst()
    if (!removed) throw rateNotFound()
    await audit(within(ctx, { db }), { action: 'sending.remove_rate', record: { kind: 'recipient_domain', id: domain, label: domain }, changes: { perSecond: { from: Number(removed.per_second), to: null } } })
  })
