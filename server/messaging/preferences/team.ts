import type { Channel } from '../../../contracts/consent.ts'
import * as contract from '../../../contracts/preferences.ts'
import { customerNotFound, homesOf, lockIdentity } from '../../customers/index.ts'
import { announce, inTransaction, serve, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { preferencesUrlOf } from './links.ts'
import { paceable, wish, wishOf } from './wishes.ts'

export const preferenceRoutes = [
  serve(contract.contactPreferences, async (ctx, { params: { customerId }, caller }) => {
    const home = await knownHome(ctx.db, customerId)
    return { items: await chosenBy(ctx, home), link: caller.may('consents.write') ? preferencesUrlOf(ctx, home) : null }
  }),
  serve(contract.liftContactPreference, (ctx, { params }) => liftWish(ctx, params).then(() => ({ done: true as const }))),
]

async function chosenBy(ctx: Ctx, customerId: string): Promise<contract.ContactPreference[]> {
  const wishes = await Promise.all(paceable.map(async channel => ({ channel, ...(await wishOf(ctx, customerId, channel)) })))
  return wishes.filter(one => one.pausedUntil !== null || one.cap !== null)
}

/** A person of the team ends a customer's pause and frequency on a channel. Where there is none it changes nothing. @throws customerNotFound */
const liftWish = (ctx: Ctx, { customerId, channel }: { customerId: string; channel: Channel }): Promise<void> =>
  inTransaction(ctx.db, async db => {
    await lockIdentity(db)
    const own = within(ctx, { db })
    const home = await knownHome(db, customerId)
    const before = await wishOf(own, home, channel)
    if (before.pausedUntil === null && before.cap === null) return
    await wish(own, { nodeId: home, customerId: home, storeId: null }, { pausedUntil: null, cap: null }, [channel])
    const { name, email, phone } = await db.selectFrom('customers').select(['name', 'email', 'phone']).where('id', '=', home).executeTakeFirstOrThrow()
    const said = { ...(before.pausedUntil && { pausedUntil: before.pausedUntil }), ...(before.cap && { atMost: `${before.cap.atMost} / ${before.cap.days}` }) }
    await audit(own, { action: 'consents.lift_preferences', record: { kind: 'customer', id: home, label: name || email || phone }, changes: Object.fromEntries(Object.entries(said).map(([field, from]) => [`${channel}.${field}`, { from, to: null }])) })
    await announce(db, { topic: 'customers', id: home })
  })

async function knownHome(db: Db, customerId: string): Promise<string> {
  const home = (await homesOf(db, [customerId])).get(customerId)
  if (!home?.known) throw customerNotFound({ customerId })
  return home.customerId
}
