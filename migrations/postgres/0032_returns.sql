-- What comes back of messages: opens and clicks, mails, notices of providers, and what they said. See docs/returns.md.

-- Opened and followed, as it came, until it is told the log some seconds later. No address and no browser is kept.
create table tracking_hits (
  id bigint generated always as identity primary key,
  message_id uuid not null,
  kind text not null check (kind in ('open', 'click')),
  -- Which link of the mail; 65535 is the one that nobody sees.
  link_index int,
  url text,
  -- Why the request alone looks like a program's; null: it does not.
  suspect text,
  at timestamptz not null
);
create index tracking_hits_message on tracking_hits (message_id, at);

-- Mails that came in, committed before they were acknowledged.
create table inbound_mails (
  id uuid primary key default uuidv7(),
  -- SHA-256 of the mail and its recipients: what a server hands over twice is one mail.
  digest bytea not null unique,
  way text not null check (way in ('smtp', 'lmtp', 'imap')),
  envelope_from text not null,
  envelope_to text[] not null,
  -- Null once it was removed: 30 days after it was read, where it is no reply.
  raw bytea,
  size_bytes int not null,
  received_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'read', 'unreadable')),
  read_at timestamptz,
  problem text,
  kind text check (kind in ('bounce', 'delivered', 'complaint', 'auto_reply', 'reply')),
  -- The message that it is about, and whose it is: the node of that message's address, else of the sender's.
  message_id uuid references messages on delete set null,
  node_id uuid,
  customer_id uuid references customers,
  sender text,
  subject text,
  -- The thread, as its headers say.
  mail_id text,
  in_reply_to text,
  thread_ids text[] not null default '{}',
  body text,
  html text,
  attachments jsonb not null default '[]'
);
create index inbound_mails_state on inbound_mails (state, received_at desc, id desc) where state <> 'read';
create index inbound_mails_raw on inbound_mails (read_at) where raw is not null and state = 'read' and kind <> 'reply';
create index inbound_mails_node on inbound_mails (node_id) where node_id is not null;
create index inbound_mails_customer on inbound_mails (customer_id, received_at desc, id desc) where customer_id is not null;
create index inbound_mails_message on inbound_mails (message_id) where message_id is not null;
create index inbound_mails_replies on inbound_mails (received_at desc, id desc) where kind = 'reply';
insert into owned_by_nodes values ('inbound_mails');

-- Providers that may tell us what became of messages, with what their signatures are checked with.
create table return_hooks (
  provider text primary key check (provider in ('ses', 'postmark', 'sendgrid', 'mailgun')),
  key_sealed bytea not null,
  created_at timestamptz not null,
  created_by text not null
);

-- What they told, as it came, committed before it was acknowledged.
create table return_notices (
  id uuid primary key default uuidv7(),
  provider text not null,
  -- SHA-256 of provider and body: what is delivered twice is one notice.
  digest bytea not null unique,
  body text not null,
  received_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'read', 'unreadable')),
  read_at timestamptz,
  problem text
);
create index return_notices_state on return_notices (state, received_at) where state <> 'read';
create index return_notices_read on return_notices (read_at) where state = 'read';

-- What became of messages, once of each kind, whoever told it and how often.
create table message_returns (
  id uuid primary key default uuidv7(),
  message_id uuid not null references messages on delete cascade,
  kind text not null check (kind in ('delivered', 'delayed', 'bounced', 'complained', 'replied')),
  is_permanent boolean not null default false,
  reason text,
  status text,
  smtp_code int,
  diagnostic text,
  source text not null,
  source_id uuid,
  at timestamptz not null,
  unique (message_id, kind, is_permanent)
);

-- Bounces in a row that were not for ever. A sign of life ends the row.
create table bounce_streaks (
  node_id uuid primary key,
  count int not null,
  first_at timestamptz not null,
  last_at timestamptz not null
);
