import { gzipSync } from 'node:zlib'
import type { ImportKind, ImportMapping, ImportSettings } from '../../contracts/imports.ts'
import type { Ctx } from '../../server/platform/index.ts'
import { importById, insertImport, updateImport } from '../../server/imports/queries.ts'
import { runImport } from '../../server/imports/running/run.ts'

type Wanted = { kind?: ImportKind; settings?: Partial<ImportSettings>; mapping?: ImportMapping; gzip?: boolean }

/** A store of a test: pounds in London unless said otherwise. */
export const shop = async ({ db }: Ctx, { key = 'gifts', currency = 'GBP', timeZone = 'Europe/London' } = {}) =>
  (await db.insertInto('stores').values({ key, name: key, currency, time_zone: timeZone, country: 'GB' }).returning('id').executeTakeFirstOrThrow()).id

/** Imports a text or bytes as a file, as the command line does, and answers the import as it ended. */
export async function importFile(ctx: Ctx, storeId: string, file: string | Buffer, { kind = 'order-lines', settings = {}, mapping = {}, gzip = false }: Wanted = {}) {
  const plain = typeof file === 'string' ? Buffer.from(file) : file
  const bytes = gzip ? gzipSync(plain) : plain
  const at = ctx.clock.now().toString()
  const id = await insertImport(ctx.db, { kind, store_id: storeId, file_name: 'test.csv', file_size: bytes.length, file_in: 'command', file_digest: null, state: 'waiting', started_by: 'test', at })
  await updateImport(ctx.db, id, at, { settings, mapping })
  // In small pieces, so that every row and character lies across two of them somewhere.
  await runImport(ctx, id, { open: async function* () {
    for (let i = 0; i < bytes.length; i += 997) yield bytes.subarray(i, i + 997)
  } })
  return (await importById(ctx.db, id))!
}

/** Everything that an import may change, without ids and times of writing: two worlds with the same content are equal. */
export async function contentOf({ db }: Ctx) {
  const orders = await db.selectFrom('orders as o').leftJoin('customer_identifiers as i', join => join.onRef('i.customer_id', '=', 'o.customer_id').on('i.kind', 'like', 'store:%'))
    .select(['number', 'i.value as customer', 'subtotal_minor', 'discount_minor', 'shipping_minor', 'tax_minor', 'total_minor', 'refunded_minor', 'payment_state', 'items_count', 'placed_at', 'country']).orderBy('number').execute()
  const lines = await db.selectFrom('order_lines as l').innerJoin('orders as o', 'o.id', 'l.order_id').select(['o.number', 'position', 'sku', 'title', 'quantity', 'unit_price_minor', 'l.total_minor']).orderBy('o.number').orderBy('position').execute()
  const refunds = await db.selectFrom('refunds as r').leftJoin('orders as o', 'o.id', 'r.order_id').select(['r.number', 'o.number as order', 'amount_minor', 'refunded_at']).orderBy('r.number').execute()
  const customers = await db.selectFrom('customers').select(['name', 'email', 'country', 'orders_count', 'spent_minor', 'first_order_at', 'last_order_at']).orderBy('name').orderBy('email').execute()
  const products = await db.selectFrom('products').select(['external_id', 'title']).orderBy('external_id').execute()
  const events = await db.selectFrom('events').select(['name', 'occurred_at']).orderBy('name').orderBy('occurred_at').execute()
  return { orders, lines, refunds, customers, products, events }
}
