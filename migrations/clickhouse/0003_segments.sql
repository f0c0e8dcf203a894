-- What rules ask of a customer beside the facts: which personal facts there are (never what they say), the part of the
-- e-mail behind the @, the kinds of identifiers, and consents as `channel:purpose:state`.
alter table customers add column if not exists known Array(LowCardinality(String)) after has_phone;
alter table customers add column if not exists email_domain String after known;
alter table customers add column if not exists identifiers Array(LowCardinality(String)) after email_domain;
alter table customers add column if not exists consents Array(LowCardinality(String)) after identifiers;

-- Carts as they are now.
create table if not exists carts (
  id UUID, store_id UUID, customer_id UUID, state LowCardinality(String), currency LowCardinality(String), value_minor Int64, items_count Int32,
  active_at DateTime64(3, 'UTC'), version UInt64, deleted Bool
) engine = ReplacingMergeTree(version) order by id settings index_granularity = 1024;

-- Where a customer stands among all: quintiles from 1 to 5 (5 is best), the group they make, and the decile of what
-- they spent (1 is the tenth that spent most). Computed anew every night; 0 and empty for who never ordered.
create table if not exists scores (
  customer_id UUID, recency UInt8, frequency UInt8, monetary UInt8, rfm_group LowCardinality(String), value_decile UInt8, version UInt64
) engine = ReplacingMergeTree(version) order by customer_id settings index_granularity = 1024;

-- What rules ask of events most, ready as text: server/segments/emitting/said.ts. And the products that an event lists.
alter table events add column if not exists said Tuple(
  product_id String, sku LowCardinality(String), category LowCardinality(String), brand LowCardinality(String), name String, variant LowCardinality(String),
  price LowCardinality(String), quantity LowCardinality(String), value String, revenue String, total String, currency LowCardinality(String), coupon LowCardinality(String), query String
) materialized JSONExtract(properties, 'Tuple(product_id String, sku String, category String, brand String, name String, variant String, price String, quantity String, value String, revenue String, total String, currency String, coupon String, query String)');
alter table events add column if not exists listed_products Array(String) materialized arrayFilter(p -> p != '',
  if(position(properties, '"products"') = 0, [], tupleElement(JSONExtract(properties, 'products', 'Array(Tuple(product_id String))'), 1)))
