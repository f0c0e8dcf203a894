-- Customers: finding them among millions, notes, tags, and saved views of lists.

-- What search compares: folded, apostrophes dropped ("O'Brien" is "obrien"), every other separator one
-- space, a space before the first word. So `like '% smi%'` means "some word begins with smi".
-- Only ASCII and general punctuation separates: vowel signs of Tamil and Gujarati belong to their word.
create function search_text(text) returns text language sql immutable parallel safe strict
  return ' ' || btrim(regexp_replace(translate(fold($1), '''’`ʼ', ''), '[\u0001- !-/:-@\[-`{-~\u00a0–—…“”«»]+', ' ', 'g'));

drop index customers_search;
alter table customers drop column search;
alter table customers add column search text not null generated always as
  (search_text(name || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, ''))) stored;
-- What lists are sorted by; folding while sorting costs 10 µs a row.
alter table customers add column sort_name text collate "C" not null generated always as (left(btrim(search_text(name)), 60)) stored;

-- Each word of each customer. A B-tree is read lazily, so the first thousands of any prefix cost
-- 1 to 2 ms, however short the prefix; a GIN index first gathers all matches.
-- A phone also stands backwards after '<', so that its last digits find it.
create table customer_words (
  word text collate "C" not null,
  customer_id uuid not null,
  primary key (word, customer_id)
);

-- Every tag that was ever used, to choose from.
create table tags (
  name text primary key,
  created_at timestamptz not null default now()
);

create function words_of(search text, phone text) returns setof text language sql immutable parallel safe as $$
  select distinct left(word, 64) from (
    select unnest(string_to_array(btrim(search), ' '))
    union all select '<' || reverse(regexp_replace(phone, '\D', '', 'g')) where phone is not null) as w(word)
  where word <> ''
$$;

create function learn_customers() returns trigger language plpgsql as $$
begin
  insert into customer_words (word, customer_id)
    select word, id from fresh, words_of(search, phone) as word on conflict do nothing;
  insert into tags (name) select distinct unnest(tags) from fresh except select name from tags on conflict do nothing;
  return null;
end $$;

create function relearn_customers() returns trigger language plpgsql as $$
begin
  -- The recount after orders changes no word and no tag: out at once. Not by a join, which the plan kept from a small
  -- update would make a nested loop: 1.0 s for 2,000 customers.
  if not exists (select id, search, phone, tags from fresh except select id, search, phone, tags from stale) then
    return null;
  end if;
  if exists (select from stale join fresh using (id) where (stale.search, stale.phone) is distinct from (fresh.search, fresh.phone)) then
    delete from customer_words using stale join fresh using (id), words_of(stale.search, stale.phone) as forgotten
      where (stale.search, stale.phone) is distinct from (fresh.search, fresh.phone)
        and customer_words.word = forgotten and customer_words.customer_id = stale.id;
    insert into customer_words (word, customer_id)
      select word, fresh.id from stale join fresh using (id), words_of(fresh.search, fresh.phone) as word
      where (stale.search, stale.phone) is distinct from (fresh.search, fresh.phone) on conflict do nothing;
  end if;
  insert into tags (name) select distinct unnest(fresh.tags) from stale join fresh using (id) where stale.tags <> fresh.tags
    except select name from tags on conflict do nothing;
  return null;
end $$;

create function forget_customers() returns trigger language plpgsql as $$
begin
  delete from customer_words using stale, words_of(stale.search, stale.phone) as forgotten
    where customer_words.word = forgotten and customer_words.customer_id = stale.id;
  return null;
end $$;

create trigger learn after insert on customers referencing new table as fresh for each statement execute function learn_customers();
create trigger relearn after update on customers referencing old table as stale new table as fresh for each statement execute function relearn_customers();
create trigger forget after delete on customers referencing old table as stale for each statement execute function forget_customers();

-- An order of the list that has no nulls can be continued with one row comparison; nobody's
-- "never ordered" comes first, whichever way the list is turned.
drop index customers_last_order;
create index customers_last_order on customers ((coalesce(last_order_at, '-infinity'::timestamptz)), id);
create index customers_last_order_oldest on customers ((coalesce(last_order_at, 'infinity'::timestamptz)), id);
create index customers_first_order on customers (first_order_at, id) where first_order_at is not null;
drop index customers_name;
create index customers_name on customers (sort_name, id);
create index customers_country on customers (country);
create index customers_city on customers (city);
create index customers_language on customers (language);
create index customer_identifiers_value on customer_identifiers (value);

create table customer_notes (
  id uuid primary key default uuidv7(),
  customer_id uuid not null references customers on delete cascade,
  body text not null check (length(body) between 1 and 10000),
  author_id text,
  author_name text not null,
  created_at timestamptz not null,
  edited_at timestamptz,
  deleted_at timestamptz,
  deleted_by text
);
create index customer_notes_customer on customer_notes (customer_id, created_at desc, id desc);

-- What kind of event it is, for the timeline's filter.
create function event_kind(type text, name text) returns text language sql immutable parallel safe
  return case
    when type in ('page', 'screen') or name in ('Product Viewed', 'Product Clicked', 'Product List Viewed', 'Product List Filtered', 'Products Searched',
      'Product Added', 'Product Removed', 'Cart Viewed', 'Cart Shared', 'Checkout Started', 'Checkout Step Viewed', 'Checkout Step Completed',
      'Promotion Viewed', 'Promotion Clicked', 'Product Added to Wishlist', 'Product Removed from Wishlist', 'Wishlist Product Added to Cart', 'Application Opened') then 'visits'
    when name like 'Order %' or name like 'Payment %' or name like 'Coupon %' or name like 'Refund %' then 'orders'
    when name like 'Conversation %' or name like 'Ticket %' or name in ('Product Reviewed', 'Feedback Given') then 'service'
    when name like 'Email %' or name like 'Message %' or name like 'Push %' or name like 'SMS %' then 'messages'
    else 'changes' end;

-- Nearly all of a busy customer's events are visits; everything else is found without reading those.
create index events_customer_doings on events (customer_id, occurred_at desc, seq desc)
  where customer_id is not null and event_kind(type, name) <> 'visits';

-- A list as a person wants to find it again: filters, columns, order. Shared ones are everybody's.
create table saved_views (
  id uuid primary key default uuidv7(),
  page text not null,
  name text not null,
  owner_id text not null,
  owner_name text not null,
  shared boolean not null default false,
  search jsonb not null default '{}',
  columns text[],
  position int not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index saved_views_page on saved_views (page, position, id);
