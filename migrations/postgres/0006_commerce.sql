-- Orders and products: where an order goes, what lists are filtered and sorted by, what sells.

alter table orders
  add column ship_name text,
  add column address text,
  add column postal_code text,
  add column region text;

create index orders_total on orders (total_minor desc, id desc);
create index orders_country on orders (country, placed_at desc, id desc) where country is not null;
-- Most orders are paid and come from the web: the others are few and would otherwise be searched for among all.
create index orders_unusual on orders (payment_state, placed_at desc, id desc) where payment_state <> 'paid';
create index orders_channel on orders (channel, placed_at desc, id desc) where channel <> 'web';
create index orders_cancelled on orders (placed_at desc, id desc) where cancelled_at is not null;
create index orders_guests on orders (placed_at desc, id desc) where customer_id is null;
create index orders_codes on orders using gin (discount_codes) where discount_codes <> '{}';
create index orders_email on orders (lower(email) text_pattern_ops) where email is not null;
create index refunds_refunded on refunds (refunded_at desc, id desc);

-- The history of one order: everything that names its number, whoever sent it.
create index events_order on events ((properties ->> 'order_id'), store_id, occurred_at) where properties ->> 'order_id' is not null;

create index variants_sku on variants using gin (fold(sku) gin_trgm_ops);
create index products_title on products (lower(title), id);
create index products_created on products (created_at desc, id desc);
create index products_category on products (category_id, lower(title), id) where category_id is not null;
create index products_brand on products (store_id, brand) where brand is not null;

-- What sold in the 90 days up to the store's last order, so that products sort by it. A job keeps it.
create table product_sales (
  product_id uuid primary key references products on delete cascade,
  sold numeric(14, 3) not null default 0,
  revenue_minor bigint not null default 0
);
create index product_sales_sold on product_sales (sold desc, product_id desc);
create index product_sales_revenue on product_sales (revenue_minor desc, product_id desc);

-- Every product has its row, so that the list needs no outer join and the sort its index.
create function begin_product_sales() returns trigger language plpgsql as $$
begin
  insert into product_sales (product_id) select id from fresh on conflict do nothing;
  return null;
end $$;
create trigger begin_sales after insert on products referencing new table as fresh for each statement execute function begin_product_sales();
