-- Messages out: through which servers, under which names, and the ledger of every message that was considered.
-- See docs/sending.md and decision 16.

-- SMTP servers. Without a row, SMTP_URL (or the development mailbox) is the only one.
create table mail_providers (
  id uuid primary key default uuidv7(),
  name text not null check (length(name) between 1 and 80),
  -- smtp://…, encrypted with the secret of the installation.
  url_sealed bytea not null,
  host text not null,
  streams text[] not null default '{campaign,transactional}' check (streams <@ '{campaign,transactional}' and cardinality(streams) > 0),
  -- The lowest that works is used; the next takes over while it fails.
  rank int not null default 1,
  per_second numeric check (per_second > 0),
  connections int not null default 10 check (connections between 1 and 100),
  -- So many on the first day, the second …; null: no warm-up. Days are UTC days since `warm_up_from`.
  warm_up int[],
  warm_up_from date,
  paused_at timestamptz,
  -- Connections and sign-ins that failed in a row, and when it may be tried again.
  failures int not null default 0,
  failing_until timestamptz,
  problem text,
  created_at timestamptz not null,
  created_by text not null
);
create unique index mail_providers_name on mail_providers (lower(name));

-- How many went through a provider on a day, for warm-up plans. '00000000-…' is the one of SMTP_URL.
create table mail_provider_days (
  provider_id uuid not null,
  day date not null,
  sent bigint not null default 0,
  primary key (provider_id, day)
);

-- How fast the mailboxes of a domain may be written to, e.g. gmail.com: 20 a second.
create table recipient_domains (
  domain text primary key,
  per_second numeric not null check (per_second > 0),
  changed_at timestamptz not null,
  changed_by text not null
);

-- Domains in whose name the shop writes, with the key that signs (DKIM) and what the last look into the DNS found.
create table sending_domains (
  id uuid primary key default uuidv7(),
  domain text not null unique,
  selector text not null,
  public_key text not null,
  private_key_sealed bytea not null,
  -- Where bounces go: bounces@<this>. Null: the domain itself.
  bounce_domain text,
  checks jsonb,
  checked_at timestamptz,
  created_at timestamptz not null,
  created_by text not null
);

-- Who a mail is from.
create table senders (
  id uuid primary key default uuidv7(),
  store_id uuid references stores,
  name text not null,
  email text not null,
  reply_to text,
  created_at timestamptz not null,
  created_by text not null,
  archived_at timestamptz
);
create unique index senders_address on senders (lower(email), lower(name)) where archived_at is null;

-- What belongs together: the messages of a campaign, or one stream of transactional mail. What asks for them (a campaign
-- has the same id) is a matter of the modules above.
create table mailings (
  id uuid primary key default uuidv7(),
  stream text not null check (stream in ('campaign', 'transactional')),
  purpose text not null check (purpose in ('marketing', 'service')),
  channel text not null check (channel in ('email', 'sms', 'whatsapp', 'push')),
  name text not null,
  store_id uuid references stores,
  sender_id uuid references senders,
  state text not null default 'active' check (state in ('active', 'paused', 'cancelled', 'done')),
  -- What each variant says: {"A": {"templateId": …, "version": 3, "subjects": {"en": …}}}.
  variants jsonb not null default '{}',
  created_at timestamptz not null
);
create index mailings_active on mailings (stream, id) where state = 'active';

-- Processes that send. One that is gone holds no lock 7258 on its number any more.
create table sending_workers (
  id uuid primary key,
  number int generated always as identity unique,
  started_at timestamptz not null,
  ended_at timestamptz
);

-- The ledger: one row for a customer and a mailing, whether it was sent or not, and why.
-- queued → handing (its data goes to the server) → sent | failed; a temporary refusal puts it back to queued with a later
-- send_at. A process that dies while handing leaves `unknown`: nobody can know; a person decides, or what comes back does.
create table messages (
  id uuid primary key default uuidv7(),
  mailing_id uuid not null references mailings,
  letter text not null default 'A',
  channel text not null,
  stream text not null,
  purpose text not null,
  -- The customer for whom it was made; the node of the address (the customer's own where there is none); whose that is now.
  recipient_id uuid not null,
  node_id uuid not null,
  customer_id uuid references customers,
  address text,
  language text,
  state text not null check (state in ('queued', 'handing', 'sent', 'failed', 'unknown', 'skipped', 'held_out', 'cancelled')),
  -- Of skipped: why not (docs/sending.md). Of failed: what kind of failure.
  reason text,
  -- The entry of the consent ledger that allowed it.
  consent_id uuid,
  send_at timestamptz not null,
  attempts int not null default 0,
  worker_id uuid,
  provider_id uuid,
  handed_at timestamptz,
  sent_at timestamptz,
  -- What the server said last, at most 500 characters.
  reply text,
  provider_message_id text,
  -- What came back, the first of each.
  delivered_at timestamptz,
  bounced_at timestamptz,
  complained_at timestamptz,
  opened_at timestamptz,
  clicked_at timestamptz,
  replied_at timestamptz,
  unsubscribed_at timestamptz,
  -- Of transactional mail: the template, and what it is filled with.
  template_id uuid,
  data jsonb,
  created_at timestamptz not null
) with (fillfactor = 85);
-- Nobody gets a mailing twice: neither as a customer nor at an address.
create unique index messages_once on messages (mailing_id, recipient_id) where stream = 'campaign';
create unique index messages_once_address on messages (mailing_id, node_id) where stream = 'campaign';
create index messages_queue on messages (mailing_id, send_at, id) where state = 'queued';
create index messages_handing on messages (worker_id) where state = 'handing';
create index messages_unknown on messages (handed_at desc, id desc) where state = 'unknown';
create index messages_customer on messages (customer_id, created_at desc, id desc) where customer_id is not null;
create index messages_node on messages (node_id);
create index messages_provider on messages (provider_message_id) where provider_message_id is not null;
create index messages_states on messages (mailing_id, state, reason);
insert into owned_by_nodes values ('messages');

-- A call of the API that was made before gets the message of then.
create table message_keys (
  key text primary key,
  digest text not null,
  message_id uuid not null references messages on delete cascade,
  created_at timestamptz not null
);
create index message_keys_message on message_keys (message_id);
create index message_keys_created on message_keys (created_at);

-- What recipients chose in the preference centre beside consent: how often, and not before.
create table contact_preferences (
  id uuid primary key default uuidv7(),
  node_id uuid not null,
  customer_id uuid references customers,
  channel text not null,
  paused_until timestamptz,
  at_most int check (at_most > 0),
  at_most_days int check (at_most_days > 0),
  changed_at timestamptz not null,
  unique (node_id, channel)
);
create index contact_preferences_customer on contact_preferences (customer_id) where customer_id is not null;
insert into owned_by_nodes values ('contact_preferences');
