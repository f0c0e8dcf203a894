import type { TestContext } from 'node:test'
import { createApp } from '../../server/app.ts'
import { cornerShop } from './corner-shop.ts'
import { readLog } from './jobs.ts'
import { world } from './world.ts'

/** What a source tells. `at` is a time of the first day of tests, e.g. `08:15`, or a whole instant. */
export type Told = { event?: string; type?: 'track' | 'identify'; at: string; browser?: string; user?: string; id?: string; properties?: Record<string, unknown> }
export type SourceKind = 'web' | 'app' | 'server' | 'shop_floor'

const instantAt = (at: string) => (at.length > 5 ? at : `2026-03-02T${at}:00Z`)

/** A corner shop with a source of every kind; `tell` sends over HTTP as clients do and lets the log be read. */
export async function tellingShop(t: TestContext, { currency = 'EUR', isOfStore = true } = {}) {
  const w = await world(t)
  const shop = await cornerShop(w.ctx, { currency })
  for (const kind of ['web', 'app', 'server', 'shop_floor'] as const) await w.ctx.db.insertInto('sources').values({ kind, name: kind, write_key: kind, store_id: isOfStore ? shop.store.id : null }).execute()
  const app = await createApp(w.ctx)
  t.after(() => app.close())
  w.clock.set('2026-03-02T12:00:00Z')
  let messages = 0
  const send = async (source: SourceKind, told: Told[]) => {
    const batch = told.map(({ event, type = 'track', at, browser, user, id, properties = {} }) => ({
      type, ...(event && { event }), timestamp: instantAt(at), messageId: id ?? `m${++messages}`, ...(browser && { anonymousId: browser }), ...(user && { userId: user }), ...(type === 'identify' ? { traits: properties } : { properties }),
    }))
    const answer = await app.inject({ method: 'POST', url: '/v1/batch', headers: { authorization: `Basic ${Buffer.from(`${source}:`).toString('base64')}`, 'content-type': 'application/json' }, payload: JSON.stringify({ batch }) })
    if (answer.statusCode !== 200) throw new Error(answer.body)
  }
  const tell = async (source: SourceKind, ...told: Told[]) => {
    await send(source, told)
    await readLog(w.ctx)
  }
  return { ...w, ...shop, send, tell, ...looksOf(w.ctx) }
}

/** What stands in the record, without ids that chance gives. */
const looksOf = ({ db }: Awaited<ReturnType<typeof world>>['ctx']) => ({
  carts: async () => (await db.selectFrom('carts as c').leftJoin('customers as u', 'u.id', 'c.customer_id').select(['c.cart_key', 'c.state', 'c.currency', 'c.value_minor', 'c.items_count', 'c.lines', 'c.discount_codes', 'c.checkout_step', 'c.returns', 'c.started_at', 'c.active_at', 'c.abandoned_at', 'c.order_number', 'u.email']).orderBy('c.started_at').orderBy('c.cart_key').execute()),
  orders: async () => {
    const orders = await db.selectFrom('orders as o').leftJoin('customers as u', 'u.id', 'o.customer_id').selectAll('o').select('u.email as buyer').orderBy('o.number').execute()
    const lines = await db.selectFrom('order_lines').selectAll().orderBy('position').execute()
    const refunds = await db.selectFrom('refunds').select(['order_id', 'number', 'amount_minor', 'reason']).orderBy('number').execute()
    return orders.map(o => ({
      number: o.number, buyer: o.buyer, channel: o.channel, currency: o.currency, subtotal: o.subtotal_minor, discount: o.discount_minor, shipping: o.shipping_minor, tax: o.tax_minor, total: o.total_minor, refunded: o.refunded_minor, state: o.payment_state, codes: o.discount_codes,
      placedAt: o.placed_at, cancelledAt: o.cancelled_at, lines: lines.filter(line => line.order_id === o.id).map(line => [line.sku, line.title, line.quantity, line.unit_price_minor, line.total_minor]), refunds: refunds.filter(refund => refund.order_id === o.id).map(refund => [refund.number, refund.amount_minor]),
    }))
  },
  told: async (name: string) => (await db.selectFrom('events').select(['properties', 'occurred_at']).where('name', '=', name).where('source_id', '=', '00000000-0000-7000-8000-000000000001').orderBy('seq').execute()),
  unusable: async () => (await db.selectFrom('unusable_events').select(['name', 'reason']).orderBy('occurred_at').execute()).map(row => `${row.name}: ${row.reason}`),
  failures: async () => (await db.selectFrom('log_failures').select('error').execute()).map(row => row.error),
})
