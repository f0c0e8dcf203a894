// Written by bin/schema from the migrations; do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** ISO 8601 in UTC when read; an ISO text or a Date when written. */
type Instant = ColumnType<string, string | Date, string | Date>
/** Parsed when read; JSON text when written. */
type Json = ColumnType<any, string, string>

export type Tables = {
  categories: {
    id: Generated<string>
    store_id: string
    name: string
    created_at: Generated<Instant>
  }
  customer_identifiers: {
    kind: string
    value: string
    customer_id: string
    created_at: Generated<Instant>
  }
  customers: {
    id: Generated<string>
    name: Generated<string>
    first_name: string | null
    last_name: string | null
    email: string | null
    phone: string | null
    language: string | null
    country: string | null
    city: string | null
    birthday: string | null
    gender: string | null
    tags: Generated<string[]>
    traits: Generated<Json>
    orders_count: Generated<number>
    spent_minor: Generated<number>
    currency: string | null
    first_order_at: Instant | null
    last_order_at: Instant | null
    last_seen_at: Instant | null
    created_at: Generated<Instant>
    updated_at: Generated<Instant>
    changed_xid: Generated<string>
    search: GeneratedAlways<string | null>
  }
  deletions: {
    xid: Generated<string>
    seq: GeneratedAlways<number>
    table_name: string
    row_id: string
  }
  events: {
    xid: Generated<string>
    seq: GeneratedAlways<number>
    id: string
    source_id: string
    type: Generated<string>
    name: string
    customer_id: string | null
    store_id: string | null
    anonymous_id: string | null
    user_id: string | null
    properties: Generated<Json>
    context: Generated<Json>
    occurred_at: Instant
    received_at: Generated<Instant>
  }
  idempotency_keys: {
    caller: string
    key: string
    digest: string
    answer: Json | null
    created_at: Generated<Instant>
  }
  migrations: {
    number: number
    name: string
    digest: string
    applied_at: Generated<Instant>
  }
  order_lines: {
    id: Generated<string>
    order_id: string
    position: number
    product_id: string | null
    variant_id: string | null
    sku: Generated<string>
    title: Generated<string>
    quantity: number
    unit_price_minor: number
    discount_minor: Generated<number>
    tax_minor: Generated<number>
    total_minor: number
    changed_xid: Generated<string>
  }
  orders: {
    id: Generated<string>
    store_id: string
    number: string
    customer_id: string | null
    channel: Generated<string>
    currency: string
    subtotal_minor: number
    discount_minor: Generated<number>
    shipping_minor: Generated<number>
    tax_minor: Generated<number>
    tax_included: Generated<boolean>
    total_minor: number
    refunded_minor: Generated<number>
    items_count: Generated<number>
    payment_state: Generated<string>
    discount_codes: Generated<string[]>
    email: string | null
    phone: string | null
    country: string | null
    city: string | null
    placed_at: Instant
    cancelled_at: Instant | null
    cancel_reason: string | null
    source_id: string
    created_at: Generated<Instant>
    updated_at: Generated<Instant>
    changed_xid: Generated<string>
  }
  products: {
    id: Generated<string>
    store_id: string
    external_id: string
    title: string
    brand: string | null
    category_id: string | null
    status: Generated<string>
    image_url: string | null
    tags: Generated<string[]>
    created_at: Generated<Instant>
    updated_at: Generated<Instant>
    changed_xid: Generated<string>
    search: GeneratedAlways<string | null>
  }
  refund_lines: {
    id: Generated<string>
    refund_id: string
    position: number
    order_line_id: string | null
    product_id: string | null
    variant_id: string | null
    sku: Generated<string>
    title: Generated<string>
    quantity: number
    amount_minor: number
    changed_xid: Generated<string>
  }
  refunds: {
    id: Generated<string>
    store_id: string
    number: string
    order_id: string | null
    customer_id: string | null
    currency: string
    amount_minor: number
    country: string | null
    reason: string | null
    refunded_at: Instant
    source_id: string
    created_at: Generated<Instant>
    changed_xid: Generated<string>
  }
  settings: {
    name: string
    value: Json
    updated_at: Generated<Instant>
  }
  sources: {
    id: Generated<string>
    kind: string
    name: string
    store_id: string | null
    created_at: Generated<Instant>
  }
  stores: {
    id: Generated<string>
    key: string
    name: string
    currency: string
    time_zone: string
    country: string | null
    created_at: Generated<Instant>
    changed_xid: Generated<string>
  }
  variants: {
    id: Generated<string>
    product_id: string
    store_id: string
    sku: string
    title: Generated<string>
    barcode: string | null
    price_minor: number | null
    cost_minor: number | null
    created_at: Generated<Instant>
    updated_at: Generated<Instant>
    changed_xid: Generated<string>
  }
}
