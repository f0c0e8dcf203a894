-- Segments: rules, and who is in them. Membership is kept: whoever is touched or due is asked again, see
-- server/segments/keeping/. Exactly once, because what a step reads and writes is one transaction.

create table segments (
  id uuid primary key default uuidv7(),
  name text not null check (length(name) between 1 and 120),
  description text not null default '',
  -- Whose days the rule counts; null: the first store's, as time_zone says.
  store_id uuid references stores,
  time_zone text not null,
  -- The version whose membership stands; null until the first one does.
  serving int,
  members_count bigint not null default 0,
  created_at timestamptz not null,
  created_by text not null,
  archived_at timestamptz,
  archived_by text
);
create unique index segments_name on segments (lower(name)) where archived_at is null;

-- Every definition that a segment ever had. `state`: one is serving, one may be building beside it.
create table segment_versions (
  segment_id uuid not null references segments on delete cascade,
  number int not null,
  rule jsonb not null,
  time_zone text not null,
  state text not null check (state in ('building', 'serving', 'past', 'failed')),
  step text not null default 'waiting' check (step in ('waiting', 'asking', 'writing', 'done')),
  rows_done bigint not null default 0,
  rows_expected bigint,
  problem text,
  made_by text not null,
  made_at timestamptz not null,
  built_at timestamptz,
  primary key (segment_id, number)
);
create unique index segment_versions_serving on segment_versions (segment_id) where state = 'serving';
create unique index segment_versions_building on segment_versions (segment_id) where state = 'building';

create table segment_members (
  segment_id uuid not null references segments on delete cascade,
  customer_id uuid not null,
  entered_at timestamptz not null,
  primary key (segment_id, customer_id)
);
create index segment_members_customer on segment_members (customer_id);
create index segment_members_entered on segment_members (segment_id, entered_at desc, customer_id desc);

-- What a building version has found so far.
create table segment_found (
  segment_id uuid not null references segments on delete cascade,
  customer_id uuid not null,
  primary key (segment_id, customer_id)
);

-- The earliest instant at which anything about a customer could change without news, of all segments together.
create table segment_due (
  customer_id uuid primary key,
  due_at timestamptz not null
) with (fillfactor = 80);
create index segment_due_at on segment_due (due_at);

create table segment_moves (
  id uuid primary key default uuidv7(),
  segment_id uuid not null references segments on delete cascade,
  customer_id uuid not null,
  entered boolean not null,
  at timestamptz not null,
  cause text not null check (cause in ('news', 'time', 'definition', 'rebuild', 'merge')),
  -- The event that touched the customer, where it was one.
  event_id uuid
);
create index segment_moves_segment on segment_moves (segment_id, at desc, id desc);
create index segment_moves_customer on segment_moves (customer_id, at desc, id desc);

-- Whoever is to be asked again. No key, so that nobody waits; the keeper takes them in turn.
create table segment_touched (
  seq bigint generated always as identity primary key,
  customer_id uuid not null,
  event_id uuid
);

-- Who holds this row keeps the membership.
create table segment_keeper (one boolean primary key default true check (one), rebuild_wanted boolean not null default false);
insert into segment_keeper default values;

create function has_segments() returns boolean language sql stable return exists (select from segments where archived_at is null);

create function touch_for_segments(ids uuid[]) returns void language sql as $$
  insert into segment_touched (customer_id) select distinct id from unnest(ids) as t (id) where id is not null and has_segments()
$$;

create function rows_touch_segments() returns trigger language plpgsql as $$
begin
  if not has_segments() then
    return null;
  elsif tg_op = 'INSERT' then
    perform touch_for_segments(array(select distinct customer_id from fresh));
  elsif tg_op = 'DELETE' then
    perform touch_for_segments(array(select distinct customer_id from stale));
  else
    perform touch_for_segments(array(select customer_id from fresh union select customer_id from stale));
  end if;
  return null;
end $$;

