import { areErased, recogniseCustomers, type Recognised } from '../../customers/index.ts'
import { appError, type Ctx, type Db } from '../../platform/index.ts'

type Buyer = { id?: string | undefined; externalId?: string | undefined; email?: string | undefined; phone?: string | undefined; name?: string | undefined }
type Bought = { storeId: string; placedAt: string; sourceId: string; customer?: Buyer | undefined; shipTo: { country?: string | undefined; city?: string | undefined } }

export const customerNotFound = appError('orders.customer_not_found', 422, 'There is no customer with the id {id}.')

/**
 * The customer of each order, null for a guest: by Suki's id, else as the customers module recognises people.
 * @throws customerNotFound
 */
export async function buyersOf(ctx: Ctx, orders: Bought[]): Promise<(Recognised | null)[]> {
  await allExist(ctx.db, orders.flatMap(order => order.customer?.id ?? []))
  const named = orders.filter(order => order.customer && !order.customer.id)
  const keys = named.length ? await storeKeys(ctx.db) : new Map<string, string>()
  const recognised = await recogniseCustomers(ctx, named.map(({ storeId, placedAt, sourceId, customer, shipTo }) => ({ ...customer, ...shipTo, storeKey: keys.get(storeId), since: placedAt, sourceId, storeId })))
  const found = new Map(named.map((order, i) => [order, recognised[i] ?? null]))
  return orders.map(order => (order.customer?.id ? { customerId: order.customer.id, nodeId: order.customer.id } : (found.get(order) ?? null)))
}

type Named = { storeId: string; customer?: Buyer | undefined; email?: string | undefined; phone?: string | undefined; shipTo: { country?: string | undefined } }

/** The order of somebody who asked to be forgotten is a number in the books: it names nobody. */
export async function withoutErased<O extends Named>(ctx: Ctx, orders: O[]): Promise<O[]> {
  const keys = await storeKeys(ctx.db)
  const erased = await areErased(ctx, orders.map(({ storeId, customer, email, phone, shipTo: { country } }) => ({ country, storeKey: keys.get(storeId), externalId: customer?.externalId, email: customer?.email ?? email, phone: customer?.phone ?? phone })))
  return erased.some(Boolean) ? orders.map((order, i) => (erased[i] ? { ...order, customer: undefined, email: undefined, phone: undefined, shipTo: { country: order.shipTo.country } } : order)) : orders
}

async function allExist(db: Db, ids: string[]) {
  if (!ids.length) return
  const found = new Set((await db.selectFrom('customers').select('id').where('id', 'in', [...new Set(ids)]).execute()).map(row => row.id))
  const missing = ids.find(id => !found.has(id))
  if (missing) throw customerNotFound({ id: missing }, [{ field: 'customer.id', message: 'There is no such customer.' }])
}

const storeKeys = async (db: Db) => new Map((await db.selectFrom('stores').select(['id', 'key']).execute()).map(store => [store.id, store.key]))
