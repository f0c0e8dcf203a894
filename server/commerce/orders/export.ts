import type { Readable } from 'node:stream'
import { toMajor } from '../../../contracts/money.ts'
import type { OrderFilter, OrderRow } from '../../../contracts/orders.ts'
import { csvStream, type Ctx } from '../../platform/index.ts'
import { conditionsOf } from './filter.ts'
import { ordersAfter } from './list.ts'

const pageSize = 2_000

/** The orders of a filter as CSV, newest first. Amounts are major units beside their currency. */
export async function exportOrders(ctx: Ctx, filter: OrderFilter): Promise<Readable> {
  const stores = await ctx.db.selectFrom('stores').select(['id', 'name']).execute()
  const names = new Map(stores.map(store => [store.id, store.name]))
  return csvStream<OrderRow>([
    ['number', row => row.number],
    ['placed_at', row => row.placedAt],
    ['store', row => names.get(row.storeId)],
    ['customer', row => row.customerName],
    ['email', row => row.email],
    ['country', row => row.country],
    ['channel', row => row.channel],
    ['items', row => row.itemsCount],
    ['currency', row => row.currency],
    ['total', row => toMajor(row.totalMinor, row.currency)],
    ['refunded', row => toMajor(row.refundedMinor, row.currency)],
    ['payment_state', row => row.paymentState],
    ['discount_codes', row => row.discountCodes],
    ['cancelled_at', row => row.cancelledAt],
  ], pagesOf(ctx, filter))
}

async function* pagesOf({ db }: Ctx, filter: OrderFilter) {
  const conditions = await conditionsOf(db, filter)
  let after: [string, string] | undefined
  for (;;) {
    const rows = await ordersAfter(db, { conditions, sort: '-placed', after, limit: pageSize })
    if (rows.length) yield rows
    const last = rows.at(-1)
    if (rows.length < pageSize || !last) return
    after = [last.position, last.id]
  }
}
