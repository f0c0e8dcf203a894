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
  serve(contract.liftContactPreferences, (ctx, { params: { customerId }, query }) => liftWishes(ctx, { customerId, channels: query.channel ?? paceable }).then(() => ({ done: true as const }))),
]

async function chosenBy(ctx: Ctx, customerId: string): Promise<contract.ContactPreference[]> {
  const wishes = await Promise.all(paceable.map(async channel => ({ channel, ...(await wishOf(ctx, customerId, channel)) })))
  return wishes.filter(one => one.pausedUntil !== null || one.cap !== null)
}

/** A person of the team ends a customer's pause and frequency. Where there is none it changes nothing. @throws customerNotFound */
const liftWishes = (ctx: Ctx, { customerId, channels }: { customerId: string; channels: readonly Channel[] }): Promise<void> =>
  inTransaction(ctx.db, async db => {
    await lockIdentity(db)
    const own = within(ctx, { db })
    const home = await knownHome(db, customerId)
    const before = (await chosenBy(own, home)).filter(one => channels.includes(one.channel))
    if (!before.length) return
    await wish(own, { nodeId: home, customerId: home, storeId: null }, { pausedUntil: null, cap: null }, before.map(one => one.channel))
    const { name, email, phone } = await db.selectFrom('customers').select(['name', 'email', 'phone']).where('id', '=', home).executeTakeFirstOrThrow()
    const changes = before.flatMap(({ channel, pausedUntil, cap }) => [...(pausedUntil ? [[`${channel}.pausedUntil`, pausedUntil]] : []), ...(cap ? [[`${channel}.atMost`, `${cap.atMost} / ${cap.days}`]] : [])] as [string, string][])
    await audit(own, { action: 'consents.lift_preferences', record: { kind: 'customer', id: home, label: name || email || phone }, changes: Object.fromEntries(changes.map(([field, from]) => [field, { from, to: null }])) })
    await announce(db, { topic: 'customers', id: home })
  })

async function knownHome(db: Db, customerId: string): Promise<string> {
  const home = (await homesOf(db, [customerId])).get(customerId)
  if (!home?.known) throw customerNotFound({ customerId })
  return home.customerId
}
