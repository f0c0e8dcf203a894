-- The development mailbox: mails that Suki wrote and no SMTP server was there to take.
-- A mail is kept as it came first, then read; `parsed_at` is null until then.
create table mailbox_mails (
  id uuid primary key default uuidv7(),
  received_at timestamptz not null,
  envelope_from text not null,
  envelope_to text[] not null,
  raw bytea not null,
  size_bytes int generated always as (octet_length(raw)) stored,
  parsed_at timestamptz,
  subject text not null default '',
  sender text not null default '',
  text text,
  html text,
  headers jsonb not null default '[]',
  attachments jsonb not null default '[]',
  search text generated always as (fold(subject || ' ' || sender || ' ' || left(coalesce(text, ''), 10000))) stored
);
create index mailbox_mails_received on mailbox_mails (received_at desc, id desc);
create index mailbox_mails_search on mailbox_mails using gin (search gin_trgm_ops);
