-- How far ClickHouse has followed this database, and what it must be told beyond the rows themselves.

-- A small number of each customer: sets of customers are bitmaps of it, a hundred times smaller and faster than sets of UUIDs.
alter table customers add column ordinal int not null generated always as identity;

-- Two transactions may change a row in the opposite order of their numbers. The stamp of a row never goes back, so that
-- the highest is the latest. (The older transaction still runs while it writes, so no reader has passed its number.)
-- Only after a restore into a younger cluster, where stamps lie in the future, are they set back (`suki.restamp`).
create or replace function stamp_change() returns trigger language plpgsql as $$
begin
  if current_setting('suki.restamp', true) = 'on' then
    new.changed_xid := pg_current_xact_id();
  else
    new.changed_xid := greatest(old.changed_xid, pg_current_xact_id());
  end if;
  return new;
end $$;

-- ClickHouse's days end in 2149, ours do not. Stays null for null.
create function warehouse_instant(at timestamptz) returns timestamptz language sql immutable parallel safe return
  case when at < '1970-01-02 00:00:00+00' then '1970-01-02 00:00:00+00' when at > '2148-12-30 00:00:00+00' then '2148-12-30 00:00:00+00' else at end;

-- Under which key the warehouse holds the row, and which days it belonged to, where the id is not enough to find it.
alter table deletions add column key jsonb not null default '{}';
alter table deletions add column row_xid xid8 not null default pg_current_xact_id();

create function warehouse_key(moment orders) returns jsonb language sql stable return
  jsonb_build_object('store_id', moment.store_id, 'placed_at', warehouse_instant(moment.placed_at));

create function warehouse_key(moment refunds) returns jsonb language sql stable return
  jsonb_build_object('store_id', moment.store_id, 'refunded_at', warehouse_instant(moment.refunded_at), 'order_placed_at',
    coalesce((select warehouse_instant(o.placed_at) from orders o where o.id = moment.order_id), warehouse_instant(moment.refunded_at)));

create or replace function note_deletion() returns trigger language plpgsql as $$
declare
  key jsonb := '{}';
begin
  if tg_table_name in ('orders', 'refunds') then
    key := warehouse_key(old);
  elsif tg_table_name = 'order_lines' then
    select warehouse_key(o) into key from orders o where o.id = old.order_id;
  end if;
  insert into deletions (table_name, row_id, row_xid, key)
  values (tg_table_name, old.id, greatest(old.changed_xid, pg_current_xact_id()), coalesce(key, '{}'));
  return old;
end $$;

-- The parts of an order go first, while the order's own key can still be read.
create function delete_parts_first() returns trigger language plpgsql as $$
begin
  delete from refunds where order_id = old.id;
  delete from order_lines where order_id = old.id;
  return old;
end $$;
create trigger delete_parts_first before delete on orders for each row execute function delete_parts_first();

create function forget_old_key() returns trigger language plpgsql as $$
begin
  insert into deletions (table_name, row_id, row_xid, key) values (tg_table_name, old.id, new.changed_xid, warehouse_key(old));
  return null;
end $$;

-- Lines and refunds carry facts of their order, so they change with it.
create function order_moved() returns trigger language plpgsql as $$
begin
  insert into deletions (table_name, row_id, row_xid, key) values ('orders', old.id, new.changed_xid, warehouse_key(old));
  insert into deletions (table_name, row_id, row_xid, key)
  select 'order_lines', l.id, greatest(l.changed_xid, pg_current_xact_id()), warehouse_key(old) from order_lines l where l.order_id = old.id;
  update order_lines set position = position where order_id = old.id;
  -- Their key stays; the day of the order that they counted for does not.
  insert into deletions (table_name, row_id, row_xid, key)
  select 'refunds', r.id, greatest(r.changed_xid, pg_current_xact_id()), warehouse_key(r) || jsonb_build_object('order_placed_at', warehouse_instant(old.placed_at)) from refunds r where r.order_id = old.id;
  update refunds set number = number where order_id = old.id;
  return null;
end $$;

create function order_lines_follow() returns trigger language plpgsql as $$
begin
  update order_lines set position = position where order_id = old.id;
  return null;
end $$;

create function line_moved() returns trigger language plpgsql as $$
begin
  insert into deletions (table_name, row_id, row_xid, key)
  select 'order_lines', old.id, new.changed_xid, warehouse_key(o) from orders o where o.id = old.order_id;
  return null;
end $$;

create trigger order_moved after update of store_id, placed_at on orders for each row
  when ((old.store_id, old.placed_at) is distinct from (new.store_id, new.placed_at)) execute function order_moved();
create trigger order_lines_follow after update of customer_id, payment_state on orders for each row
  when (old.customer_id is distinct from new.customer_id or (old.payment_state = 'voided') <> (new.payment_state = 'voided')) execute function order_lines_follow();
create trigger refund_moved after update of store_id, refunded_at, order_id on refunds for each row
  when ((old.store_id, old.refunded_at, old.order_id) is distinct from (new.store_id, new.refunded_at, new.order_id)) execute function forget_old_key();
create trigger line_moved after update of order_id on order_lines for each row
  when (old.order_id <> new.order_id) execute function line_moved();

-- Products carry the name of their category.
create function category_renamed() returns trigger language plpgsql as $$
begin
  update products set category_id = category_id where category_id = new.id;
  return null;
end $$;
create trigger category_renamed after update of name on categories for each row when (old.name <> new.name) execute function category_renamed();

-- A filling of ClickHouse. The latest that serves is read; one without `serving_since` is being filled beside it.
create table warehouse_generations (
  id uuid primary key default uuidv7(),
  -- Which PostgreSQL it was filled from: after a restore into another one, everything is copied anew.
  cluster text not null,
  reason text not null,
  begun_at timestamptz not null default now(),
  -- How many rows there were to copy when it began; an estimate.
  expected_rows bigint not null default 0,
  swapping_since timestamptz,
  serving_since timestamptz,
  -- When the follower last saw that nothing is left to copy.
  complete_at timestamptz
);

-- `done` is the last row that ClickHouse surely holds; up to `until` it may hold rows already. The key is an id or a sequence.
create table warehouse_positions (
  generation_id uuid not null references warehouse_generations on delete cascade,
  table_name text not null,
  done_xid xid8 not null default '0',
  done_key text not null,
  until_xid xid8 not null default '0',
  until_key text not null,
  rows_copied bigint not null default 0,
  moved_at timestamptz not null default now(),
  primary key (generation_id, table_name)
);

create sequence warehouse_moments;

-- Days whose figures are to be computed anew.
create table warehouse_days (
  generation_id uuid not null references warehouse_generations on delete cascade,
  store_id uuid not null,
  day date not null,
  noted bigint not null default nextval('warehouse_moments'),
  primary key (generation_id, store_id, day)
);

-- In another time zone every order of the store falls on another day.
create function store_days_moved() returns trigger language plpgsql as $$
begin
  insert into warehouse_days (generation_id, store_id, day)
  select g.id, new.id, d::date
  from warehouse_generations g,
    (select min(at) as first, max(at) as last from (
      select placed_at as at from orders where store_id = new.id union all select refunded_at from refunds where store_id = new.id) as moments) as span,
    generate_series(warehouse_instant(span.first) - interval '2 days', warehouse_instant(span.last) + interval '2 days', interval '1 day') as d
  on conflict (generation_id, store_id, day) do update set noted = excluded.noted;
  return null;
end $$;
create trigger store_days_moved after update of time_zone on stores for each row when (old.time_zone <> new.time_zone) execute function store_days_moved();
