import { sql } from 'kysely'
import { nothing, ofCustomers, ofEither, ofNodes, type Kept, type Person } from '../platform/index.ts'

const nobody = { customer_id: nothing, node_id: nothing }
const theirOrders = (person: Person) => sql`select o.id from orders as o where ${sql`(o.node_id = any(${person.nodes}::uuid[]) or o.customer_id = any(${person.customers}::uuid[]))`}`
/** What a shop reported of an order, without who bought it. */
const withoutBuyer = sql`t.said - 'email' - 'phone' - 'shipTo' - 'reason'`
const toldByNobody = sql`jsonb_set(t.derived, '{told}', case when jsonb_typeof(t.derived -> 'told') = 'object' then (t.derived -> 'told') || '{"email": null, "phone": null, "shipTo": {}, "nodeId": null}' else 'null' end)
  || jsonb_build_object('changes', case when jsonb_typeof(t.derived -> 'changes') = 'object' then (t.derived -> 'changes') || '{"nodeId": null}' else 'null' end)`

// The money of an order stands in the books, and the goods; who it was does not.
export const commerceKeeps: Kept = {
  personal: [
    { table: 'wishes', texts: [], whose: ofEither, erase: 'delete' },
    { table: 'cart_doings', texts: [], whose: ofEither, erase: 'delete' },
    { table: 'carts', texts: [], whose: ofEither, erase: 'delete' },
    { table: 'recounts_due', whose: ofCustomers(), erase: 'delete', unexported: true },
    { table: 'stories_due', whose: ofNodes(), erase: 'delete', unexported: true },
    { table: 'order_reports', books: true, whose: ofNodes(), erase: { node_id: nothing, said: withoutBuyer } },
    { table: 'reported_orders', books: true, whose: person => sql`t.order_id in (${theirOrders(person)})`, erase: { derived: toldByNobody }, unexported: true },
    { table: 'refund_lines', books: true, texts: [], whose: person => sql`t.refund_id in (select f.id from refunds as f where f.node_id = any(${person.nodes}::uuid[]) or f.customer_id = any(${person.customers}::uuid[]) or f.order_id in (${theirOrders(person)}))`, erase: 'keep' },
    { table: 'refunds', books: true, texts: ['reason'], whose: person => sql`(${ofEither(person)} or t.order_id in (${theirOrders(person)}))`, erase: { ...nobody, reason: nothing } },
    { table: 'order_lines', books: true, texts: [], whose: person => sql`t.order_id in (${theirOrders(person)})`, erase: 'keep' },
    { table: 'orders', books: true, texts: ['email', 'phone', 'ship_name', 'address', 'cancel_reason'], whose: ofEither, erase: { ...nobody, email: nothing, phone: nothing, ship_name: nothing, address: nothing, postal_code: nothing, city: nothing, region: nothing, cancel_reason: nothing } },
  ],
  impersonal: ['stores', 'products', 'variants', 'categories', 'product_sales', 'intake_digests', 'unusable_events'],
}
