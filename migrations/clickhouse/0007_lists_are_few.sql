-- Whether any event says a list where mostly one value is said: known at once, so that rules need not look for lists in
-- each event. See docs/decisions/0015-previews-are-sets-of-customers.md.
alter table events add index if not exists lists_product_id startsWith(said.product_id, '[') type minmax granularity 64;
alter table events add index if not exists lists_sku startsWith(said.sku, '[') type minmax granularity 64;
alter table events add index if not exists lists_category startsWith(said.category, '[') type minmax granularity 64;
alter table events add index if not exists lists_brand startsWith(said.brand, '[') type minmax granularity 64;
alter table events add index if not exists lists_name startsWith(said.name, '[') type minmax granularity 64;
alter table events add index if not exists lists_variant startsWith(said.variant, '[') type minmax granularity 64;
alter table events add index if not exists lists_price startsWith(said.price, '[') type minmax granularity 64;
alter table events add index if not exists lists_quantity startsWith(said.quantity, '[') type minmax granularity 64;
alter table events add index if not exists lists_value startsWith(said.value, '[') type minmax granularity 64;
alter table events add index if not exists lists_revenue startsWith(said.revenue, '[') type minmax granularity 64;
alter table events add index if not exists lists_total startsWith(said.total, '[') type minmax granularity 64;
alter table events add index if not exists lists_currency startsWith(said.currency, '[') type minmax granularity 64;
alter table events add index if not exists lists_coupon startsWith(said.coupon, '[') type minmax granularity 64;
alter table events add index if not exists lists_query startsWith(said.query, '[') type minmax granularity 64;
alter table events materialize index lists_product_id;
alter table events materialize index lists_sku;
alter table events materialize index lists_category;
alter table events materialize index lists_brand;
alter table events materialize index lists_name;
alter table events materialize index lists_variant;
alter table events materialize index lists_price;
alter table events materialize index lists_quantity;
alter table events materialize index lists_value;
alter table events materialize index lists_revenue;
alter table events materialize index lists_total;
alter table events materialize index lists_currency;
alter table events materialize index lists_coupon;
alter table events materialize index lists_query
