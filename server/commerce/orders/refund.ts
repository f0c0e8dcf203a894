import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { shareOfLine, spread, toMajor } from '../../../contracts/money.ts'
import type { NewRefund } from '../../../contracts/orders.ts'
import { sources } from '../../collect/index.ts'
import { announce, appError, inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { recountCustomers } from '../recount.ts'
import { sum, type FieldProblem } from './amounts.ts'
import { note, tell } from './events.ts'
import { lockOrder, type LineFacts, type OrderFacts } from './facts.ts'

export const orderNotPaid = appError('orders.not_paid', 409, 'Nothing was paid for order {number}, so nothing can go back. Cancel it instead.')
export const nothingLeft = appError('orders.nothing_left_to_refund', 409, 'Everything that was paid for order {number} went back already.')
export const refundNotUsable = appError('orders.refund_not_usable', 422, 'The refund cannot be made as it is: {problems}')
export const refundNumberTaken = appError('orders.refund_number_taken', 409, 'Another order of this store has a refund with the number {number}.')

export type Refunded = { refundId: string; amountMinor: number; created: boolean }
type Returned = { line: LineFacts; quantity: number; amountMinor: number }
type Money = { amountMinor: number; lines: Returned[] }

/** A refund from elsewhere says when it happened and where it comes from. */
export type RefundInput = NewRefund & { orderId: string; refundedAt?: string; sourceId?: string }

/**
 * Gives money back for an order. The order is locked, so that of any number of callers at once only as much goes back as was paid.
 * The same refund number of the same order is refunded once; a repeat answers with the first.
 * @throws orderNotFound, orderNotPaid, nothingLeft, refundNotUsable, refundNumberTaken
 */
export const refundOrder = (ctx: Ctx, input: RefundInput): Promise<Refunded> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const order = await lockOrder(db, input.orderId)
    const before = input.number && (await refundNumbered(db, order, input.number))
    if (before) return before
    const refunded = await giveBack(own, order, input)
    await note(own, order, 'orders.refund', { refundedMinor: { from: order.refundedMinor, to: order.refundedMinor + refunded.amountMinor } })
    await recountCustomers(db, [order.customerId])
    await announce(db, { topic: 'orders', id: order.id })
    return refunded
  })

async function refundNumbered(db: Db, order: OrderFacts, number: string): Promise<Refunded | undefined> {
  const refund = await db.selectFrom('refunds').select(['id', 'order_id', 'amount_minor']).where('store_id', '=', order.storeId).where('number', '=', number).executeTakeFirst()
  if (refund && refund.order_id !== order.id) throw refundNumberTaken({ number })
  return refund && { refundId: refund.id, amountMinor: refund.amount_minor, created: false }
}

/** The refund itself, of a locked order: the rows, the order's state and the event. */
export async function giveBack(ctx: Ctx, order: OrderFacts, input: RefundInput): Promise<Refunded> {
  if (order.paymentState === 'pending' || order.paymentState === 'voided') throw orderNotPaid({ number: order.number })
  const left = order.totalMinor - order.refundedMinor
  if (left <= 0) throw nothingLeft({ number: order.number })
  const money = await whatGoesBack(ctx.db, order, left, input)
  const refundId = randomUUIDv7()
  const number = input.number ?? (await nextNumber(ctx.db, order))
  const refundedAt = input.refundedAt ?? ctx.clock.now().toString()
  await insertRefund(ctx.db, { refundId, order, number, money, reason: input.reason ?? null, refundedAt, sourceId: input.sourceId ?? sources.suki })
  const after = await noteRefunded(ctx, order, money.amountMinor)
  await tell(ctx, [{ name: 'Order Refunded', order: after, occurredAt: refundedAt, messageId: `${refundId}:refunded`, sourceId: input.sourceId ?? sources.suki, extra: refundProperties(after, number, money, input.reason) }])
  return { refundId, amountMinor: money.amountMinor, created: true }
}

/** What comes back and how much for each line: shares of what was paid for it, or the given amount spread over them. */
async function whatGoesBack(db: Db, order: OrderFacts, left: number, input: RefundInput): Promise<Money> {
  const open = await openLines(db, order)
  const all = input.lines === undefined && input.amountMinor === undefined
  const wanted = all ? open.map(line => ({ lineId: line.id, quantity: line.leftQuantity })).filter(line => line.quantity > 0) : (input.lines ?? [])
  const problems = refundProblems(open, wanted, left, input.amountMinor)
  if (problems.length) throw refundNotUsable({ problems: problems.map(p => p.message).join(' ') }, problems)
  const worth = wanted.map(({ lineId, quantity }) => {
    const line = open.find(line => line.id === lineId)!
    return shareOfLine(line.leftMinor, line.leftQuantity, quantity)
  })
  const amountMinor = input.amountMinor ?? (all ? left : Math.min(sum(worth), left))
  if (amountMinor <= 0) throw refundNotUsable({ problems: 'These lines cost nothing.' }, [{ field: 'lines', message: 'These lines cost nothing; give an amount.' }])
  const amounts = sum(worth) > amountMinor ? spread(amountMinor, worth) : worth
  return { amountMinor, lines: wanted.map(({ lineId, quantity }, i) => ({ line: open.find(line => line.id === lineId)!, quantity, amountMinor: amounts[i]! })) }
}

