import type { Kept } from '../../platform/index.ts'

const theirs = 'customer_id in {customers:Array(UUID)}'

export const warehouseKeeps: Kept = {
  personal: [],
  impersonal: ['deletions', 'warehouse_days', 'warehouse_generations', 'warehouse_positions'],
  warehouse: {
    personal: [
      { table: 'events', whose: 'node_id in {nodes:Array(UUID)}' },
      { table: 'customers', whose: 'id in {customers:Array(UUID)}' },
      { table: 'customer_identifiers', whose: `id in {nodes:Array(UUID)} or ${theirs}` },
      { table: 'orders', whose: theirs },
      { table: 'order_lines', whose: theirs },
      { table: 'refunds', whose: theirs },
      { table: 'carts', whose: theirs },
      { table: 'scores', whose: 'id in {customers:Array(UUID)}' },
    ],
    impersonal: ['stores', 'products', 'variants', 'refund_lines', 'days'],
  },
}
