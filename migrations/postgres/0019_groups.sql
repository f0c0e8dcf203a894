-- Households and companies, as shops name them with `group` calls. Light records: a name, what is told of it, who belongs to it.
create table groups (
  id uuid primary key default uuidv7(),
  store_id uuid references stores,
  external_id text not null,
  kind text not null check (kind in ('household', 'company')),
  name text not null default '',
  traits jsonb not null default '{}',
  told_at timestamptz not null,
  created_at timestamptz not null,
  unique nulls not distinct (store_id, external_id)
);
create index groups_name on groups (lower(name), id);

create table group_members (
  group_id uuid not null references groups on delete cascade,
  node_id uuid not null,
  customer_id uuid,
  since timestamptz not null,
  primary key (group_id, node_id)
);
create index group_members_node on group_members (node_id);
create index group_members_customer on group_members (customer_id) where customer_id is not null;
insert into owned_by_nodes values ('group_members');