function refundProblems(open: OpenLine[], wanted: { lineId: string; quantity: number }[], left: number, amountMinor: number | undefined): FieldProblem[] {
  const problems = wanted.flatMap(({ lineId, quantity }, i): FieldProblem[] => {
    const line = open.find(line => line.id === lineId)
    if (!line) return [{ field: `lines.${i}.lineId`, message: 'The order has no such line.' }]
    if (wanted.findIndex(other => other.lineId === lineId) !== i) return [{ field: `lines.${i}.lineId`, message: 'The line is named twice.' }]
    return quantity > line.leftQuantity ? [{ field: `lines.${i}.quantity`, message: `At most ${line.leftQuantity} can still come back.` }] : []
  })
  if (amountMinor !== undefined && amountMinor > left) problems.push({ field: 'amountMinor', message: `At most ${left} can still go back.` })
  return problems
}

export type OpenLine = LineFacts & { leftQuantity: number; leftMinor: number }

/** The lines with what of them was not returned yet. */
export async function openLines(db: Db, order: OrderFacts): Promise<OpenLine[]> {
  const { rows } = await sql<{ id: string; quantity: number; amount: number }>`
    select order_line_id as id, sum(quantity) as quantity, sum(amount_minor) as amount
    from refund_lines where order_line_id = any(${order.lines.map(line => line.id)}::uuid[]) group by 1`.execute(db)
  const back = new Map(rows.map(row => [row.id, row]))
  return order.lines.map(line => ({ ...line, ...leftOf(line, order.taxIncluded, back.get(line.id)) }))
}

export const leftOf = (line: { quantity: number; totalMinor: number; taxMinor: number }, taxIncluded: boolean, back: { quantity: number; amount: number } | undefined) => ({
  leftQuantity: Math.max(0, Math.round((line.quantity - (back?.quantity ?? 0)) * 1000) / 1000),
  leftMinor: Math.max(0, line.totalMinor + (taxIncluded ? 0 : line.taxMinor) - (back?.amount ?? 0)),
})

/** The order's number with a running number: 20412-R1. */
async function nextNumber(db: Db, order: OrderFacts): Promise<string> {
  const { rows } = await sql<{ number: string }>`
    select ${order.number} || '-R' || n as number from generate_series(1, 1 + (select count(*) from refunds where order_id = ${order.id})::int * 2 + 5) as n
    where not exists (select from refunds where store_id = ${order.storeId} and number = ${order.number} || '-R' || n) order by n limit 1`.execute(db)
  return rows[0]?.number ?? `${order.number}-${randomUUIDv7()}`
}

type RefundRow = { refundId: string; order: OrderFacts; number: string; money: Money; reason: string | null; refundedAt: string; sourceId: string }

async function insertRefund(db: Db, { refundId, order, number, money, reason, refundedAt, sourceId }: RefundRow) {
  await db.insertInto('refunds').values({ id: refundId, store_id: order.storeId, number, order_id: order.id, customer_id: order.customerId, node_id: order.nodeId, currency: order.currency, amount_minor: money.amountMinor, country: order.shipTo.country, reason, refunded_at: refundedAt, source_id: sourceId }).execute()
  if (!money.lines.length) return
  await db.insertInto('refund_lines').values(money.lines.map(({ line, quantity, amountMinor }, i) => ({ refund_id: refundId, position: i + 1, order_line_id: line.id, product_id: line.productId, variant_id: line.variantId, sku: line.sku, title: line.title, quantity, amount_minor: amountMinor }))).execute()
}

async function noteRefunded(ctx: Ctx, order: OrderFacts, amountMinor: number): Promise<OrderFacts> {
  const refundedMinor = order.refundedMinor + amountMinor
  const paymentState = refundedMinor >= order.totalMinor ? 'refunded' : 'partially_refunded'
  await ctx.db.updateTable('orders').set({ refunded_minor: refundedMinor, payment_state: paymentState, updated_at: ctx.clock.now().toString() }).where('id', '=', order.id).execute()
  return { ...order, refundedMinor, paymentState }
}

const refundProperties = (order: OrderFacts, number: string, money: Money, reason: string | undefined) => ({
  refund_id: number,
  refund_amount: toMajor(money.amountMinor, order.currency),
  ...(reason ? { reason } : {}),
  refunded_products: money.lines.map(({ line, quantity, amountMinor }) => ({ line_id: line.id, sku: line.sku, name: line.title, quantity, amount: toMajor(amountMinor, order.currency) })),
})
