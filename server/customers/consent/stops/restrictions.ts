import type { Restriction } from '../../../../contracts/consent.ts'
import { appError, type Ctx, type Db } from '../../../platform/index.ts'
import { lockIdentity } from '../../identity/graph/queries.ts'

export const alreadyRestricted = appError('privacy.already_restricted', 409, 'The processing of this customer is restricted already.')
export const notRestricted = appError('privacy.not_restricted', 409, 'The processing of this customer is not restricted.')

/** From now on: kept, but not used. No messages, no profiling. In the caller's transaction. @throws alreadyRestricted */
export async function restrict({ db, clock, actor }: Ctx, customerId: string, reason: string): Promise<void> {
  await lockIdentity(db)
  if (await restrictionOf(db, customerId)) throw alreadyRestricted()
  await db.insertInto('restrictions').values({ node_id: customerId, customer_id: customerId, restricted_at: clock.now().toString(), restricted_by: actor.name, reason }).execute()
}

/** Whatever restricted this customer, also before a merge, is lifted. @throws notRestricted */
export async function liftRestriction({ db, clock, actor }: Ctx, customerId: string): Promise<void> {
  await lockIdentity(db)
  const { numUpdatedRows } = await db.updateTable('restrictions').set({ lifted_at: clock.now().toString(), lifted_by: actor.name }).where('customer_id', '=', customerId).where('lifted_at', 'is', null).executeTakeFirst()
  if (!numUpdatedRows) throw notRestricted()
}

export async function restrictionOf(db: Db, customerId: string): Promise<Restriction | null> {
  const row = await db.selectFrom('restrictions').select(['restricted_at as since', 'restricted_by as by', 'reason']).where('customer_id', '=', customerId).where('lifted_at', 'is', null).orderBy('restricted_at').limit(1).executeTakeFirst()
  return row ?? null
}
