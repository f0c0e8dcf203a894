-- Whose a refund and a cart are by the small number of customers, as orders and events have it.
alter table refunds add column if not exists customer_ordinal UInt32 after customer_id;
alter table carts add column if not exists customer_ordinal UInt32 after customer_id;

-- All that a customer said of consent as one text, ` email:marketing:granted email:stopped `: there are few different
-- ones, and what is asked of such a column is asked once of each.
alter table customers add column if not exists consents_said LowCardinality(String) materialized concat(' ', arrayStringConcat(arraySort(consents), ' '), ' ');

-- Traits taken apart once, when they are written: what each says as text, and the JSON of objects and lists, for paths into them.
alter table customers add column if not exists traits_said Map(LowCardinality(String), String) materialized JSONExtract(traits, 'Map(LowCardinality(String), String)');
alter table customers add column if not exists traits_within Map(LowCardinality(String), String)
  materialized mapFilter((key, value) -> startsWith(value, '{') or startsWith(value, '['), CAST(JSONExtractKeysAndValuesRaw(traits), 'Map(LowCardinality(String), String)'));
alter table customers materialize column consents_said;
alter table customers materialize column traits_said;
alter table customers materialize column traits_within