create function customers_touch_segments() returns trigger language plpgsql as $$
begin
  if not has_segments() then
    return null;
  elsif tg_op = 'INSERT' then
    perform touch_for_segments(array(select id from fresh));
  else
    perform touch_for_segments(array(select id from fresh as f join stale as s using (id) where
      (f.name = '', f.first_name, f.last_name, f.email, f.phone, f.language, f.country, f.city, f.birthday, f.gender, f.tags, f.traits, f.first_order_at, f.last_order_at, f.created_at, f.merged_into) is distinct from
      (s.name = '', s.first_name, s.last_name, s.email, s.phone, s.language, s.country, s.city, s.birthday, s.gender, s.tags, s.traits, s.first_order_at, s.last_order_at, s.created_at, s.merged_into)));
  end if;
  return null;
end $$;

-- Kinds of identifiers and consents are columns of the customer in the warehouse: the row is stamped, so that it is copied.
create function stamp_customers(ids uuid[]) returns void language sql as $$
  update customers set id = customers.id from (select id from customers where id = any(ids) and changed_xid <> pg_current_xact_id() order by id for no key update) as own where own.id = customers.id
$$;

create function rows_touch_customers() returns trigger language plpgsql as $$
declare ids uuid[];
begin
  if tg_op = 'INSERT' then
    ids := array(select distinct c.id from fresh join customers as c on c.id = fresh.customer_id);
  elsif tg_op = 'DELETE' then
    ids := array(select distinct c.id from stale join customers as c on c.id = stale.customer_id);
  else
    ids := array(select c.id from customers as c where c.id in (select customer_id from fresh except select customer_id from stale union (select customer_id from stale except select customer_id from fresh)));
  end if;
  if cardinality(ids) > 0 then
    perform stamp_customers(ids);
    perform touch_for_segments(ids);
  end if;
  return null;
end $$;

-- A consent that changes keeps its customer.
create function consents_touch_customers() returns trigger language plpgsql as $$
declare ids uuid[];
begin
  if tg_op = 'DELETE' then
    ids := array(select distinct customer_id from stale);
  else
    ids := array(select distinct customer_id from fresh);
  end if;
  if cardinality(ids) > 0 then
    perform stamp_customers(ids);
    perform touch_for_segments(ids);
  end if;
  return null;
end $$;

create trigger touch_new after insert on customers referencing new table as fresh for each statement execute function customers_touch_segments();
create trigger touch_changed after update on customers referencing old table as stale new table as fresh for each statement execute function customers_touch_segments();

do $$
declare owned text;
begin
  foreach owned in array array['orders', 'refunds', 'carts'] loop
    execute format('create trigger touch_new after insert on %I referencing new table as fresh for each statement execute function rows_touch_segments()', owned);
    execute format('create trigger touch_changed after update on %I referencing old table as stale new table as fresh for each statement execute function rows_touch_segments()', owned);
    execute format('create trigger touch_gone after delete on %I referencing old table as stale for each statement execute function rows_touch_segments()', owned);
  end loop;
end $$;

create trigger touch_new after insert on customer_identifiers referencing new table as fresh for each statement execute function rows_touch_customers();
create trigger touch_changed after update on customer_identifiers referencing old table as stale new table as fresh for each statement execute function rows_touch_customers();
create trigger touch_gone after delete on customer_identifiers referencing old table as stale for each statement execute function rows_touch_customers();
create trigger touch_new after insert on consent_states referencing new table as fresh for each statement execute function consents_touch_customers();
create trigger touch_changed after update on consent_states referencing old table as stale new table as fresh for each statement execute function consents_touch_customers();
create trigger touch_gone after delete on consent_states referencing old table as stale for each statement execute function consents_touch_customers();

-- The warehouse follows carts.
alter table carts add column changed_xid xid8 not null default pg_current_xact_id();
create index carts_changed on carts (changed_xid, id);
create trigger stamp_change before update on carts for each row execute function stamp_change();
create trigger note_deletion after delete on carts for each row execute function note_deletion();
