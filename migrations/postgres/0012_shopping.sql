-- What sources tell of carts, orders and wishes. What was told is kept as it was understood, one row for each event;
-- carts and orders are what all of it together says, whatever arrived first.

-- Minutes without activity after which a cart counts as abandoned.
alter table stores add column cart_abandoned_minutes int not null default 60 check (cart_abandoned_minutes between 5 and 10080);

create table cart_doings (
  event_id uuid primary key,
  store_id uuid not null references stores,
  node_id uuid,
  customer_id uuid,
  -- The shop's own id of the cart, where it tells one.
  cart_key text,
  kind text not null check (kind in ('added', 'removed', 'shown', 'coupon', 'coupon_off', 'checkout', 'step', 'payment', 'ordered')),
  at timestamptz not null,
  -- { products, code, step, number, currency, valueMinor }, as far as the event says so.
  said jsonb not null,
  cart_id uuid
);
create index cart_doings_node on cart_doings (node_id, store_id, at desc) where node_id is not null;
create index cart_doings_key on cart_doings (store_id, cart_key, at desc) where cart_key is not null;
create index cart_doings_cart on cart_doings (cart_id) where cart_id is not null;

create table carts (
  id uuid primary key default uuidv7(),
  store_id uuid not null references stores,
  cart_key text,
  node_id uuid,
  customer_id uuid,
  state text not null check (state in ('open', 'checkout', 'ordered', 'abandoned')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- What the pieces in it cost, before discounts, shipping and tax.
  value_minor bigint not null,
  items_count int not null,
  lines jsonb not null default '[]',
  discount_codes text[] not null default '{}',
  -- 0: not at the checkout.
  checkout_step int not null default 0,
  -- How often somebody left it for so long that it was abandoned, and came back.
  returns int not null default 0,
  started_at timestamptz not null,
  active_at timestamptz not null,
  abandoned_at timestamptz,
  ordered_at timestamptz,
  order_number text
);
create index carts_active on carts (active_at desc, id desc) where items_count > 0 or value_minor > 0;
create index carts_state on carts (state, active_at desc, id desc) where items_count > 0 or value_minor > 0;
create index carts_value on carts (value_minor desc, id desc) where items_count > 0 or value_minor > 0;
create index carts_store on carts (store_id, active_at desc, id desc) where items_count > 0 or value_minor > 0;
create index carts_customer on carts (customer_id, active_at desc) where customer_id is not null;
create index carts_node on carts (node_id) where node_id is not null;
-- What the clock has to look at.
create index carts_waiting on carts (store_id, active_at) where state in ('open', 'checkout') and (items_count > 0 or value_minor > 0);

create table wishes (
  node_id uuid not null,
  store_id uuid not null references stores,
  -- What the shop calls it: SKU, id or name.
  product_key text not null,
  customer_id uuid,
  product jsonb not null,
  wished boolean not null,
  at timestamptz not null,
  event_id uuid not null,
  primary key (node_id, store_id, product_key)
);
create index wishes_customer on wishes (customer_id, at desc) where customer_id is not null and wished;

-- What sources reported about orders. `rank`: 0 from a browser or an app, 1 from a server or a till, 2 from Suki's own API.
create table order_reports (
  event_id uuid primary key,
  store_id uuid not null references stores,
  number text not null,
  kind text not null check (kind in ('completed', 'updated', 'refunded', 'cancelled')),
  rank smallint not null,
  source_id uuid not null,
  node_id uuid,
  -- Whether the event itself says who it is, more than which browser.
  names boolean not null,
  at timestamptz not null,
  said jsonb not null
);
create index order_reports_order on order_reports (store_id, number);
create index order_reports_node on order_reports (node_id) where node_id is not null;

-- Orders that exist because of reports, and what these said when they were last added up.
create table reported_orders (
  order_id uuid primary key references orders on delete cascade,
  derived jsonb not null
);

-- Shopping events that could not be used, and why.
create table unusable_events (
  event_id uuid primary key,
  source_id uuid not null,
  store_id uuid,
  name text not null,
  reason text not null,
  occurred_at timestamptz not null,
  found_at timestamptz not null
);
create index unusable_events_occurred on unusable_events (occurred_at desc, event_id desc);

insert into owned_by_nodes values ('cart_doings'), ('carts'), ('wishes');

-- Orders that went to another customer: both are recounted. Carts: they are added up anew. No keys, so that nobody waits.
create table recounts_due (customer_id uuid not null);
create table stories_due (node_id uuid not null);

create function note_recount() returns trigger language plpgsql as $$
begin
  insert into recounts_due select id from (values (old.customer_id), (new.customer_id)) as t (id) where id is not null;
  return null;
end $$;
create trigger note_recount after update of customer_id on orders for each row when (old.customer_id is distinct from new.customer_id) execute function note_recount();
create trigger note_recount after update of customer_id on refunds for each row when (old.customer_id is distinct from new.customer_id) execute function note_recount();

create function note_story() returns trigger language plpgsql as $$
begin
  insert into stories_due values (new.node_id);
  return null;
end $$;
create trigger note_story after update of customer_id on cart_doings for each row when (old.customer_id is distinct from new.customer_id) execute function note_story();
