import type { Tables } from './sources.ts'

const at = (column: string) => `toUnixTimestamp64Milli(${column}) as at`
const noId = `toUUID('00000000-0000-0000-0000-000000000000')`

/** The warehouse as rules see it. Everything has the customer whose it is now. */
export const tables: Tables = {
  customers: '(select * from customers final where not deleted)',
  events: `(select customer_id, ${at('occurred_at')}, name, source_id, store_id, properties, said, product_refs from events where customer_id != ${noId})`,
  orders: `(select id, customer_id, ${at('placed_at')}, store_id, channel, currency, subtotal_minor, discount_minor, refunded_minor, items_count, discount_codes
    from orders final where not deleted and payment_state != 'voided' and customer_id != ${noId})`,
  lines: `(select order_id, product_id, variant_id, sku, title, toInt64(quantity * 1000) as quantity_milli, discount_minor, total_minor from order_lines final where not deleted)`,
  refunds: `(select customer_id, ${at('refunded_at')}, order_id, store_id, currency, amount_minor from refunds final where not deleted and customer_id != ${noId})`,
  carts: `(select customer_id, ${at('touched_at')}, store_id, currency, value_minor from carts final where not deleted and items_count > 0 and closed_at is null and customer_id != ${noId})`,
  products: '(select id, store_id, external_id, category, brand from products final where not deleted)',
  scores: '(select customer_id, recency, frequency, monetary, rfm_group, value_decile from scores final)',
}
