-- `node_id` is for whom an event was recorded and never changes; `customer_id` is whose it was on arrival here.
-- Whose it is now: `customer_identifiers` has the nodes that went to another customer since.
alter table events add column if not exists node_id UUID default customer_id after name;

create table if not exists customer_identifiers (
  id UUID, customer_id UUID, version UInt64, deleted Bool
) engine = ReplacingMergeTree(version) order by id settings index_granularity = 1024
