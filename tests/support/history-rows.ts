import type { Warehouse } from '../../server/platform/index.ts'
import type { History, ProductRow } from '../../server/segments/evaluating/history.ts'

const noId = '00000000-0000-0000-0000-000000000000'
const at = (ms: number) => new Date(ms).toISOString()
const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** Some events were another visitor's when they were copied. */
const movedLater = ({ at }: { at: number }) => at % 3 === 0

/** Puts histories into ClickHouse as the warehouse would have copied them. */
export async function fillWarehouse(warehouse: Warehouse, people: History[], products: ProductRow[]): Promise<void> {
  // On both sides of what one array of figures holds: server/segments/emitting/places.ts.
  const ordinals = new Map(people.map(({ customerId }, i) => [customerId, 2 ** 20 - 10 + i]))
  const rows = (table: string, make: (history: History) => object[]) => warehouse.insert(table, people.flatMap(make))
  await warehouse.insert('products', products.map(p => ({ id: p.id, store_id: p.storeId, external_id: p.externalId, title: '', brand: p.brand, category: p.category, created_at: at(0), version: 1 })))
  await rows('customers', history => customerRow(history, ordinals.get(history.customerId)!))
  await rows('scores', ({ customerId, facts }) => [{ id: customerId, recency: facts.rfm_recency ?? 0, frequency: facts.rfm_frequency ?? 0, monetary: facts.rfm_monetary ?? 0, rfm_group: text(facts.rfm_group), value_decile: facts.value_decile ?? 0, version: 1 }])
  await rows('customer_identifiers', ({ customerId, events }) => events.filter(movedLater).map(e => ({ id: e.id, customer_id: customerId, version: 1 })))
  await rows('events', ({ customerId, events }) => events.map((e, i) => ({ id: e.id, seq: i, xid: 1, source_id: e.sourceId, type: 'track', name: e.name, node_id: movedLater(e) ? e.id : customerId, customer_id: movedLater(e) ? e.id : customerId, customer_ordinal: movedLater(e) ? 0 : ordinals.get(customerId), store_id: e.storeId ?? noId, properties: JSON.stringify(e.properties), context: '{}', occurred_at: at(e.at), received_at: at(e.at) })))
  await rows('orders', ({ customerId, orders }) => orders.map(o => ({
    id: o.id, store_id: o.storeId, placed_at: at(o.at), number: o.id, customer_id: customerId, customer_ordinal: ordinals.get(customerId), channel: o.channel, currency: o.currency, subtotal_minor: o.subtotalMinor, discount_minor: o.discountMinor,
    refunded_minor: o.refundedMinor, items_count: o.itemsCount, payment_state: 'paid', discount_codes: o.discountCodes, version: 1,
  })))
  await rows('order_lines', ({ customerId, orders }) => orders.flatMap(o => o.lines.map((l, i) => ({
    id: `${o.id.slice(0, 20)}${i}${o.id.slice(21)}`, order_id: o.id, store_id: o.storeId, placed_at: at(o.at), customer_id: customerId, position: i, product_id: l.productId ?? noId, variant_id: l.variantId ?? noId,
    sku: l.sku, title: l.title, quantity: l.quantityMilli / 1000, discount_minor: l.discountMinor, total_minor: l.totalMinor, version: 1,
  }))))
  await rows('refunds', ({ customerId, refunds }) => refunds.map(r => ({ id: r.id, store_id: r.storeId, refunded_at: at(r.at), number: r.id, order_id: r.orderId ?? noId, order_placed_at: at(r.orderAt), customer_id: customerId, customer_ordinal: ordinals.get(customerId), currency: r.currency, amount_minor: r.amountMinor, version: 1 })))
  await rows('carts', ({ customerId, carts }) => carts.map(c => ({ id: c.id, store_id: c.storeId, customer_id: customerId, customer_ordinal: ordinals.get(customerId), currency: c.currency, value_minor: c.valueMinor, state: 'open', items_count: 1, active_at: at(c.at), version: 1 })))
}

function customerRow({ customerId, facts, traits, consents, identifiers }: History, ordinal: number): object[] {
  return [{
    id: customerId, ordinal, has_email: 'email' in facts, has_phone: 'phone' in facts, known: ['name', 'first_name', 'last_name'].filter(fact => fact in facts), email_domain: text(facts.email_domain),
    identifiers, consents: consents.map(c => `${c.channel}:${c.purpose}:${c.state}`), language: text(facts.language), country: text(facts.country), city: text(facts.city), birthday: facts.birthday ?? null, gender: text(facts.gender), tags: facts.tags ?? [], traits: JSON.stringify(traits),
    first_order_at: facts.first_order ?? null, last_order_at: facts.last_order ?? null, last_seen_at: facts.last_seen ?? null, created_at: facts.created ?? null, version: 1,
  }]
}
