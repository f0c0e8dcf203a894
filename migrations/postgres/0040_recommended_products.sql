-- What messages recommend, found anew every night (docs/templates.md): for each product what is bought with it, and for each
-- category and store what sells best. A shelf is a category's id or a store's.
create table product_pairs (
  product_id uuid not null references products(id) on delete cascade,
  other_id uuid not null references products(id) on delete cascade,
  orders integer not null,
  score real not null,
  found_at timestamptz not null,
  primary key (product_id, other_id)
);
create index product_pairs_other on product_pairs (other_id);

create table product_shelves (
  shelf_id uuid not null,
  place smallint not null,
  product_id uuid not null references products(id) on delete cascade,
  found_at timestamptz not null,
  primary key (shelf_id, place)
);
create index product_shelves_product on product_shelves (product_id);
create index product_shelves_found on product_shelves (found_at);
