-- The log, customers and commerce. Every table that the warehouse follows has `changed_xid`:
-- a consumer reads rows in the order (changed_xid, id) below the oldest running transaction,
-- so that nothing is skipped when transactions commit out of order.

create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- Lower case without accents, for search. Immutable because the dictionary is named.
create function fold(text) returns text language sql immutable parallel safe strict
  return lower(public.unaccent('public.unaccent'::regdictionary, $1));

create function stamp_change() returns trigger language plpgsql as $$
begin
  new.changed_xid := pg_current_xact_id();
  return new;
end $$;

-- What was deleted from a followed table, so that the warehouse forgets it as well.
create table deletions (
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  table_name text not null,
  row_id uuid not null,
  primary key (xid, seq)
);

create function note_deletion() returns trigger language plpgsql as $$
begin
  insert into deletions (table_name, row_id) values (tg_table_name, old.id);
  return old;
end $$;

create table stores (
  id uuid primary key default uuidv7(),
  key text not null unique,
  name text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  time_zone text not null,
  country text check (country ~ '^[A-Z]{2}$'),
  created_at timestamptz not null default now(),
  changed_xid xid8 not null default pg_current_xact_id()
);

-- Where events come from.
create table sources (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in ('suki', 'import', 'web', 'app', 'server', 'shop_floor', 'channel')),
  name text not null,
  store_id uuid references stores,
  created_at timestamptz not null default now()
);
insert into sources (id, kind, name) values
  ('00000000-0000-7000-8000-000000000001', 'suki', 'Suki'),
  ('00000000-0000-7000-8000-000000000002', 'import', 'File import');

create table customers (
  id uuid primary key default uuidv7(),
  name text not null default '',
  first_name text,
  last_name text,
  email text,
  phone text,
  language text,
  country text check (country ~ '^[A-Z]{2}$'),
  city text,
  birthday date,
  gender text,
  tags text[] not null default '{}',
  traits jsonb not null default '{}',
  -- Computed from orders, in the currency that the customer mostly buys in. Net of refunds and cancellations.
  orders_count int not null default 0,
  spent_minor bigint not null default 0,
  currency text,
  first_order_at timestamptz,
  last_order_at timestamptz,
  last_seen_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  changed_xid xid8 not null default pg_current_xact_id(),
  search text generated always as (fold(name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, ''))) stored
);

-- How a customer is recognised. `kind` is email, phone, anonymous_id, or a shop's own id as `store:<store key>`.
create table customer_identifiers (
  kind text not null,
  value text not null,
  customer_id uuid not null references customers on delete cascade,
  created_at timestamptz not null default now(),
  primary key (kind, value)
);
create index customer_identifiers_customer on customer_identifiers (customer_id);

-- The log. Append-only: everything that happens to a customer.
create table events (
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  -- Made from the source and its message id, so that a repeat is the same event.
  id uuid not null,
  source_id uuid not null,
  type text not null default 'track',
  name text not null,
  customer_id uuid,
  store_id uuid,
  anonymous_id text,
  user_id text,
  properties jsonb not null default '{}',
  context jsonb not null default '{}',
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  primary key (xid, seq)
);

