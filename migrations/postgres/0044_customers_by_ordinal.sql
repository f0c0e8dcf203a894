-- The warehouse names customers by their ordinals: a few of those it counted are looked up here.
create unique index customers_ordinal on customers (ordinal);
