/**
 * What the warehouse copies, as data. `columns` gives a row of the ClickHouse table of the same name from
 * alias `r` and the joins; `days` gives the moments whose day changes with the row.
 */
export type Followed = {
  table: string
  /** The table is read in the order of these two columns, strictly below the oldest running transaction. */
  order: { xid: string; key: string; type: 'uuid' | 'bigint'; first: string }
  columns: string
  joins: string
  days: string[]
  /** How many bytes a row may weigh, where that differs a lot; keeps a batch within memory. */
  weight?: string
  /** Rows that are only ever added: a batch is written once by its token. Others replace themselves by version. */
  appended?: true
  /** Rows without this are left out; once a row has it, it keeps it. */
  only?: string
  /** The table is read no further than the readers of the log have come, e.g. until they know whose an event is. */
  behindTheLog?: true
}

const guid = (column: string) => `coalesce(${column}, '00000000-0000-0000-0000-000000000000') as ${column.split('.')[1]}`
const at = (column: string) => `warehouse_instant(${column}) as ${column.split('.')[1]}`
const text = (column: string) => `coalesce(${column}, '') as ${column.split('.')[1]}`
const ordinal = 'coalesce(c.ordinal, 0) as customer_ordinal'
// Of two rows with one key the higher version stays. A row that lives beats the deletion noted by the same transaction.
const version = 'r.changed_xid::text::bigint * 2 + 1 as version'

const record = (table: string, columns: string[], { joins = '', days = [] as string[], gone = 'false', ...more }: { joins?: string; days?: string[]; gone?: string; only?: string } = {}): Followed => ({
  table, joins, days, ...more, columns: [...columns, version, `${gone} as deleted`].join(', '),
  order: { xid: 'changed_xid', key: 'id', type: 'uuid', first: '00000000-0000-0000-0000-000000000000' },
})

const events: Followed = {
  table: 'events', joins: 'left join customer_identifiers i on i.id = r.node_id left join customers c on c.id = coalesce(i.customer_id, r.node_id)', days: [], appended: true, behindTheLog: true,
  order: { xid: 'xid', key: 'seq', type: 'bigint', first: '0' },
  weight: 'pg_column_size(r.properties) + pg_column_size(r.context)',
  columns: ['r.id', 'r.seq', 'r.xid::text::bigint as xid', 'r.source_id', 'r.type', 'r.name', guid('r.node_id'), `coalesce(i.customer_id, r.node_id, '00000000-0000-0000-0000-000000000000') as customer_id`, ordinal, guid('r.store_id'), text('r.anonymous_id'),
    text('r.user_id'), 'json_for_warehouse(r.properties) as properties', 'r.context::text as context', at('r.occurred_at'), at('r.received_at')].join(', '),
}

/** What rules ask and nobody could read a person from: which facts there are, where the e-mail is kept, kinds of identifiers, consents, and what stands in their way. */
const askedOfCustomers = [
  `array_remove(array[case when r.name <> '' then 'name' end, case when r.first_name <> '' then 'first_name' end, case when r.last_name <> '' then 'last_name' end], null) as known`,
  `lower(split_part(coalesce(r.email, ''), '@', 2)) as email_domain`,
  'array(select distinct i.kind from customer_identifiers i where i.customer_id = r.id) as identifiers',
  `array(select s.channel || ':' || s.purpose || ':' || s.state from consent_states s where s.customer_id = r.id
    union select x.channel || ':stopped' from suppressions x where x.node_id = r.id and x.lifted_at is null
    union select x.channel || ':stopped' from customer_identifiers i join suppressions x on x.node_id = i.id and x.lifted_at is null and (x.channel = 'email') = (i.kind = 'email')
      where (i.kind, i.value) in (('email', r.email), ('phone', r.phone))
    union select 'restricted' from restrictions t where t.customer_id = r.id and t.lifted_at is null) as consents`,
]

