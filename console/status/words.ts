/** Names of the followed tables and reasons of a rebuild, as keys of the texts. */
export const tableWords: Record<string, 'status.tables.stores' | 'status.tables.customers' | 'status.tables.products' | 'status.tables.variants' | 'status.tables.orders' | 'status.tables.order_lines' | 'status.tables.refunds' | 'status.tables.refund_lines' | 'status.tables.events' | 'status.tables.deletions'> = {
  stores: 'status.tables.stores',
  customers: 'status.tables.customers',
  products: 'status.tables.products',
  variants: 'status.tables.variants',
  orders: 'status.tables.orders',
  order_lines: 'status.tables.order_lines',
  refunds: 'status.tables.refunds',
  refund_lines: 'status.tables.refund_lines',
  events: 'status.tables.events',
  deletions: 'status.tables.deletions',
}

export const reasonWords = {
  first: 'status.reasons.first',
  requested: 'status.reasons.requested',
  another_postgres: 'status.reasons.another_postgres',
  another_clickhouse: 'status.reasons.another_clickhouse',
  diverged: 'status.reasons.diverged',
} as const
