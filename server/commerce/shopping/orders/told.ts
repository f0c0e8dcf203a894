import { channels } from '../../../../contracts/orders.ts'
import type { ToldProduct } from '../spec/products.ts'
import type { SaidOfOrder } from '../spec/reports.ts'
import type { Report } from '../understand.ts'
import { settle, type Settled } from './amounts.ts'

/** An order as all reports together tell it. */
export type ToldOrder = Settled & {
  placedAt: string
  sourceId: string
  nodeId: string | null
  channel: string
  currency: string
  codes: string[]
  isPending: boolean
  email: string | null
  phone: string | null
  shipTo: NonNullable<SaidOfOrder['shipTo']>
}

/** What is to be done with an order whoever placed it. */
export type ToldChanges = { nodeId: string | null; cancelled: { at: string; reason: string | null } | null; refunds: ToldRefund[] }
export type ToldRefund = { key: string; at: string; sourceId: string; reason: string | null; products: ToldProduct[] | undefined; amountMinor: number | undefined; upToMinor: number | undefined; totalMinor: number | undefined }

/** What is trusted more comes later and prevails; of the same trust, what happened later. */
const byTrust = (a: Report, b: Report) => a.rank - b.rank || byTime(a, b)
const byTime = (a: Report, b: Report) => Date.parse(a.at) - Date.parse(b.at) || (a.eventId < b.eventId ? -1 : 1)

/**
 * The order that its reports tell, whatever arrived first: field by field what the most trusted, then the latest says.
 * @returns undefined until one reports that it was completed, and one what was bought or paid
 */
export function orderOf(reports: Report[], priceOf: (product: ToldProduct) => number | undefined): ToldOrder | undefined {
  const completed = reports.filter(report => report.kind === 'completed').toSorted(byTrust)
  const surest = completed.at(-1)
  if (!surest) return undefined
  const said = allSaid(reports.filter(report => report.kind === 'completed' || (report.kind === 'updated' && counts(report, reports))).toSorted(byTrust))
  const settled = settle(said, priceOf)
  if (!settled) return undefined
  const first = completed.filter(report => report.rank === surest.rank).toSorted(byTime)[0]!
  return {
    ...settled, placedAt: first.at, sourceId: first.sourceId, nodeId: buyerOf(reports), currency: said.currency, channel: channelOf(said.channel, first.said.channel),
    codes: said.codes ?? [], isPending: said.isPending ?? false, email: said.email ?? null, phone: said.phone ?? null, shipTo: said.shipTo ?? {},
  }
}

/** Once a server or a till speaks of an order, browsers no longer change it: their keys are public. */
const counts = ({ rank }: Report, reports: Report[]) => rank > 0 || reports.every(other => other.rank === 0)

const money = ['products', 'totalMinor', 'revenueMinor', 'subtotalMinor', 'shippingMinor', 'taxMinor', 'discountMinor', 'taxIncluded'] as const

/** Field by field the last that says something. Amounts of another currency than the last one's are left out. */
function allSaid(reports: Report[]): SaidOfOrder {
  const priced = reports.findLast(({ said }) => money.some(field => said[field] !== undefined))
  const currency = (priced ?? reports.at(-1)!).said.currency
  const said: SaidOfOrder = { currency }
  for (const report of reports) {
    const { products, ...rest } = report.said
    const own = report.said.currency === currency ? { ...rest, ...(products?.length ? { products } : {}) } : Object.fromEntries(Object.entries(rest).filter(([field]) => !(money as readonly string[]).includes(field)))
    // A new total or new products replace the amounts that came with the old ones.
    if ('totalMinor' in own || 'products' in own) for (const field of ['totalMinor', 'revenueMinor', 'subtotalMinor'] as const) delete said[field]
    Object.assign(said, own, { currency, shipTo: { ...said.shipTo, ...report.said.shipTo } })
  }
  return said
}

const channelOf = (...told: (string | undefined)[]) => told.find(channel => (channels as readonly (string | undefined)[]).includes(channel)) ?? 'other'

/** Who bought: the node that names somebody, of the most trusted report. */
function buyerOf(reports: Report[]): string | null {
  const named = reports.filter(report => report.nodeId !== null).toSorted((a, b) => Number(a.names) - Number(b.names) || byTrust(a, b))
  return named.at(-1)?.nodeId ?? null
}

/** Refunds and the cancellation that reports tell, in the order in which they happened. Of a refund told twice the surest counts. */
export function changesOf(reports: Report[], isPlacedElsewhere: boolean): ToldChanges {
  const heard = reports.filter(report => counts(report, reports) && !(isPlacedElsewhere && report.rank === 0))
  const refunds = [...Map.groupBy(heard.filter(report => report.kind === 'refunded'), report => report.said.refund!.key).values()].map(told => told.toSorted(byTrust).at(-1)!)
  const cancelled = heard.filter(report => report.kind === 'cancelled').toSorted(byTime)[0]
  return {
    nodeId: buyerOf(reports),
    cancelled: cancelled ? { at: cancelled.at, reason: cancelled.said.reason ?? null } : null,
    refunds: refunds.toSorted(byTime).map(({ at, sourceId, said }) => ({ key: said.refund!.key, at, sourceId, reason: said.reason ?? null, products: said.products?.length ? said.products : undefined, amountMinor: said.refund!.amountMinor, upToMinor: said.refund!.upToMinor, totalMinor: said.totalMinor })),
  }
}
