-- Scores follow PostgreSQL like every other record; `id` is the customer.
drop table if exists scores;
create table if not exists scores (
  id UUID, recency UInt8, frequency UInt8, monetary UInt8, rfm_group LowCardinality(String), value_decile UInt8, currency LowCardinality(String), version UInt64, deleted Bool
) engine = ReplacingMergeTree(version) order by id settings index_granularity = 1024
