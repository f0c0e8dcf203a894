-- Many touched at once: the warehouse is asked for everybody in place of each by themselves. What was touched by
-- transactions below the fence is then answered for; the rest is asked as ever. See server/segments/keeping/rebuild.ts.

alter table segment_touched add column xid xid8 not null default pg_current_xact_id();
alter table segment_touched drop constraint segment_touched_pkey;
alter table segment_touched add primary key (xid, seq);

-- There while everybody is asked.
create table segment_rebuilds (
  one boolean primary key default true check (one),
  fence xid8 not null,
  wanted_at timestamptz not null,
  rows_done bigint not null default 0,
  rows_expected bigint
);

-- Where nothing may be sent is a column of the customer in the warehouse, beside what they agreed to: an address that is
-- suppressed, or a customer whose data is not to be used. Whose that is is stamped, so that it is copied.
create function stops_touch_customers() returns trigger language plpgsql as $$
declare ids uuid[];
begin
  if tg_table_name = 'suppressions' then
    ids := array(select c.id from fresh left join customer_identifiers as i on i.id = fresh.node_id join customers as c on c.id = coalesce(i.customer_id, fresh.node_id));
  elsif tg_op = 'INSERT' then
    ids := array(select customer_id from fresh where customer_id is not null);
  else
    ids := array(select customer_id from fresh where customer_id is not null union select customer_id from stale where customer_id is not null);
  end if;
  if cardinality(ids) > 0 then
    perform stamp_customers(ids);
  end if;
  return null;
end $$;

do $$
declare stopping text;
begin
  foreach stopping in array array['suppressions', 'restrictions'] loop
    execute format('create trigger touch_new after insert on %I referencing new table as fresh for each statement execute function stops_touch_customers()', stopping);
    execute format('create trigger touch_changed after update on %I referencing old table as stale new table as fresh for each statement execute function stops_touch_customers()', stopping);
  end loop;
end $$;

-- Whoever is stopped already.
select stamp_customers(array(select customer_id from restrictions where customer_id is not null and lifted_at is null
  union select c.id from suppressions as s left join customer_identifiers as i on i.id = s.node_id join customers as c on c.id = coalesce(i.customer_id, s.node_id) where s.lifted_at is null));

-- The warehouse's events carry a new column: they are copied anew.
update warehouse_generations set cluster = 'of before events had the ordinals of their customers' where serving_since is not null;
