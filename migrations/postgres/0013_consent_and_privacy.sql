-- Consent as evidence: who agreed to what, when, to which words, and how we know. Then what a person may ask of us:
-- their data, its end, or that it lies still. See docs/consent.md and docs/privacy.md.

-- What was read before answering. Words never change; new words are a new version.
create table consent_wordings (
  id uuid primary key default uuidv7(),
  -- What forms and scripts send along, e.g. newsletter-2026-11.
  version text not null unique,
  note text not null default '',
  channels text[] not null,
  purposes text[] not null,
  created_at timestamptz not null,
  created_by text not null,
  -- From when on nobody is shown it any more; its entries stand.
  retired_at timestamptz,
  retired_by text
);
create table consent_wording_texts (
  wording_id uuid not null references consent_wordings on delete cascade,
  language text not null,
  text text not null,
  primary key (wording_id, language)
);

-- The ledger. `node_id` is for whom an entry was recorded, `customer_id` whose it is now. `seen`: the nodes that were
-- the same customer when it was recorded. An entry outdates an older one only if it was recorded knowing that both are
-- one person, which makes merging and its undoing exact: decision 12.
create table consents (
  id uuid primary key default uuidv7(),
  seq bigint generated always as identity,
  node_id uuid not null,
  customer_id uuid references customers,
  seen uuid[] not null,
  channel text not null check (channel in ('email', 'sms', 'whatsapp', 'push', 'phone', 'post')),
  purpose text not null check (purpose in ('marketing', 'service', 'profiling')),
  decision text not null check (decision in ('granted', 'denied', 'pending', 'withdrawn')),
  source text not null check (source in ('event', 'traits', 'staff', 'api', 'import', 'confirmation', 'preferences')),
  source_id uuid,
  -- The event or the row of a file that said so: said again, it changes nothing.
  told_by uuid,
  wording_version text,
  wording_text text,
  language text,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  proof jsonb not null default '{}'
);
create index consents_node on consents (node_id);
create index consents_customer on consents (customer_id, channel, purpose) where customer_id is not null;
create unique index consents_told on consents (told_by, channel, purpose) where told_by is not null;
create index consents_wording on consents (wording_version) where wording_version is not null;

-- While suki.erasing is on, in the transaction that erases a person, rows may go and what names the person may be blanked.
create function keep_consents() returns trigger language plpgsql as $$
begin
  if current_setting('suki.erasing', true) = 'on' then
    return coalesce(new, old);
  end if;
  if tg_op = 'UPDATE' then
    old.customer_id := new.customer_id;
    if current_setting('suki.rehoming', true) = 'on' then
      old.node_id := new.node_id;
    end if;
    if old is not distinct from new then
      return new;
    end if;
  end if;
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on consents for each row execute function keep_consents();
create trigger append_only_truncate before truncate on consents for each statement execute function refuse_rewriting();
alter table consents enable always trigger append_only;
alter table consents enable always trigger append_only_truncate;

create function consent_strictness(decision text) returns int language sql immutable parallel safe
  return case decision when 'granted' then 1 when 'pending' then 2 else 3 end;

-- What holds for customers: of the entries that no other outdates, the strictest. `consentOf` in
-- server/customers/consent/fold.ts says the same in TypeScript; a property test holds the two equal.
create function consent_heads(customers uuid[]) returns table (customer_id uuid, channel text, purpose text, decision text, consent_id uuid, occurred_at timestamptz)
language sql stable as $$
  select distinct on (x.customer_id, x.channel, x.purpose) x.customer_id, x.channel, x.purpose, x.decision, x.id, x.occurred_at
  from consents as x
  where x.customer_id = any(customers) and not exists (
    select from consents as y where y.customer_id = x.customer_id and y.channel = x.channel and y.purpose = x.purpose
      and (y.occurred_at, y.seq) > (x.occurred_at, x.seq) and x.node_id = any(y.seen))
  order by x.customer_id, x.channel, x.purpose, consent_strictness(x.decision) desc, x.occurred_at desc, x.seq desc