export const followed: Followed[] = [
  record('stores', ['r.id', 'r.key', 'r.name', 'r.currency', 'r.time_zone', text('r.country'), at('r.created_at')]),
  record('customers', ['r.id', 'r.ordinal', `coalesce(r.email, '') <> '' as has_email`, `coalesce(r.phone, '') <> '' as has_phone`, ...askedOfCustomers, text('r.language'), text('r.country'), text('r.city'),
    'r.birthday', text('r.gender'), 'r.tags', 'json_for_warehouse(r.traits) as traits', 'r.orders_count', 'r.spent_minor', text('r.currency'), at('r.first_order_at'), at('r.last_order_at'), at('r.last_seen_at'), at('r.created_at')],
    { gone: 'r.merged_into is not null' }),
  // Where events are another's than when they were copied.
  record('customer_identifiers', ['r.id', 'r.customer_id'], { only: 'r.moved' }),
  record('products', ['r.id', 'r.store_id', 'r.external_id', 'r.title', text('r.brand'), guid('r.category_id'), `coalesce(c.name, '') as category`, 'r.status', 'r.tags', at('r.created_at')],
    { joins: 'left join categories c on c.id = r.category_id' }),
  record('variants', ['r.id', 'r.product_id', 'r.store_id', 'r.sku', 'r.title', 'r.price_minor', 'r.cost_minor', at('r.created_at')]),
  record('orders', ['r.id', 'r.store_id', at('r.placed_at'), 'r.number', guid('r.customer_id'), ordinal, 'r.channel', 'r.currency', 'r.subtotal_minor', 'r.discount_minor',
    'r.shipping_minor', 'r.tax_minor', 'r.total_minor', 'r.refunded_minor', 'r.items_count', 'r.payment_state', 'r.discount_codes', text('r.country'), text('r.city'), at('r.cancelled_at'), 'r.source_id'],
    { joins: 'left join customers c on c.id = r.customer_id', days: ['placed_at'] }),
  record('order_lines', ['r.id', 'r.order_id', 'o.store_id', at('o.placed_at'), guid('o.customer_id'), `o.payment_state = 'voided' as voided`, 'r.position', guid('r.product_id'), guid('r.variant_id'), 'r.sku', 'r.title',
    'r.quantity', 'r.unit_price_minor', 'r.discount_minor', 'r.tax_minor', 'r.total_minor'],
    { joins: 'join orders o on o.id = r.order_id', days: ['placed_at'] }),
  record('refunds', ['r.id', 'r.store_id', at('r.refunded_at'), 'r.number', guid('r.order_id'), 'warehouse_instant(coalesce(o.placed_at, r.refunded_at)) as order_placed_at', guid('r.customer_id'), ordinal, 'r.currency', 'r.amount_minor',
    text('r.country'), text('r.reason'), 'r.source_id'],
    { joins: 'left join orders o on o.id = r.order_id left join customers c on c.id = r.customer_id', days: ['refunded_at', 'order_placed_at'] }),
  record('carts', ['r.id', 'r.store_id', guid('r.customer_id'), ordinal, 'r.state', 'r.currency', 'r.value_minor', 'r.items_count', at('r.active_at')], { joins: 'left join customers c on c.id = r.customer_id' }),
  record('scores', ['r.id', 'r.recency', 'r.frequency', 'r.monetary', 'r.rfm_group', 'r.value_decile', 'r.currency']),
  record('refund_lines', ['r.id', 'r.refund_id', 'r.position', guid('r.order_line_id'), guid('r.product_id'), guid('r.variant_id'), 'r.sku', 'r.title', 'r.quantity', 'r.amount_minor']),
  events,
]

/** What was deleted, or moved away from its old key: rows with `deleted = 1` for the tables above. */
export const deletions: Followed = {
  table: 'deletions', joins: '', days: [],
  order: { xid: 'xid', key: 'seq', type: 'bigint', first: '0' },
  columns: `r.table_name, jsonb_build_object('id', r.row_id, 'version', r.row_xid::text::bigint * 2, 'deleted', true) || r.key as tombstone, r.key ->> 'store_id' as store_id,
    (r.key ->> 'placed_at')::timestamptz as placed_at, (r.key ->> 'refunded_at')::timestamptz as refunded_at, (r.key ->> 'order_placed_at')::timestamptz as order_placed_at`,
}

/** The ClickHouse tables of one filling, in the order in which they are created and swapped. */
export const warehouseTables = [...followed.map(f => f.table), 'days']
