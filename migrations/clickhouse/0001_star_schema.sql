-- The reading side. Everything here is copied from PostgreSQL by server/warehouse and can be dropped at any time.
--
-- Records replace themselves: the highest `version` of a sorting key wins. A row whose key changes (an order that
-- moves to another day) or that is deleted gets a row with `deleted = 1` under its old key. Read with `final` and
-- `where not deleted`. Missing ids are the zero UUID, missing texts are empty. `customer_id` is who it was on arrival.

create table if not exists stores (
  id UUID, key String, name String, currency LowCardinality(String), time_zone String, country LowCardinality(String),
  created_at DateTime64(3, 'UTC'), version UInt64, deleted Bool
) engine = ReplacingMergeTree(version) order by id;

-- No name, e-mail or phone: the warehouse needs none of them.
create table if not exists customers (
  id UUID, ordinal UInt32, has_email Bool, has_phone Bool, language LowCardinality(String), country LowCardinality(String), city String,
  birthday Nullable(Date32), gender LowCardinality(String), tags Array(String), traits String,
  orders_count UInt32, spent_minor Int64, currency LowCardinality(String), first_order_at Nullable(DateTime64(3, 'UTC')),
  last_order_at Nullable(DateTime64(3, 'UTC')), last_seen_at Nullable(DateTime64(3, 'UTC')), created_at DateTime64(3, 'UTC'),
  version UInt64, deleted Bool
) engine = ReplacingMergeTree(version) order by id settings index_granularity = 1024;

create table if not exists products (
  id UUID, store_id UUID, external_id String, title String, brand LowCardinality(String), category_id UUID, category LowCardinality(String),
  status LowCardinality(String), tags Array(String), created_at DateTime64(3, 'UTC'), version UInt64, deleted Bool
) engine = ReplacingMergeTree(version) order by id settings index_granularity = 1024;

create table if not exists variants (
  id UUID, product_id UUID, store_id UUID, sku String, title String, price_minor Nullable(Int64), cost_minor Nullable(Int64),
  created_at DateTime64(3, 'UTC'), version UInt64, deleted Bool
) engine = ReplacingMergeTree(version) order by id settings index_granularity = 1024;

create table if not exists orders (
  id UUID, store_id UUID, placed_at DateTime64(3, 'UTC'), number String, customer_id UUID, customer_ordinal UInt32,
  channel LowCardinality(String), currency LowCardinality(String), subtotal_minor Int64, discount_minor Int64, shipping_minor Int64,
  tax_minor Int64, total_minor Int64, refunded_minor Int64, items_count Int32, payment_state LowCardinality(String),
  discount_codes Array(String), country LowCardinality(String), city String, cancelled_at Nullable(DateTime64(3, 'UTC')), source_id UUID,
  version UInt64, deleted Bool
) engine = ReplacingMergeTree(version) partition by toYear(placed_at) order by (store_id, placed_at, id);

-- `store_id`, `placed_at`, `customer_id` and `voided` are those of the order.
create table if not exists order_lines (
  id UUID, order_id UUID, store_id UUID, placed_at DateTime64(3, 'UTC'), customer_id UUID, voided Bool, position Int32, product_id UUID,
  variant_id UUID, sku String, title String, quantity Decimal(14, 3), unit_price_minor Int64, discount_minor Int64, tax_minor Int64,
  total_minor Int64, version UInt64, deleted Bool
) engine = ReplacingMergeTree(version) partition by toYear(placed_at) order by (store_id, placed_at, id);

-- `order_placed_at` is `refunded_at` where the order is not known.
create table if not exists refunds (
  id UUID, store_id UUID, refunded_at DateTime64(3, 'UTC'), number String, order_id UUID, order_placed_at DateTime64(3, 'UTC'),
  customer_id UUID, currency LowCardinality(String), amount_minor Int64, country LowCardinality(String), reason String, source_id UUID,
  version UInt64, deleted Bool
) engine = ReplacingMergeTree(version) order by (store_id, refunded_at, id);

create table if not exists refund_lines (
  id UUID, refund_id UUID, position Int32, order_line_id UUID, product_id UUID, variant_id UUID, sku String, title String,
  quantity Decimal(14, 3), amount_minor Int64, version UInt64, deleted Bool
) engine = ReplacingMergeTree(version) order by id settings index_granularity = 1024;

-- A repeated batch writes nothing: its token is remembered for the last thousand inserts.
create table if not exists events (
  id UUID, seq UInt64, xid UInt64, source_id UUID, type LowCardinality(String), name LowCardinality(String), customer_id UUID, store_id UUID,
  anonymous_id String, user_id String, properties String codec(ZSTD(1)), context String codec(ZSTD(1)), occurred_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC')
) engine = MergeTree order by (customer_id, occurred_at, seq) settings index_granularity = 1024, non_replicated_deduplication_window = 1000;

-- What the figures are made of: one row for a store and a day of that store's time zone, computed anew whenever
-- something of that day changes. `buyers` are the ordinals of customers who ordered. Voided orders do not count.
create table if not exists days (
  store_id UUID, day Date, orders UInt32, gross_minor Int64, discount_minor Int64, shipping_minor Int64, tax_minor Int64,
  refunded_minor Int64, refunded_of_orders_minor Int64, buyers AggregateFunction(groupBitmap, UInt32),
  countries Array(Tuple(country String, orders UInt32, gross_minor Int64, discount_minor Int64, refunded_minor Int64, refunded_of_orders_minor Int64)),
  products Array(Tuple(product_id UUID, orders UInt32, quantity Decimal(14, 3), amount_minor Int64)),
  version UInt64
) engine = ReplacingMergeTree(version) order by (store_id, day) settings index_granularity = 64
