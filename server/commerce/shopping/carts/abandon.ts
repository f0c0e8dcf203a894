import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { toMajor } from '../../../../contracts/money.ts'
import type { CartLine } from '../../../../contracts/carts.ts'
import { append, sources, type NewEvent } from '../../../collect/index.ts'
import { announce, inTransaction, suki, within, type Ctx } from '../../../platform/index.ts'

/** Written in one transaction. */
const mostAtOnce = 500

/**
 * Carts with which nothing was done for as long as their store says are abandoned, from exactly then on, and the log
 * says so once: "Checkout Abandoned" for those that had reached the checkout, else "Cart Abandoned".
 * @returns how many
 */
export const abandonCarts = (ctx: Ctx): Promise<number> =>
  inTransaction(ctx.db, async db => {
    const now = ctx.clock.now().toString()
    const { rows } = await sql<Left>`
      with due as materialized (
        select c.id, c.active_at + make_interval(mins => s.cart_abandoned_minutes) as abandoned_at
        from stores as s, lateral (
          select id, active_at from carts where store_id = s.id and state in ('open', 'checkout') and (items_count > 0 or value_minor > 0)
            and active_at <= ${now}::timestamptz - make_interval(mins => s.cart_abandoned_minutes) order by active_at limit ${sql.lit(mostAtOnce)} for update skip locked) as c
        limit ${sql.lit(mostAtOnce)})
      update carts as c set state = 'abandoned', abandoned_at = due.abandoned_at from due where c.id = due.id
      returning c.id, c.store_id as "storeId", c.cart_key as "cartKey", c.node_id as "nodeId", c.currency, c.value_minor as "valueMinor", c.items_count as "itemsCount", c.lines, c.discount_codes as codes,
        c.checkout_step as "checkoutStep", c.started_at as "startedAt", c.active_at as "activeAt", c.abandoned_at as "abandonedAt"`.execute(db)
    if (!rows.length) return 0
    await append(db, rows.map(asEvent))
    await announce(db, { topic: 'carts', count: rows.length })
    return rows.length
  })

type Left = { id: string; storeId: string; cartKey: string | null; nodeId: string | null; currency: string; valueMinor: number; itemsCount: number; lines: CartLine[]; codes: string[]; checkoutStep: number; startedAt: string; activeAt: string; abandonedAt: string }

/** Amounts in units of the currency, like every event of the e-commerce spec. */
const asEvent = (cart: Left): NewEvent => ({
  sourceId: sources.suki,
  messageId: `${cart.id}:abandoned:${cart.activeAt}`,
  name: cart.checkoutStep > 0 ? 'Checkout Abandoned' : 'Cart Abandoned',
  nodeId: cart.nodeId,
  storeId: cart.storeId,
  properties: {
    suki_cart_id: cart.id, ...(cart.cartKey && { cart_id: cart.cartKey }), value: toMajor(cart.valueMinor, cart.currency), currency: cart.currency, items: cart.itemsCount,
    age_minutes: Math.round((Date.parse(cart.abandonedAt) - Date.parse(cart.startedAt)) / 60_000), started_at: cart.startedAt, active_at: cart.activeAt,
    ...(cart.checkoutStep > 0 && { checkout_step: cart.checkoutStep }), ...(cart.codes.length && { coupon: cart.codes.join(',') }),
    products: cart.lines.map((line, i) => ({
      ...(line.sku && { sku: line.sku }), name: line.title, ...(line.variant && { variant: line.variant }), quantity: line.quantity, ...(line.unitPriceMinor !== null && { price: toMajor(line.unitPriceMinor, cart.currency) }),
      ...(line.imageUrl && { image_url: line.imageUrl }), ...(line.productId && { suki_product_id: line.productId }), position: i + 1,
    })),
  },
  occurredAt: cart.abandonedAt,
})

/** How often the clock is looked at. */
const everyMs = 500

/** Watches the clock until stopped; several processes share the work. */
export async function watchCarts(ctx: Ctx): Promise<() => Promise<void>> {
  const own = within(ctx, { actor: suki })
  const ending = new AbortController()
  const running = (async () => {
    while (!ending.signal.aborted) {
      const count = await abandonCarts(own).catch(error => {
        ctx.log.warn({ error: (error as Error).message }, 'Abandoned carts could not be looked for just now; trying again.')
        return 0
      })
      if (count < mostAtOnce) await pause(everyMs, undefined, { signal: ending.signal }).catch(() => {})
    }
  })()
  return async () => {
    ending.abort()
    await running
  }
}
