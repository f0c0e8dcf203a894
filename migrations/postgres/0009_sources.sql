-- Sources take in events over HTTP with a write key. It stands in public pages, so it identifies and does not protect.
alter table sources add column write_key text unique;
alter table sources add column disabled_at timestamptz;

-- Messages that could not become events, and why: for the debugger, and to be sent again once mended.
create table rejected_messages (
  id uuid primary key default uuidv7(),
  source_id uuid not null references sources,
  received_at timestamptz not null,
  violation text not null,
  message jsonb
);
create index rejected_messages_source on rejected_messages (source_id, received_at desc, id desc);
create index rejected_messages_received on rejected_messages (received_at);
