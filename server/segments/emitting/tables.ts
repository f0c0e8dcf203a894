import { said } from './said.ts'
import type { Tables } from './sources.ts'

/** When it happened, as stored and in milliseconds: rows are chosen by the one, which they may lie in the order of, and reckoned with by the other. */
const at = (column: string) => `${column} as happened_at, toUnixTimestamp64Milli(${column}) as at`
const noId = `toUUID('00000000-0000-0000-0000-000000000000')`
const ready = [...said].map(key => `e.said.${key} as said_${key}`).join(', ')

const eventsOf = (customer: string, join: string, known: string) =>
  `(select ${customer}, ${at('e.occurred_at')}, e.name as name, e.source_id as source_id, e.store_id as store_id, e.properties as properties, ${ready}, e.listed_products as listed_products
    from events as e ${join} where ${known})`

/** As `eventsNow` of the warehouse says it, with the columns that rules use. Where nothing has moved, nothing is looked up. */
const eventsNow = {
  moved: eventsOf('if(empty(moved.customer_id), e.customer_id, moved.customer_id) as customer_id', 'left join (select id, customer_id from customer_identifiers final where not deleted) as moved on moved.id = e.node_id', `e.customer_id != ${noId}`),
  unmoved: eventsOf('e.customer_id as customer_id', '', `e.customer_id != ${noId}`),
}

const living = '(select id, ordinal from customers final where not deleted)'

/** The same by ordinals, of columns that lie by name and time (migration 0005). */
const eventsByOrdinal = {
  moved: eventsOf('if(moved.ordinal = 0, e.customer_ordinal, moved.ordinal) as customer_ordinal', `left join (select i.id as id, c.ordinal as ordinal from ${living} as c join (select id, customer_id from customer_identifiers final where not deleted) as i on i.customer_id = c.id) as moved on moved.id = e.node_id`, '1'),
  unmoved: eventsOf('e.customer_ordinal as customer_ordinal', '', '1'),
}

/** The warehouse as rules see it: everything has the customer whose it is now. `moved`: some identifiers changed customers. */
export const tablesOf = (moved: boolean): Tables => ({
  customers: '(select *, consents_said, kind_said, traits_said, traits_within from customers final where not deleted)',
  events: moved ? eventsNow.moved : eventsNow.unmoved,
  orders: `(select id, customer_id, ${at('placed_at')}, store_id, channel, currency, subtotal_minor, discount_minor, refunded_minor, items_count, discount_codes
    from orders final where not deleted and payment_state != 'voided' and customer_id != ${noId})`,
  lines: `(select order_id, product_id, variant_id, sku, title, toInt64(quantity * 1000) as quantity_milli, discount_minor, total_minor from order_lines final where not deleted)`,
  refunds: `(select customer_id, ${at('refunded_at')}, order_id, store_id, currency, amount_minor from refunds final where not deleted and customer_id != ${noId})`,
  carts: `(select customer_id, ${at('active_at')}, store_id, currency, value_minor from carts final where not deleted and state != 'ordered' and (items_count > 0 or value_minor > 0) and customer_id != ${noId})`,
  products: '(select id, store_id, external_id, category, brand from products final where not deleted)',
  scores: '(select id as customer_id, recency, frequency, monetary, rfm_group, value_decile from scores final where not deleted)',
})

/** With `customer_ordinal` in place of `customer_id`: the small number that a customer has for ever. */
export function tablesByOrdinal(moved: boolean): Tables {
  const tables = tablesOf(moved)
  const withOrdinal = (rows: string) => rows.replace('customer_id,', 'customer_ordinal,').replace(`customer_id != ${noId}`, 'customer_ordinal > 0')
  return { ...tables, events: moved ? eventsByOrdinal.moved : eventsByOrdinal.unmoved, orders: withOrdinal(tables.orders), refunds: withOrdinal(tables.refunds), carts: withOrdinal(tables.carts) }
}
