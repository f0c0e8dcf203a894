-- The key that signs stands with its domain; here stand those that wait for their record in the DNS, and those that were.
create table dkim_keys (
  id uuid primary key default uuidv7(),
  domain_id uuid not null references sending_domains on delete cascade,
  selector text not null,
  public_key text not null,
  -- Gone as soon as it signs no more.
  private_key_sealed bytea,
  created_at timestamptz not null,
  created_by text not null,
  -- It signed until then. Its record must stay for some days: mails on their way are checked with it.
  retired_at timestamptz,
  -- What the last look into the DNS found.
  found jsonb,
  unique (domain_id, selector),
  check ((private_key_sealed is null) = (retired_at is not null))
);
create unique index dkim_keys_waiting on dkim_keys (domain_id) where retired_at is null;
-- Since when the key that signs does.
alter table sending_domains add column signs_since timestamptz;
update sending_domains set signs_since = created_at;