$$;

-- The present state, kept in the statement that changes the ledger or moves it with its node. Who writes either holds
-- the identity lock, so nobody else's entry can be missed.
create table consent_states (
  customer_id uuid not null references customers on delete cascade,
  channel text not null,
  purpose text not null,
  state text not null,
  consent_id uuid not null,
  occurred_at timestamptz not null,
  changed_xid xid8 not null default pg_current_xact_id(),
  primary key (customer_id, channel, purpose)
);
create index consent_states_counts on consent_states (channel, purpose, state);

create function refresh_consent_states(customers uuid[]) returns void language sql as $$
  with fresh as materialized (select * from consent_heads(customers)),
    gone as (delete from consent_states as s where s.customer_id = any(customers)
      and not exists (select from fresh as f where (f.customer_id, f.channel, f.purpose) = (s.customer_id, s.channel, s.purpose)))
  insert into consent_states as s (customer_id, channel, purpose, state, consent_id, occurred_at)
    select f.customer_id, f.channel, f.purpose, f.decision, f.consent_id, f.occurred_at from fresh as f order by 1, 2, 3
    on conflict (customer_id, channel, purpose) do update set state = excluded.state, consent_id = excluded.consent_id, occurred_at = excluded.occurred_at, changed_xid = pg_current_xact_id()
    where (s.state, s.consent_id, s.occurred_at) is distinct from (excluded.state, excluded.consent_id, excluded.occurred_at)
$$;

create function consents_written() returns trigger language plpgsql as $$
begin
  perform refresh_consent_states(array(select distinct customer_id from fresh where customer_id is not null));
  return null;
end $$;
create function consents_moved() returns trigger language plpgsql as $$
begin
  perform refresh_consent_states(array(
    select distinct c.id from stale join fresh using (id), lateral (values (stale.customer_id), (fresh.customer_id)) as c (id)
    where stale.customer_id is distinct from fresh.customer_id and c.id is not null));
  return null;
end $$;
create function consents_erased() returns trigger language plpgsql as $$
begin
  perform refresh_consent_states(array(select distinct customer_id from stale where customer_id is not null));
  return null;
end $$;
create trigger written after insert on consents referencing new table as fresh for each statement execute function consents_written();
create trigger moved after update on consents referencing old table as stale new table as fresh for each statement execute function consents_moved();
create trigger erased after delete on consents referencing old table as stale for each statement execute function consents_erased();

-- Letters that ask "was that you?" (double opt-in). The address is that of the node.
create table consent_confirmations (
  id uuid primary key default uuidv7(),
  node_id uuid not null,
  customer_id uuid references customers,
  store_id uuid references stores,
  channels text[] not null,
  purposes text[] not null,
  wording_version text,
  language text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  sent_at timestamptz,
  expires_at timestamptz not null,
  confirmed_at timestamptz
);
create index consent_confirmations_node on consent_confirmations (node_id);
create index consent_confirmations_customer on consent_confirmations (customer_id) where customer_id is not null;

-- Nothing is sent to an address or a customer on this channel, whatever they agreed to. An address that was erased stays
-- here as its node, from which nobody reads it.
create table suppressions (
  id uuid primary key default uuidv7(),
  node_id uuid not null,
  channel text not null check (channel in ('email', 'sms', 'whatsapp', 'push', 'phone', 'post')),
  reason text not null check (reason in ('bounce', 'complaint', 'manual', 'list')),
  since timestamptz not null,
  by_whom text not null,
  lifted_at timestamptz,
  lifted_by text
);
create unique index suppressions_standing on suppressions (node_id, channel) where lifted_at is null;

-- Processing is restricted (GDPR, article 18): kept, not used. No messages, no profiling.
create table restrictions (
  id uuid primary key default uuidv7(),
  node_id uuid not null,
  customer_id uuid references customers,
  restricted_at timestamptz not null,
  restricted_by text not null,
  reason text not null default '',
  lifted_at timestamptz,
  lifted_by text
);
create index restrictions_node on restrictions (node_id);
create index restrictions_customer on restrictions (customer_id) where customer_id is not null;

