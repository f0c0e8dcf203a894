-- What each source last told of each node. Which of it stands in the customer's row is derived: the source with the
-- lower precedence wins, then the later word. `customers.told` says that the row's own facts are among these rows.
create table customer_traits (
  node_id uuid not null,
  trait text not null,
  source_id uuid not null,
  value jsonb not null,
  at timestamptz not null,
  event_id uuid,
  primary key (node_id, trait, source_id)
);
alter table customers add column told boolean not null default false;
alter table customers add column preferred_channel text;
alter table customers add column preferred_store_id uuid references stores;

-- Lower wins. Staff before all others, and of those the later word, unless a company ranks its sources.
alter table sources add column precedence int not null default 50;
update sources set precedence = 10 where kind = 'suki';

-- The tags that a customer had when merged with others, so that undoing it gives them back.
alter table customers add column own_tags text[];