-- The id of an event from its source and message id, as `eventId` in server/collect/log.ts makes it.
create function event_id(source_id uuid, message_id text) returns uuid language sql immutable parallel safe strict
  return (select (substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-8' || substr(h, 14, 3) || '-b' || substr(h, 18, 3) || '-' || substr(h, 21, 12))::uuid
    from (select encode(sha256(convert_to(source_id::text || ':' || message_id, 'UTF8')), 'hex') as h) as hashed);

create unique index events_id on events (id);
create index events_customer on events (customer_id, occurred_at desc, seq desc) where customer_id is not null;

create table categories (
  id uuid primary key default uuidv7(),
  store_id uuid not null references stores,
  name text not null,
  created_at timestamptz not null default now(),
  unique (store_id, name)
);

create table products (
  id uuid primary key default uuidv7(),
  store_id uuid not null references stores,
  external_id text not null,
  title text not null,
  brand text,
  category_id uuid references categories,
  status text not null default 'active' check (status in ('active', 'draft', 'archived')),
  image_url text,
  tags text[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  changed_xid xid8 not null default pg_current_xact_id(),
  search text generated always as (fold(title || ' ' || external_id || ' ' || coalesce(brand, ''))) stored,
  unique (store_id, external_id)
);

create table variants (
  id uuid primary key default uuidv7(),
  product_id uuid not null references products on delete cascade,
  store_id uuid not null references stores,
  sku text not null,
  title text not null default '',
  barcode text,
  price_minor bigint,
  cost_minor bigint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  changed_xid xid8 not null default pg_current_xact_id(),
  unique (store_id, sku)
);
create index variants_product on variants (product_id);

-- An order of one store. All amounts in minor units of `currency`:
-- total = subtotal - discount + shipping + tax (tax only where prices exclude it).
create table orders (
  id uuid primary key default uuidv7(),
  store_id uuid not null references stores,
  number text not null,
  customer_id uuid references customers,
  channel text not null default 'web' check (channel in ('web', 'app', 'shop_floor', 'phone', 'marketplace', 'other')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  subtotal_minor bigint not null,
  discount_minor bigint not null default 0,
  shipping_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  tax_included boolean not null default true,
  total_minor bigint not null,
  refunded_minor bigint not null default 0,
  items_count int not null default 0,
  payment_state text not null default 'paid' check (payment_state in ('pending', 'paid', 'partially_refunded', 'refunded', 'voided')),
  discount_codes text[] not null default '{}',
  email text,
  phone text,
  country text check (country ~ '^[A-Z]{2}$'),
  city text,
  placed_at timestamptz not null,
  cancelled_at timestamptz,
  cancel_reason text,
  source_id uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  changed_xid xid8 not null default pg_current_xact_id(),
  unique (store_id, number)
);

create table order_lines (
  id uuid primary key default uuidv7(),
  order_id uuid not null references orders on delete cascade,
  position int not null,
  product_id uuid references products,
  variant_id uuid references variants,
  sku text not null default '',
  title text not null default '',
  quantity numeric(14, 3) not null,
  unit_price_minor bigint not null,
  discount_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  -- What the customer pays for the line: round(quantity × price) - discount. The authority, not unit_price_minor.
  total_minor bigint not null,
  changed_xid xid8 not null default pg_current_xact_id(),
  unique (order_id, position)
);

-- Money that went back. `order_id` is null for a return whose order is not known.
create table refunds (
  id uuid primary key default uuidv7(),
  store_id uuid not null references stores,
  number text not null,
  order_id uuid references orders on delete cascade,
  customer_id uuid references customers,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint not null,
  country text check (country ~ '^[A-Z]{2}$'),
  reason text,
  refunded_at timestamptz not null,
  source_id uuid not null,
  created_at timestamptz not null default now(),
  changed_xid xid8 not null default pg_current_xact_id(),
  unique (store_id, number)
);
create index refunds_order on refunds (order_id) where order_id is not null;
create index refunds_customer on refunds (customer_id) where customer_id is not null;

create table refund_lines (
  id uuid primary key default uuidv7(),
  refund_id uuid not null references refunds on delete cascade,
  position int not null,
  order_line_id uuid references order_lines on delete set null,
  product_id uuid references products,
  variant_id uuid references variants,
  sku text not null default '',
  title text not null default '',
  quantity numeric(14, 3) not null,
  amount_minor bigint not null,
  changed_xid xid8 not null default pg_current_xact_id(),
  unique (refund_id, position)
);

do $$
declare followed text;
begin
  foreach followed in array array['stores', 'customers', 'products', 'variants', 'orders', 'order_lines', 'refunds', 'refund_lines'] loop
    execute format('create trigger stamp_change before update on %I for each row execute function stamp_change()', followed);
    execute format('create trigger note_deletion after delete on %I for each row execute function note_deletion()', followed);
    execute format('create index %I on %I (changed_xid, id)', followed || '_changed', followed);
  end loop;
end $$;

create index customers_search on customers using gin (search gin_trgm_ops);
create index customers_created on customers (created_at desc, id desc);
create index customers_last_order on customers (last_order_at desc nulls last, id desc);
create index customers_spent on customers (spent_minor desc, id desc);
create index customers_orders_count on customers (orders_count desc, id desc);
create index customers_name on customers (name, id);
create index customers_tags on customers using gin (tags);
create index products_search on products using gin (search gin_trgm_ops);
create index orders_placed on orders (placed_at desc, id desc);
create index orders_store_placed on orders (store_id, placed_at desc, id desc);
create index orders_customer on orders (customer_id, placed_at desc) where customer_id is not null;
create index orders_number on orders (number text_pattern_ops);
create index order_lines_product on order_lines (product_id, order_id);

create table idempotency_keys (
  caller text not null,
  key text not null,
  digest text not null,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (caller, key)
);
create index idempotency_keys_created on idempotency_keys (created_at);

-- Facts of this installation, e.g. the position of a consumer or the signing secret.
create table settings (
  name text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);