insert into owned_by_nodes values ('consents'), ('consent_confirmations'), ('restrictions');

-- What was recorded for an identifier that is taken away from a customer stays with the customer.
create function keep_for_customer(node uuid) returns void language plpgsql as $$
declare owned text;
begin
  perform set_config('suki.rehoming', 'on', true);
  for owned in select table_name from owned_by_nodes order by 1 loop
    execute format('update %I set node_id = customer_id where node_id = $1 and customer_id is not null', owned) using node;
  end loop;
  perform set_config('suki.rehoming', 'off', true);
end $$;

-- Imports of consents, with the rows that could not be used.
create table consent_imports (
  id uuid primary key default uuidv7(),
  file_name text not null,
  header text[] not null,
  rows_read int not null,
  rows_recorded int not null,
  rows_known int not null,
  rows_bad int not null,
  imported_by text not null,
  imported_at timestamptz not null
);
create table consent_import_bad_rows (
  import_id uuid not null references consent_imports on delete cascade,
  row_no int not null,
  reasons jsonb not null,
  raw text[] not null,
  primary key (import_id, row_no)
);

-- What people asked of us, and what became of it. Nothing in it names a person once they are erased.
create table privacy_requests (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in ('export', 'erase', 'restrict', 'unrestrict')),
  state text not null check (state in ('open', 'running', 'done', 'failed', 'refused')),
  customer_id uuid not null,
  -- How the person was called; null once erased.
  label text,
  note text not null default '',
  asked_at timestamptz not null,
  due_at timestamptz not null,
  asked_by text not null,
  decided_at timestamptz,
  decided_by text,
  refused_because text,
  finished_at timestamptz,
  -- {"step": "warehouse", "done": 3, "total": 10}
  progress jsonb not null default '{}',
  problem text,
  -- Of an erasure: rows removed and blanked, {"postgres": {"events": {"deleted": 12}}, "warehouse": {…}}.
  removed jsonb not null default '{}',
  certificate jsonb,
  -- What to look for to see that nothing is left, encrypted; gone at the end.
  wanted bytea,
  -- Of an export: how large the file is, until when it can be fetched, and when it was.
  file_bytes bigint,
  file_expires_at timestamptz,
  fetched_at timestamptz
);
create index privacy_requests_asked on privacy_requests (asked_at desc, id desc);
create index privacy_requests_customer on privacy_requests (customer_id, asked_at desc);
create index privacy_requests_open on privacy_requests (due_at, id) where state in ('open', 'running', 'failed');
create index privacy_requests_files on privacy_requests (file_expires_at) where file_expires_at is not null;

create table privacy_file_chunks (
  request_id uuid not null references privacy_requests on delete cascade,
  n int not null,
  bytes bytea not null,
  primary key (request_id, n)
);
alter table privacy_file_chunks alter column bytes set storage external;

-- Who was erased, as nodes: identifiers that nobody can read back. Whatever names one of them does not come in again.
create table tombstones (
  node_id uuid primary key,
  request_id uuid not null references privacy_requests,
  erased_at timestamptz not null,
  -- How often it came again, and when last.
  came_again bigint not null default 0,
  came_last_at timestamptz
);
create index tombstones_request on tombstones (request_id);

-- How long events of a name are kept, in days.
create table retention_rules (
  event_name text primary key,
  days int not null check (days between 1 and 36500),
  set_at timestamptz not null,
  set_by text not null,
  ran_at timestamptz,
  deleted_last bigint not null default 0,
  deleted_total bigint not null default 0
);

-- The audit log keeps who did what; in an erasure the person's name and facts in it are blanked, and nothing else.
create or replace function refuse_rewriting() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_table_name = 'audit_log' and current_setting('suki.erasing', true) = 'on' then
    old.record_label := new.record_label;
    old.changes := new.changes;
    if old is not distinct from new then
      return new;
    end if;
  end if;
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
