-- Who is who. Every identifier is a node with an id that anybody can compute who knows the secret, so that the door
-- puts it on an event without asking. Events, orders and the like keep the node they were recorded for; whose the
-- node is now stands in customer_identifiers alone. A merge or its undoing changes those rows, never the log.

insert into settings (name, value) values ('identity_secret', to_jsonb(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')));

-- The id of an identifier's node, as `nodeId` in server/collect/identifiers/nodes.ts makes it.
create function node_id(kind text, value text) returns uuid language sql stable parallel safe strict
  return (select (substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-8' || substr(h, 14, 3) || '-b' || substr(h, 18, 3) || '-' || substr(h, 21, 12))::uuid
    from (select encode(sha256(convert_to((select settings.value #>> '{}' from settings where name = 'identity_secret') || ':' || kind || ':' || value, 'UTF8')), 'hex') as h) as hashed);

-- `node_id` is the node of the event's strongest identifier; Suki's own events carry a customer's id, which is a node as well.
alter table events rename column customer_id to node_id;
alter index events_customer rename to events_node;
alter index events_customer_doings rename to events_node_doings;

-- A customer who turned out to be another keeps the row, so that it can be undone. `anchor_id` is the identifier for
-- which the row was made: where that goes, the row goes.
alter table customers add column merged_into uuid references customers;
alter table customers add column merged_at timestamptz;
alter table customers add column anchor_id uuid;
alter table customers add column first_seen_at timestamptz;
create index customers_merged on customers (merged_into) where merged_into is not null;
create index customers_anchor on customers (anchor_id) where anchor_id is not null;

-- `id` is the node. `customer_id` is whose it is: a customer's row, or for a visitor whom nobody knows an id without one.
-- `cluster_id`: everything linked in any way, limits aside. `component_id` parts a cluster in which not everything may
-- be one customer; null where all of it is. `moved`: it was somebody else's before. `met_at`: when Suki first heard of it; `created_at` is when it was first seen.
alter table customer_identifiers drop constraint customer_identifiers_customer_id_fkey;
alter table customer_identifiers add column id uuid;
alter table customer_identifiers add column cluster_id uuid;
alter table customer_identifiers add column component_id uuid;
alter table customer_identifiers add column moved boolean not null default false;
alter table customer_identifiers add column met_at timestamptz not null default now();
alter table customer_identifiers add column changed_xid xid8 not null default pg_current_xact_id();
update customer_identifiers set id = node_id(kind, value), cluster_id = node_id(kind, value);
alter table customer_identifiers alter column id set not null;
alter table customer_identifiers alter column cluster_id set not null;
create unique index customer_identifiers_id on customer_identifiers (id);
create index customer_identifiers_cluster on customer_identifiers (cluster_id);
create index customer_identifiers_component on customer_identifiers (component_id) where component_id is not null;
create index customer_identifiers_changed on customer_identifiers (changed_xid, id);
create trigger stamp_change before update on customer_identifiers for each row execute function stamp_change();
create trigger note_deletion after delete on customer_identifiers for each row execute function note_deletion();

update customers set anchor_id = strongest.id from (
  select distinct on (customer_id) customer_id, id from customer_identifiers
  order by customer_id, array_position(array['user_id', 'store', 'email', 'phone'], split_part(kind, ':', 1)) nulls last, created_at, id) as strongest
where strongest.customer_id = customers.id;

-- The first time that these identifiers were seen together; later ones say nothing new. `id` is made from the nodes.
create table identity_observations (
  id uuid primary key,
  cluster_id uuid not null,
  at timestamptz not null,
  event_id uuid not null,
  source_id uuid not null,
  nodes uuid[] not null,
  by_staff text
);
create index identity_observations_cluster on identity_observations (cluster_id, at, event_id);

-- What a person said: none of these nodes is of one customer with any of the others.
create table identity_cuts (
  id uuid primary key default uuidv7(),
  ones uuid[] not null,
  others uuid[] not null,
  by_staff text not null,
  at timestamptz not null
);
create index identity_cuts_ones on identity_cuts using gin (ones);
create index identity_cuts_others on identity_cuts using gin (others);

-- Which node went from whom to whom, and the event, the merge or the undoing because of which it did.
create table identity_moves (
  id uuid primary key default uuidv7(),
  node_id uuid not null,
  from_id uuid not null,
  to_id uuid not null,
  because uuid,
  at timestamptz not null
);
create index identity_moves_from on identity_moves (from_id);
create index identity_moves_to on identity_moves (to_id);
create index identity_moves_node on identity_moves (node_id);

create table node_activity (
  node_id uuid primary key,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  events_count bigint not null
) with (fillfactor = 80);

-- Tables whose rows belong to somebody: `node_id` is for whom a row was recorded, `customer_id` whose it is now.
create table owned_by_nodes (table_name text primary key);
insert into owned_by_nodes values ('orders'), ('refunds');
alter table orders add column node_id uuid;
alter table refunds add column node_id uuid;
update orders set node_id = customer_id where customer_id is not null;
update refunds set node_id = customer_id where customer_id is not null;
create index orders_node on orders (node_id) where node_id is not null;
create index refunds_node on refunds (node_id) where node_id is not null;

-- Gives everything that was recorded for these nodes to the customers whose they are now; to nobody where there is none.
create function settle_nodes(nodes uuid[]) returns void language plpgsql as $$
declare owned text;
begin
  for owned in select table_name from owned_by_nodes order by 1 loop
    execute format('update %I as t set customer_id = c.id from customer_identifiers as i left join customers as c on c.id = i.customer_id
      where i.id = any($1) and t.node_id = i.id and t.customer_id is distinct from c.id', owned) using nodes;
  end loop;
end $$;

-- How far the readers of the log have come, together.
create table log_position (
  one boolean primary key default true check (one),
  xid xid8 not null,
  seq bigint not null,
  read_at timestamptz
);
insert into log_position (xid, seq) values ('0', 0);

-- Events that a reader could not take: set aside, so that the rest goes on.
create table log_failures (
  event_id uuid not null,
  reader text not null,
  error text not null,
  at timestamptz not null,
  primary key (event_id, reader)
);
