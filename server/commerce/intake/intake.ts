import type { Ctx, Db } from '../../platform/index.ts'
import { prepareCustomers, takeCustomers } from './customers.ts'
import { groupOrders, prepareOrders, prepareRefunds, takeOrders } from './orders.ts'
import { prepareProducts, takeProducts } from './products.ts'
import { takeRefunds } from './refunds.ts'
import type { Intake, IntakeKind, Tally } from './staging.ts'

/**
 * A step of taking in. `prepare` groups the staged rows into chunks, always the same ones for the same rows, and says how
 * many; `take` takes one chunk in. Both run in the caller's transaction, who keeps how far it came: a step that was
 * interrupted goes on with the next chunk, and a chunk that is taken twice changes nothing.
 */
export type IntakeStep = {
  name: 'customers' | 'products' | 'orders' | 'refunds'
  prepare(db: Db, intake: Intake): Promise<number>
  take(ctx: Ctx, intake: Intake, chunk: number): Promise<Tally>
}

const customers: IntakeStep = { name: 'customers', prepare: prepareCustomers, take: takeCustomers }
const buyers: IntakeStep = { ...customers, prepare: async (db, intake) => (await groupOrders(db, intake), prepareCustomers(db, intake)) }
const products: IntakeStep = { name: 'products', prepare: prepareProducts, take: ({ db }, ...which) => takeProducts(db, ...which) }
const orders: IntakeStep = { name: 'orders', prepare: prepareOrders, take: ({ db }, ...which) => takeOrders(db, ...which) }
const refunds: IntakeStep = { name: 'refunds', prepare: prepareRefunds, take: ({ db }, ...which) => takeRefunds(db, ...which) }

export const intakeSteps: Record<IntakeKind, IntakeStep[]> = {
  customers: [customers],
  products: [products],
  orders: [buyers, orders],
  'order-lines': [buyers, products, orders, refunds],
}
