-- Whose an event was on arrival, by the small number that customers have: sets of customers are bitmaps of these.
alter table events add column if not exists customer_ordinal UInt32 after customer_id;

-- Events once more, by name and time, with what rules ask of them: "did X in the last 30 days" reads X of 30 days in place
-- of everything. ClickHouse keeps it in step by itself and takes it where that means reading less. Where events are taken
-- out it goes at once, and comes back when the parts are written anew (compactWarehouse): 'rebuild' left the rows of an
-- erased customer in it (26.7). See docs/decisions/0015-previews-are-sets-of-customers.md.
alter table events modify setting lightweight_mutation_projection_mode = 'drop';
alter table events add projection if not exists by_name (
  select name, occurred_at, customer_ordinal, node_id, source_id, store_id, said, listed_products, properties order by name, occurred_at
);
alter table events materialize projection by_name
