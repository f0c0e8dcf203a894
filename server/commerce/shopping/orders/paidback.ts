import { hash } from 'node:crypto'
import { shareOfLine, spread } from '../../../../contracts/money.ts'
import { uuidOf } from '../../../collect/index.ts'
import { sum } from '../../orders/amounts.ts'
import type { LineFacts, OrderFacts } from '../../orders/facts.ts'
import { leftOf } from '../../orders/refund.ts'
import type { ToldProduct } from '../spec/products.ts'
import type { ToldChanges, ToldRefund } from './told.ts'

export type Refund = { id: string; number: string; amountMinor: number; reason: string | null; refundedAt: string; sourceId: string; lines: { id: string; line: LineFacts; quantity: number; amountMinor: number }[] }

/** Money of this order that went back by other ways, e.g. in the console: it counts, and stays as it is. */
export type Elsewhere = { amountMinor: number; numbers: string[]; lines: Map<string, { quantity: number; amount: number }> }

type Left = { minor: number; lines: Map<string, { quantity: number; amount: number }> }

/**
 * The refunds that reports tell of an order, none of them more than what is left when it comes. Cancelling a paid order
 * gives back the rest.
 */
export function refundsOf(order: OrderFacts, { refunds, cancelled }: ToldChanges, isPaid: boolean, elsewhere: Elsewhere, sourceId: string): Refund[] {
  if (!isPaid) return []
  const left: Left = { minor: order.totalMinor - elsewhere.amountMinor, lines: new Map(elsewhere.lines) }
  const asked: (ToldRefund & { isAll?: boolean })[] = refunds.filter(refund => !elsewhere.numbers.includes(refund.key) && !elsewhere.numbers.includes(numberOf(order, refund.key)))
  const all = cancelled ? [...asked.filter(refund => Date.parse(refund.at) <= Date.parse(cancelled.at)), { key: 'C', at: cancelled.at, sourceId, reason: cancelled.reason, products: undefined, amountMinor: undefined, upToMinor: undefined, totalMinor: undefined, isAll: true }] : asked
  return all.flatMap(refund => {
    const given = giveBack(order, refund, left)
    return given.amountMinor > 0 ? [{ id: idOf(order, refund.key), number: numberOf(order, refund.key), reason: refund.reason, refundedAt: refund.at, sourceId: refund.sourceId, ...given }] : []
  })
}

const numberOf = (order: OrderFacts, key: string) => (key.startsWith(`${order.number}-`) ? key : `${order.number}-${key}`)
const idOf = (order: OrderFacts, key: string, ...more: unknown[]) => uuidOf(hash('sha256', [order.id, 'refund', key, ...more].join(' '), 'hex'))

function giveBack(order: OrderFacts, refund: ToldRefund & { isAll?: boolean }, left: Left): Pick<Refund, 'amountMinor' | 'lines'> {
  const open = order.lines.map(line => ({ line, ...leftOf(line, order.taxIncluded, left.lines.get(line.id)) }))
  const named = refund.products ? open.flatMap(o => ({ ...o, wanted: Math.min(o.leftQuantity, wantedOf(refund.products!, o.line)) })).filter(o => o.wanted > 0) : []
  const shares = named.map(o => shareOfLine(o.leftMinor, o.leftQuantity, o.wanted))
  const asked = refund.amountMinor ?? (refund.upToMinor === undefined ? undefined : refund.upToMinor - (order.totalMinor - left.minor)) ?? (named.length ? sum(shares) : refund.totalMinor) ?? left.minor
  const amountMinor = Math.max(0, Math.min(asked, left.minor))
  const isEverything = !refund.products && amountMinor === left.minor
  const back = isEverything ? open.filter(o => o.leftQuantity > 0).map(o => ({ ...o, wanted: o.leftQuantity })) : named
  const worth = isEverything ? back.map(o => o.leftMinor) : shares
  const amounts = sum(worth) > amountMinor ? spread(amountMinor, worth) : worth
  const lines = back.map(({ line, wanted }, i) => ({ id: idOf(order, refund.key, line.id), line, quantity: wanted, amountMinor: amounts[i]! }))
  left.minor -= amountMinor
  for (const { line, quantity, amountMinor: amount } of lines) left.lines.set(line.id, { quantity: (left.lines.get(line.id)?.quantity ?? 0) + quantity, amount: (left.lines.get(line.id)?.amount ?? 0) + amount })
  return { amountMinor, lines }
}

const wantedOf = (products: ToldProduct[], line: LineFacts) => sum(products.filter(product => isOfLine(product, line)).map(product => product.quantity))

const isOfLine = ({ sku, key, title }: ToldProduct, line: LineFacts) => (sku ?? key ? (!!sku && sku === line.sku) || (!!key && (key === line.externalId || key === line.sku)) : title === line.title)
