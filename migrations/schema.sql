-- Written by bin/schema from the migrations; do not edit.

create table api_keys (
  id uuid default uuidv7() not null,
  name text not null,
  key_hash text not null,
  hint text not null,
  scopes text[] not null,
  staff_id uuid not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  revoked_by uuid,
  created_at timestamp with time zone default now() not null,
  UNIQUE (key_hash),
  PRIMARY KEY (id),
  FOREIGN KEY (revoked_by) REFERENCES staff(id),
  FOREIGN KEY (staff_id) REFERENCES staff(id)
);

create table audit_log (
  id uuid default uuidv7() not null,
  at timestamp with time zone not null,
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  ip text,
  action text not null,
  record_kind text not null,
  record_id text not null,
  record_label text,
  changes jsonb default '{}'::jsonb not null,
  PRIMARY KEY (id),
  CHECK ((actor_kind = ANY (ARRAY['staff'::text, 'key'::text, 'command'::text, 'suki'::text])))
);

create table bounce_streaks (
  node_id uuid not null,
  count integer not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  PRIMARY KEY (node_id)
);

create table brand_kits (
  store_id uuid not null,
  kit jsonb not null,
  updated_at timestamp with time zone not null,
  updated_by text not null,
  PRIMARY KEY (store_id),
  FOREIGN KEY (store_id) REFERENCES stores(id)
);

create table campaign_dry_run_people (
  campaign_id uuid not null,
  customer_id uuid not null,
  outcome text not null,
  PRIMARY KEY (campaign_id, customer_id),
  FOREIGN KEY (campaign_id) REFERENCES campaigns(id) ON DELETE CASCADE
);

create table campaign_dry_runs (
  campaign_id uuid not null,
  state text not null,
  asked_at timestamp with time zone not null,
  expected bigint,
  considered bigint default 0 not null,
  counts jsonb default '{}'::jsonb not null,
  problem text,
  PRIMARY KEY (campaign_id),
  FOREIGN KEY (campaign_id) REFERENCES campaigns(id) ON DELETE CASCADE,
  CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);

create table campaign_figures (
  campaign_id uuid not null,
  at timestamp with time zone not null,
  next_at timestamp with time zone,
  currency text,
  sent bigint not null,
  delivered bigint not null,
  opened bigint not null,
  clicked bigint not null,
  orders bigint not null,
  revenue_minor bigint not null,
  verdict text not null,
  brought_minor bigint,
  brought_from_minor bigint,
  brought_to_minor bigint,
  PRIMARY KEY (campaign_id),
  FOREIGN KEY (campaign_id) REFERENCES campaigns(id) ON DELETE CASCADE,
  CHECK ((verdict = ANY (ARRAY['more'::text, 'less'::text, 'unclear'::text, 'no_hold_out'::text, 'too_few'::text])))
);

create table campaigns (
  id uuid default uuidv7() not null,
  name text not null,
  store_id uuid,
  sender_id uuid,
  channel text default 'email'::text not null,
  purpose text default 'marketing'::text not null,
  state text default 'draft'::text not null,
  audience jsonb default '{"exclude": [], "include": []}'::jsonb not null,
  variants jsonb default '{}'::jsonb not null,
  test jsonb,
  hold_out_percent numeric default 5 not null,
  schedule jsonb default '{"kind": "now"}'::jsonb not null,
  attribution_days integer default 5 not null,
  touch text default 'click'::text not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  changed_at timestamp with time zone not null,
  launched_at timestamp with time zone,
  launched_by text,
  approved_at timestamp with time zone,
  approved_by text,
  starts_at timestamp with time zone,
  started_at timestamp with time zone,
  drawn_to uuid,
  drawn_at timestamp with time zone,
  considered bigint default 0 not null,
  winner text,
  winner_at timestamp with time zone,
  winner_because jsonb,
  finished_at timestamp with time zone,
  problem text,
  revision bigint default 1 not null,
  changed_by text not null,
  archived_at timestamp with time zone,
  archived_by text,
  PRIMARY KEY (id),
  FOREIGN KEY (sender_id) REFERENCES senders(id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK (((attribution_days >= 1) AND (attribution_days <= 30))),
  CHECK (((hold_out_percent >= (0)::numeric) AND (hold_out_percent <= (50)::numeric))),
  CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'whatsapp'::text]))),
  CHECK ((purpose = ANY (ARRAY['marketing'::text, 'service'::text]))),
  CHECK ((state = ANY (ARRAY['draft'::text, 'approval'::text, 'scheduled'::text, 'sending'::text, 'paused'::text, 'cancelled'::text, 'done'::text]))),
  CHECK ((touch = ANY (ARRAY['sent'::text, 'open'::text, 'click'::text])))
);

create table cart_doings (
  event_id uuid not null,
  store_id uuid not null,
  node_id uuid,
  customer_id uuid,
  cart_key text,
  kind text not null,
  at timestamp with time zone not null,
  said jsonb not null,
  cart_id uuid,
  PRIMARY KEY (event_id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK ((kind = ANY (ARRAY['added'::text, 'removed'::text, 'shown'::text, 'coupon'::text, 'coupon_off'::text, 'checkout'::text, 'step'::text, 'payment'::text, 'ordered'::text])))
);

create table carts (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  cart_key text,
  node_id uuid,
  customer_id uuid,
  state text not null,
  currency text not null,
  value_minor bigint not null,
  items_count integer not null,
  lines jsonb default '[]'::jsonb not null,
  discount_codes text[] default '{}'::text[] not null,
  checkout_step integer default 0 not null,
  returns integer default 0 not null,
  started_at timestamp with time zone not null,
  active_at timestamp with time zone not null,
  abandoned_at timestamp with time zone,
  ordered_at timestamp with time zone,
  order_number text,
  changed_xid xid8 default pg_current_xact_id() not null,
  PRIMARY KEY (id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CHECK ((state = ANY (ARRAY['open'::text, 'checkout'::text, 'ordered'::text, 'abandoned'::text])))
);

create table categories (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  name text not null,
  created_at timestamp with time zone default now() not null,
  UNIQUE (store_id, name),
  PRIMARY KEY (id),
  FOREIGN KEY (store_id) REFERENCES stores(id)
);

create table consent_confirmations (
  id uuid default uuidv7() not null,
  node_id uuid not null,
  customer_id uuid,
  store_id uuid,
  channels text[] not null,
  purposes text[] not null,
  wording_version text,
  language text not null,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customers(id),
  FOREIGN KEY (store_id) REFERENCES stores(id)
);

create table consent_import_bad_rows (
  import_id uuid not null,
  row_no integer not null,
  reasons jsonb not null,
  raw text[] not null,
  PRIMARY KEY (import_id, row_no),
  FOREIGN KEY (import_id) REFERENCES consent_imports(id) ON DELETE CASCADE
);

create table consent_imports (
  id uuid default uuidv7() not null,
  file_name text not null,
  header text[] not null,
  rows_read integer not null,
  rows_recorded integer not null,
  rows_known integer not null,
  rows_bad integer not null,
  imported_by text not null,
  imported_at timestamp with time zone not null,
  PRIMARY KEY (id)
);

create table consent_states (
  customer_id uuid not null,
  channel text not null,
  purpose text not null,
  state text not null,
  consent_id uuid not null,
  occurred_at timestamp with time zone not null,
  changed_xid xid8 default pg_current_xact_id() not null,
  PRIMARY KEY (customer_id, channel, purpose),
  FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE CASCADE
);

create table consent_wording_texts (
  wording_id uuid not null,
  language text not null,
  text text not null,
  PRIMARY KEY (wording_id, language),
  FOREIGN KEY (wording_id) REFERENCES consent_wordings(id) ON DELETE CASCADE
);

create table consent_wordings (
  id uuid default uuidv7() not null,
  version text not null,
  note text default ''::text not null,
  channels text[] not null,
  purposes text[] not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  retired_at timestamp with time zone,
  retired_by text,
  UNIQUE (version),
  PRIMARY KEY (id)
);

create table consents (
  id uuid default uuidv7() not null,
  seq bigint generated always as identity not null,
  node_id uuid not null,
  customer_id uuid,
  seen uuid[] not null,
  channel text not null,
  purpose text not null,
  decision text not null,
  source text not null,
  source_id uuid,
  told_by uuid,
  wording_version text,
  wording_text text,
  language text,
  occurred_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  proof jsonb default '{}'::jsonb not null,
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customers(id),
  CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'whatsapp'::text, 'push'::text, 'phone'::text, 'post'::text]))),
  CHECK ((decision = ANY (ARRAY['granted'::text, 'denied'::text, 'pending'::text, 'withdrawn'::text]))),
  CHECK ((purpose = ANY (ARRAY['marketing'::text, 'service'::text, 'profiling'::text]))),
  CHECK ((source = ANY (ARRAY['event'::text, 'traits'::text, 'staff'::text, 'api'::text, 'import'::text, 'confirmation'::text, 'preferences'::text])))
);

create table contact_preferences (
  id uuid default uuidv7() not null,
  node_id uuid not null,
  customer_id uuid,
  channel text not null,
  paused_until timestamp with time zone,
  at_most integer,
  at_most_days integer,
  changed_at timestamp with time zone not null,
  seen uuid[] default '{}'::uuid[] not null,
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customers(id),
  CHECK ((at_most > 0)),
  CHECK ((at_most_days > 0))
);

create table customer_identifiers (
  kind text not null,
  value text not null,
  customer_id uuid not null,
  created_at timestamp with time zone default now() not null,
  id uuid not null,
  cluster_id uuid not null,
  component_id uuid,
  moved boolean default false not null,
  met_at timestamp with time zone default now() not null,
  changed_xid xid8 default pg_current_xact_id() not null,
  PRIMARY KEY (kind, value)
);

create table customer_notes (
  id uuid default uuidv7() not null,
  customer_id uuid not null,
  body text not null,
  author_id text,
  author_name text not null,
  created_at timestamp with time zone not null,
  edited_at timestamp with time zone,
  deleted_at timestamp with time zone,
  deleted_by text,
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE CASCADE,
  CHECK (((length(body) >= 1) AND (length(body) <= 10000)))
);

create table customer_traits (
  node_id uuid not null,
  trait text not null,
  source_id uuid not null,
  value jsonb not null,
  at timestamp with time zone not null,
  event_id uuid,
  PRIMARY KEY (node_id, trait, source_id)
);

create table customer_words (
  word text not null,
  customer_id uuid not null,
  PRIMARY KEY (word, customer_id)
);

create table customers (
  id uuid default uuidv7() not null,
  name text default ''::text not null,
  first_name text,
  last_name text,
  email text,
  phone text,
  language text,
  country text,
  city text,
  birthday date,
  gender text,
  tags text[] default '{}'::text[] not null,
  traits jsonb default '{}'::jsonb not null,
  orders_count integer default 0 not null,
  spent_minor bigint default 0 not null,
  currency text,
  first_order_at timestamp with time zone,
  last_order_at timestamp with time zone,
  last_seen_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  changed_xid xid8 default pg_current_xact_id() not null,
  search text generated always as (search_text(((((((((name || ' '::text) || COALESCE(first_name, ''::text)) || ' '::text) || COALESCE(last_name, ''::text)) || ' '::text) || COALESCE(email, ''::text)) || ' '::text) || COALESCE(phone, ''::text)))) stored not null,
  sort_name text generated always as ("left"(btrim(search_text(name)), 60)) stored not null,
  ordinal integer generated always as identity not null,
  merged_into uuid,
  merged_at timestamp with time zone,
  anchor_id uuid,
  first_seen_at timestamp with time zone,
  told boolean default false not null,
  preferred_channel text,
  preferred_store_id uuid,
  own_tags text[],
  PRIMARY KEY (id),
  FOREIGN KEY (merged_into) REFERENCES customers(id),
  FOREIGN KEY (preferred_store_id) REFERENCES stores(id),
  CHECK ((country ~ '^[A-Z]{2}$'::text))
);

create table deletions (
  xid xid8 default pg_current_xact_id() not null,
  seq bigint generated always as identity not null,
  table_name text not null,
  row_id uuid not null,
  key jsonb default '{}'::jsonb not null,
  row_xid xid8 default pg_current_xact_id() not null,
  PRIMARY KEY (xid, seq)
);

create table dkim_keys (
  id uuid default uuidv7() not null,
  domain_id uuid not null,
  selector text not null,
  public_key text not null,
  private_key_sealed bytea,
  created_at timestamp with time zone not null,
  created_by text not null,
  retired_at timestamp with time zone,
  found jsonb,
  UNIQUE (domain_id, selector),
  PRIMARY KEY (id),
  FOREIGN KEY (domain_id) REFERENCES sending_domains(id) ON DELETE CASCADE,
  CHECK (((private_key_sealed IS NULL) = (retired_at IS NOT NULL)))
);

create table drift_warnings (
  id uuid default uuidv7() not null,
  event_id uuid not null,
  source_id uuid not null,
  kind text not null,
  path text default ''::text not null,
  found text default ''::text not null,
  seen_count bigint not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  dismissed_at timestamp with time zone,
  dismissed_by text,
  UNIQUE (event_id, source_id, kind, path, found),
  PRIMARY KEY (id),
  FOREIGN KEY (event_id) REFERENCES tracked_events(id) ON DELETE CASCADE,
  FOREIGN KEY (source_id) REFERENCES sources(id) ON DELETE CASCADE,
  CHECK ((kind = ANY (ARRAY['new_event'::text, 'new_property'::text, 'changed_type'::text, 'missing_required'::text])))
);

create table events (
  xid xid8 default pg_current_xact_id() not null,
  seq bigint generated always as identity not null,
  id uuid not null,
  source_id uuid not null,
  type text default 'track'::text not null,
  name text not null,
  node_id uuid,
  store_id uuid,
  anonymous_id text,
  user_id text,
  properties jsonb default '{}'::jsonb not null,
  context jsonb default '{}'::jsonb not null,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone default now() not null,
  PRIMARY KEY (xid, seq)
);

create table group_members (
  group_id uuid not null,
  node_id uuid not null,
  customer_id uuid,
  since timestamp with time zone not null,
  PRIMARY KEY (group_id, node_id),
  FOREIGN KEY (group_id) REFERENCES groups(id) ON DELETE CASCADE
);

create table groups (
  id uuid default uuidv7() not null,
  store_id uuid,
  external_id text not null,
  kind text not null,
  name text default ''::text not null,
  traits jsonb default '{}'::jsonb not null,
  told_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  UNIQUE NULLS NOT DISTINCT (store_id, external_id),
  PRIMARY KEY (id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK ((kind = ANY (ARRAY['household'::text, 'company'::text])))
);

create table idempotency_keys (
  caller text not null,
  key text not null,
  digest text not null,
  answer jsonb,
  created_at timestamp with time zone default now() not null,
  PRIMARY KEY (caller, key)
);

create table identity_cuts (
  id uuid default uuidv7() not null,
  ones uuid[] not null,
  others uuid[] not null,
  by_staff text not null,
  at timestamp with time zone not null,
  PRIMARY KEY (id)
);

create table identity_moves (
  id uuid default uuidv7() not null,
  node_id uuid not null,
  from_id uuid not null,
  to_id uuid not null,
  because uuid,
  at timestamp with time zone not null,
  PRIMARY KEY (id)
);

create table identity_observations (
  id uuid not null,
  cluster_id uuid not null,
  at timestamp with time zone not null,
  event_id uuid not null,
  source_id uuid not null,
  nodes uuid[] not null,
  by_staff text,
  PRIMARY KEY (id)
);

create table import_bad_rows (
  import_id uuid not null,
  row_no bigint not null,
  kind text not null,
  reasons jsonb not null,
  raw text[] not null,
  PRIMARY KEY (import_id, row_no),
  FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE,
  CHECK ((kind = ANY (ARRAY['bad'::text, 'left_out'::text])))
);

create table import_chunks (
  import_id uuid not null,
  n integer not null,
  bytes bytea not null,
  PRIMARY KEY (import_id, n),
  FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE
);

create table imports (
  id uuid default uuidv7() not null,
  kind text not null,
  store_id uuid not null,
  file_name text not null,
  file_size bigint not null,
  file_in text not null,
  file_digest text,
  state text not null,
  settings jsonb default '{}'::jsonb not null,
  mapping jsonb default '{}'::jsonb not null,
  header text[] default '{}'::text[] not null,
  step text default 'reading'::text not null,
  chunk integer default 0 not null,
  chunks integer default 0 not null,
  ahead integer[] default '{}'::integer[] not null,
  rows_read bigint default 0 not null,
  rows_staged bigint default 0 not null,
  rows_bad bigint default 0 not null,
  rows_left_out bigint default 0 not null,
  bytes_read bigint default 0 not null,
  counts jsonb default '{}'::jsonb not null,
  problem text,
  started_by text not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  PRIMARY KEY (id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK ((file_in = ANY (ARRAY['chunks'::text, 'command'::text]))),
  CHECK ((kind = ANY (ARRAY['customers'::text, 'products'::text, 'orders'::text, 'order-lines'::text]))),
  CHECK ((state = ANY (ARRAY['uploading'::text, 'waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))),
  CHECK ((step = ANY (ARRAY['reading'::text, 'customers'::text, 'products'::text, 'orders'::text, 'refunds'::text, 'finishing'::text])))
);

create table inbound_mails (
  id uuid default uuidv7() not null,
  digest bytea not null,
  way text not null,
  envelope_from text not null,
  envelope_to text[] not null,
  raw bytea,
  size_bytes integer not null,
  received_at timestamp with time zone not null,
  state text default 'waiting'::text not null,
  read_at timestamp with time zone,
  problem text,
  kind text,
  message_id uuid,
  node_id uuid,
  customer_id uuid,
  sender text,
  subject text,
  mail_id text,
  in_reply_to text,
  thread_ids text[] default '{}'::text[] not null,
  body text,
  html text,
  attachments jsonb default '[]'::jsonb not null,
  understood jsonb default '{}'::jsonb not null,
  mentioned text[] default '{}'::text[] not null,
  UNIQUE (digest),
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customers(id),
  FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE SET NULL,
  CHECK ((kind = ANY (ARRAY['bounce'::text, 'delivered'::text, 'complaint'::text, 'auto_reply'::text, 'reply'::text]))),
  CHECK ((state = ANY (ARRAY['waiting'::text, 'read'::text, 'unreadable'::text]))),
  CHECK ((way = ANY (ARRAY['smtp'::text, 'lmtp'::text, 'imap'::text])))
);

create table inbound_ways (
  way text not null,
  address text not null,
  certificate_until timestamp with time zone,
  started_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  stopped_at timestamp with time zone,
  problem text,
  problem_at timestamp with time zone,
  PRIMARY KEY (way, address),
  CHECK ((way = ANY (ARRAY['smtp'::text, 'lmtp'::text, 'imap'::text])))
);

create table intake_digests (
  store_id uuid not null,
  kind text not null,
  key text not null,
  digest uuid not null,
  PRIMARY KEY (store_id, kind, key),
  FOREIGN KEY (store_id) REFERENCES stores(id) ON DELETE CASCADE,
  CHECK ((kind = ANY (ARRAY['order'::text, 'order-lines'::text, 'refund'::text])))
);

create table log_failures (
  event_id uuid not null,
  reader text not null,
  error text not null,
  at timestamp with time zone not null,
  PRIMARY KEY (event_id, reader)
);

create table log_position (
  one boolean default true not null,
  xid xid8 not null,
  seq bigint not null,
  read_at timestamp with time zone,
  PRIMARY KEY (one),
  CHECK (one)
);

create table mail_provider_days (
  provider_id uuid not null,
  day date not null,
  sent bigint default 0 not null,
  PRIMARY KEY (provider_id, day)
);

create table mail_providers (
  id uuid default uuidv7() not null,
  name text not null,
  url_sealed bytea not null,
  host text not null,
  streams text[] default '{campaign,transactional}'::text[] not null,
  rank integer default 1 not null,
  per_second numeric,
  connections integer default 10 not null,
  warm_up integer[],
  warm_up_from date,
  paused_at timestamp with time zone,
  failures integer default 0 not null,
  failing_until timestamp with time zone,
  problem text,
  created_at timestamp with time zone not null,
  created_by text not null,
  PRIMARY KEY (id),
  CHECK (((connections >= 1) AND (connections <= 100))),
  CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  CHECK (((streams <@ '{campaign,transactional}'::text[]) AND (cardinality(streams) > 0))),
  CHECK ((per_second > (0)::numeric))
);

create table mailbox_mails (
  id uuid default uuidv7() not null,
  received_at timestamp with time zone not null,
  envelope_from text not null,
  envelope_to text[] not null,
  raw bytea not null,
  size_bytes integer generated always as (octet_length(raw)) stored,
  parsed_at timestamp with time zone,
  subject text default ''::text not null,
  sender text default ''::text not null,
  text text,
  html text,
  headers jsonb default '[]'::jsonb not null,
  attachments jsonb default '[]'::jsonb not null,
  search text generated always as (fold(((((subject || ' '::text) || sender) || ' '::text) || "left"(COALESCE(text, ''::text), 10000)))) stored,
  PRIMARY KEY (id)
);

create table mailings (
  id uuid default uuidv7() not null,
  stream text not null,
  purpose text not null,
  channel text not null,
  name text not null,
  store_id uuid,
  sender_id uuid,
  state text default 'active'::text not null,
  variants jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone not null,
  template_id uuid,
  PRIMARY KEY (id),
  FOREIGN KEY (sender_id) REFERENCES senders(id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'whatsapp'::text, 'push'::text]))),
  CHECK ((purpose = ANY (ARRAY['marketing'::text, 'service'::text]))),
  CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'cancelled'::text, 'done'::text]))),
  CHECK ((stream = ANY (ARRAY['campaign'::text, 'transactional'::text])))
);

create table merge_suggestions (
  id uuid default uuidv7() not null,
  one_id uuid not null,
  other_id uuid not null,
  reasons text[] not null,
  score integer not null,
  state text default 'open'::text not null,
  found_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  decided_by text,
  merged_id uuid,
  UNIQUE (one_id, other_id),
  PRIMARY KEY (id),
  FOREIGN KEY (one_id) REFERENCES customers(id) ON DELETE CASCADE,
  FOREIGN KEY (other_id) REFERENCES customers(id) ON DELETE CASCADE,
  CHECK (((score >= 0) AND (score <= 100))),
  CHECK ((one_id < other_id)),
  CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'dismissed'::text])))
);

create table message_keys (
  key text not null,
  digest text not null,
  message_id uuid not null,
  created_at timestamp with time zone not null,
  PRIMARY KEY (key),
  FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE CASCADE
);

create table message_returns (
  id uuid default uuidv7() not null,
  message_id uuid not null,
  kind text not null,
  is_permanent boolean default false not null,
  reason text,
  status text,
  smtp_code integer,
  diagnostic text,
  source text not null,
  source_id uuid,
  at timestamp with time zone not null,
  PRIMARY KEY (id),
  FOREIGN KEY (message_id) REFERENCES messages(id) ON DELETE CASCADE,
  CHECK ((kind = ANY (ARRAY['delivered'::text, 'delayed'::text, 'bounced'::text, 'complained'::text, 'replied'::text])))
);

create table messages (
  id uuid default uuidv7() not null,
  mailing_id uuid not null,
  letter text default 'A'::text not null,
  channel text not null,
  stream text not null,
  purpose text not null,
  recipient_id uuid not null,
  node_id uuid not null,
  customer_id uuid,
  address text,
  language text,
  state text not null,
  reason text,
  consent_id uuid,
  send_at timestamp with time zone not null,
  attempts integer default 0 not null,
  worker_id uuid,
  provider_id uuid,
  handed_at timestamp with time zone,
  sent_at timestamp with time zone,
  reply text,
  provider_message_id text,
  delivered_at timestamp with time zone,
  bounced_at timestamp with time zone,
  complained_at timestamp with time zone,
  opened_at timestamp with time zone,
  clicked_at timestamp with time zone,
  replied_at timestamp with time zone,
  unsubscribed_at timestamp with time zone,
  template_id uuid,
  data jsonb,
  created_at timestamp with time zone not null,
  eligible boolean default false not null,
  planned_at timestamp with time zone,
  slot_at timestamp with time zone,
  decided_at timestamp with time zone,
  decided_by text,
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customers(id),
  FOREIGN KEY (mailing_id) REFERENCES mailings(id),
  CHECK ((state = ANY (ARRAY['queued'::text, 'handing'::text, 'sent'::text, 'failed'::text, 'unknown'::text, 'skipped'::text, 'held_out'::text, 'cancelled'::text])))
);

create table migrations (
  number integer not null,
  name text not null,
  digest text not null,
  applied_at timestamp with time zone default now() not null,
  PRIMARY KEY (number)
);

create table node_activity (
  node_id uuid not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  events_count bigint not null,
  PRIMARY KEY (node_id)
);

create table order_lines (
  id uuid default uuidv7() not null,
  order_id uuid not null,
  position integer not null,
  product_id uuid,
  variant_id uuid,
  sku text default ''::text not null,
  title text default ''::text not null,
  quantity numeric(14,3) not null,
  unit_price_minor bigint not null,
  discount_minor bigint default 0 not null,
  tax_minor bigint default 0 not null,
  total_minor bigint not null,
  changed_xid xid8 default pg_current_xact_id() not null,
  UNIQUE (order_id, "position"),
  PRIMARY KEY (id),
  FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE,
  FOREIGN KEY (product_id) REFERENCES products(id),
  FOREIGN KEY (variant_id) REFERENCES variants(id)
);

create table order_reports (
  event_id uuid not null,
  store_id uuid not null,
  number text not null,
  kind text not null,
  rank smallint not null,
  source_id uuid not null,
  node_id uuid,
  names boolean not null,
  at timestamp with time zone not null,
  said jsonb not null,
  PRIMARY KEY (event_id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK ((kind = ANY (ARRAY['completed'::text, 'updated'::text, 'refunded'::text, 'cancelled'::text])))
);

create table orders (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  number text not null,
  customer_id uuid,
  channel text default 'web'::text not null,
  currency text not null,
  subtotal_minor bigint not null,
  discount_minor bigint default 0 not null,
  shipping_minor bigint default 0 not null,
  tax_minor bigint default 0 not null,
  tax_included boolean default true not null,
  total_minor bigint not null,
  refunded_minor bigint default 0 not null,
  items_count integer default 0 not null,
  payment_state text default 'paid'::text not null,
  discount_codes text[] default '{}'::text[] not null,
  email text,
  phone text,
  country text,
  city text,
  placed_at timestamp with time zone not null,
  cancelled_at timestamp with time zone,
  cancel_reason text,
  source_id uuid not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  changed_xid xid8 default pg_current_xact_id() not null,
  ship_name text,
  address text,
  postal_code text,
  region text,
  node_id uuid,
  UNIQUE (store_id, number),
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customers(id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK ((channel = ANY (ARRAY['web'::text, 'app'::text, 'shop_floor'::text, 'phone'::text, 'marketplace'::text, 'other'::text]))),
  CHECK ((country ~ '^[A-Z]{2}$'::text)),
  CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CHECK ((payment_state = ANY (ARRAY['pending'::text, 'paid'::text, 'partially_refunded'::text, 'refunded'::text, 'voided'::text])))
);

create table owned_by_nodes (
  table_name text not null,
  PRIMARY KEY (table_name)
);

create table privacy_file_chunks (
  request_id uuid not null,
  n integer not null,
  bytes bytea not null,
  PRIMARY KEY (request_id, n),
  FOREIGN KEY (request_id) REFERENCES privacy_requests(id) ON DELETE CASCADE
);

create table privacy_requests (
  id uuid default uuidv7() not null,
  kind text not null,
  state text not null,
  customer_id uuid not null,
  label text,
  note text default ''::text not null,
  asked_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  asked_by text not null,
  decided_at timestamp with time zone,
  decided_by text,
  refused_because text,
  finished_at timestamp with time zone,
  progress jsonb default '{}'::jsonb not null,
  problem text,
  removed jsonb default '{}'::jsonb not null,
  certificate jsonb,
  wanted bytea,
  file_bytes bigint,
  file_expires_at timestamp with time zone,
  fetched_at timestamp with time zone,
  PRIMARY KEY (id),
  CHECK ((kind = ANY (ARRAY['export'::text, 'erase'::text, 'restrict'::text, 'unrestrict'::text]))),
  CHECK ((state = ANY (ARRAY['open'::text, 'running'::text, 'done'::text, 'failed'::text, 'refused'::text])))
);

create table product_pairs (
  product_id uuid not null,
  other_id uuid not null,
  orders integer not null,
  score real not null,
  found_at timestamp with time zone not null,
  PRIMARY KEY (product_id, other_id),
  FOREIGN KEY (other_id) REFERENCES products(id) ON DELETE CASCADE,
  FOREIGN KEY (product_id) REFERENCES products(id) ON DELETE CASCADE
);

create table product_sales (
  product_id uuid not null,
  sold numeric(14,3) default 0 not null,
  revenue_minor bigint default 0 not null,
  PRIMARY KEY (product_id),
  FOREIGN KEY (product_id) REFERENCES products(id) ON DELETE CASCADE
);

create table product_shelves (
  shelf_id uuid not null,
  place smallint not null,
  product_id uuid not null,
  found_at timestamp with time zone not null,
  PRIMARY KEY (shelf_id, place),
  FOREIGN KEY (product_id) REFERENCES products(id) ON DELETE CASCADE
);

create table products (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  external_id text not null,
  title text not null,
  brand text,
  category_id uuid,
  status text default 'active'::text not null,
  image_url text,
  tags text[] default '{}'::text[] not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  changed_xid xid8 default pg_current_xact_id() not null,
  search text generated always as (fold(((((title || ' '::text) || external_id) || ' '::text) || COALESCE(brand, ''::text)))) stored,
  UNIQUE (store_id, external_id),
  PRIMARY KEY (id),
  FOREIGN KEY (category_id) REFERENCES categories(id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK ((status = ANY (ARRAY['active'::text, 'draft'::text, 'archived'::text])))
);

create table recent_messages (
  id uuid default uuidv7() not null,
  source_id uuid not null,
  received_at timestamp with time zone not null,
  outcome text not null,
  event_id uuid not null,
  type text not null,
  name text not null,
  message jsonb not null,
  PRIMARY KEY (id),
  CHECK ((outcome = ANY (ARRAY['accepted'::text, 'duplicate'::text])))
);

create table recipient_domains (
  domain text not null,
  per_second numeric not null,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  next_at timestamp with time zone,
  PRIMARY KEY (domain),
  CHECK ((per_second > (0)::numeric))
);

create table recounts_due (
  customer_id uuid not null
);

create table refund_lines (
  id uuid default uuidv7() not null,
  refund_id uuid not null,
  position integer not null,
  order_line_id uuid,
  product_id uuid,
  variant_id uuid,
  sku text default ''::text not null,
  title text default ''::text not null,
  quantity numeric(14,3) not null,
  amount_minor bigint not null,
  changed_xid xid8 default pg_current_xact_id() not null,
  UNIQUE (refund_id, "position"),
  PRIMARY KEY (id),
  FOREIGN KEY (order_line_id) REFERENCES order_lines(id) ON DELETE SET NULL,
  FOREIGN KEY (product_id) REFERENCES products(id),
  FOREIGN KEY (refund_id) REFERENCES refunds(id) ON DELETE CASCADE,
  FOREIGN KEY (variant_id) REFERENCES variants(id)
);

create table refunds (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  number text not null,
  order_id uuid,
  customer_id uuid,
  currency text not null,
  amount_minor bigint not null,
  country text,
  reason text,
  refunded_at timestamp with time zone not null,
  source_id uuid not null,
  created_at timestamp with time zone default now() not null,
  changed_xid xid8 default pg_current_xact_id() not null,
  node_id uuid,
  UNIQUE (store_id, number),
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customers(id),
  FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE,
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK ((country ~ '^[A-Z]{2}$'::text)),
  CHECK ((currency ~ '^[A-Z]{3}$'::text))
);

create table rejected_messages (
  id uuid default uuidv7() not null,
  source_id uuid not null,
  received_at timestamp with time zone not null,
  violation text not null,
  message jsonb,
  type text,
  name text,
  details jsonb default '[]'::jsonb not null,
  envelope jsonb default '{}'::jsonb not null,
  mended_at timestamp with time zone,
  event_id uuid,
  PRIMARY KEY (id),
  FOREIGN KEY (source_id) REFERENCES sources(id)
);

create table reported_orders (
  order_id uuid not null,
  derived jsonb not null,
  PRIMARY KEY (order_id),
  FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE
);

create table restrictions (
  id uuid default uuidv7() not null,
  node_id uuid not null,
  customer_id uuid,
  restricted_at timestamp with time zone not null,
  restricted_by text not null,
  reason text default ''::text not null,
  lifted_at timestamp with time zone,
  lifted_by text,
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customers(id)
);

create table retention_rules (
  event_name text not null,
  days integer not null,
  set_at timestamp with time zone not null,
  set_by text not null,
  ran_at timestamp with time zone,
  deleted_last bigint default 0 not null,
  deleted_total bigint default 0 not null,
  PRIMARY KEY (event_name),
  CHECK (((days >= 1) AND (days <= 36500)))
);

create table return_hooks (
  provider text not null,
  key_sealed bytea not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  refused integer default 0 not null,
  refused_at timestamp with time zone,
  refused_because text,
  PRIMARY KEY (provider),
  CHECK ((provider = ANY (ARRAY['ses'::text, 'postmark'::text, 'sendgrid'::text, 'mailgun'::text]))),
  CHECK ((refused_because = ANY (ARRAY['signature'::text, 'stale'::text, 'unchecked'::text])))
);

create table return_notices (
  id uuid default uuidv7() not null,
  provider text not null,
  digest bytea not null,
  body text not null,
  received_at timestamp with time zone not null,
  state text default 'waiting'::text not null,
  read_at timestamp with time zone,
  problem text,
  UNIQUE (digest),
  PRIMARY KEY (id),
  CHECK ((state = ANY (ARRAY['waiting'::text, 'read'::text, 'unreadable'::text])))
);

create table saved_views (
  id uuid default uuidv7() not null,
  page text not null,
  name text not null,
  owner_id text not null,
  owner_name text not null,
  shared boolean default false not null,
  search jsonb default '{}'::jsonb not null,
  columns text[],
  position integer default 0 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  PRIMARY KEY (id)
);

create table score_runs (
  id uuid default uuidv7() not null,
  reason text not null,
  state text default 'waiting'::text not null,
  started_by text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  as_of timestamp with time zone,
  customers bigint,
  changed bigint,
  problem text,
  PRIMARY KEY (id),
  CHECK ((reason = ANY (ARRAY['night'::text, 'hand'::text, 'import'::text]))),
  CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text])))
);

create table scores (
  id uuid not null,
  recency smallint not null,
  frequency smallint not null,
  monetary smallint not null,
  rfm_group text not null,
  value_decile smallint not null,
  currency text not null,
  changed_xid xid8 default pg_current_xact_id() not null,
  PRIMARY KEY (id),
  CHECK (((frequency >= 1) AND (frequency <= 5))),
  CHECK (((monetary >= 1) AND (monetary <= 5))),
  CHECK (((recency >= 1) AND (recency <= 5))),
  CHECK (((value_decile >= 1) AND (value_decile <= 10)))
);

create table segment_drifts (
  segment_id uuid not null,
  day date not null,
  measure text not null,
  value bigint not null,
  usual double precision not null,
  spread double precision not null,
  found_at timestamp with time zone not null,
  PRIMARY KEY (segment_id, day, measure),
  FOREIGN KEY (segment_id) REFERENCES segments(id) ON DELETE CASCADE,
  CHECK ((measure = ANY (ARRAY['entered'::text, 'grown'::text])))
);

create table segment_due (
  customer_id uuid not null,
  due_at timestamp with time zone not null,
  PRIMARY KEY (customer_id)
);

create table segment_found (
  segment_id uuid not null,
  customer_id uuid not null,
  PRIMARY KEY (segment_id, customer_id),
  FOREIGN KEY (segment_id) REFERENCES segments(id) ON DELETE CASCADE
);

create table segment_keeper (
  one boolean default true not null,
  rebuild_wanted boolean default false not null,
  PRIMARY KEY (one),
  CHECK (one)
);

create table segment_members (
  segment_id uuid not null,
  customer_id uuid not null,
  entered_at timestamp with time zone not null,
  PRIMARY KEY (segment_id, customer_id),
  FOREIGN KEY (segment_id) REFERENCES segments(id) ON DELETE CASCADE
);

create table segment_moves (
  id uuid default uuidv7() not null,
  segment_id uuid not null,
  customer_id uuid not null,
  entered boolean not null,
  at timestamp with time zone not null,
  cause text not null,
  event_id uuid,
  PRIMARY KEY (id),
  FOREIGN KEY (segment_id) REFERENCES segments(id) ON DELETE CASCADE,
  CHECK ((cause = ANY (ARRAY['news'::text, 'time'::text, 'definition'::text, 'rebuild'::text, 'merge'::text])))
);

create table segment_rebuilds (
  one boolean default true not null,
  fence xid8 not null,
  wanted_at timestamp with time zone not null,
  rows_done bigint default 0 not null,
  rows_expected bigint,
  PRIMARY KEY (one),
  CHECK (one)
);

create table segment_touched (
  seq bigint generated always as identity not null,
  customer_id uuid not null,
  event_id uuid,
  xid xid8 default pg_current_xact_id() not null,
  PRIMARY KEY (xid, seq)
);

create table segment_versions (
  segment_id uuid not null,
  number integer not null,
  rule jsonb not null,
  time_zone text not null,
  state text not null,
  step text default 'waiting'::text not null,
  rows_done bigint default 0 not null,
  rows_expected bigint,
  problem text,
  made_by text not null,
  made_at timestamp with time zone not null,
  built_at timestamp with time zone,
  PRIMARY KEY (segment_id, number),
  FOREIGN KEY (segment_id) REFERENCES segments(id) ON DELETE CASCADE,
  CHECK ((state = ANY (ARRAY['building'::text, 'serving'::text, 'past'::text, 'failed'::text]))),
  CHECK ((step = ANY (ARRAY['waiting'::text, 'asking'::text, 'writing'::text, 'done'::text])))
);

create table segments (
  id uuid default uuidv7() not null,
  name text not null,
  description text default ''::text not null,
  store_id uuid,
  time_zone text not null,
  serving integer,
  members_count bigint default 0 not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  archived_at timestamp with time zone,
  archived_by text,
  watched boolean default true not null,
  watch_threshold double precision default 4 not null,
  watched_until date,
  PRIMARY KEY (id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  CHECK (((watch_threshold >= (2)::double precision) AND (watch_threshold <= (20)::double precision)))
);

create table senders (
  id uuid default uuidv7() not null,
  store_id uuid,
  name text not null,
  email text not null,
  reply_to text,
  created_at timestamp with time zone not null,
  created_by text not null,
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  FOREIGN KEY (store_id) REFERENCES stores(id)
);

create table sending_domains (
  id uuid default uuidv7() not null,
  domain text not null,
  selector text not null,
  public_key text not null,
  private_key_sealed bytea not null,
  bounce_domain text,
  checks jsonb,
  checked_at timestamp with time zone,
  created_at timestamp with time zone not null,
  created_by text not null,
  signs_since timestamp with time zone,
  UNIQUE (domain),
  PRIMARY KEY (id)
);

create table sending_workers (
  id uuid not null,
  number integer generated always as identity not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  UNIQUE (number),
  PRIMARY KEY (id)
);

create table settings (
  name text not null,
  value jsonb not null,
  updated_at timestamp with time zone default now() not null,
  PRIMARY KEY (name)
);

create table source_hours (
  source_id uuid not null,
  hour timestamp with time zone not null,
  accepted bigint default 0 not null,
  duplicate bigint default 0 not null,
  rejected bigint default 0 not null,
  last_accepted_at timestamp with time zone,
  PRIMARY KEY (source_id, hour),
  FOREIGN KEY (source_id) REFERENCES sources(id) ON DELETE CASCADE
);

create table source_minutes (
  source_id uuid not null,
  minute timestamp with time zone not null,
  lane smallint not null,
  accepted integer default 0 not null,
  duplicate integer default 0 not null,
  rejected integer default 0 not null,
  last_accepted_at timestamp with time zone,
  PRIMARY KEY (source_id, minute, lane),
  FOREIGN KEY (source_id) REFERENCES sources(id) ON DELETE CASCADE
);

create table sources (
  id uuid default uuidv7() not null,
  kind text not null,
  name text not null,
  store_id uuid,
  created_at timestamp with time zone default now() not null,
  write_key text,
  disabled_at timestamp with time zone,
  watched_until timestamp with time zone,
  enforcement text default 'watch'::text not null,
  precedence integer default 50 not null,
  UNIQUE (write_key),
  PRIMARY KEY (id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK ((enforcement = ANY (ARRAY['watch'::text, 'block'::text]))),
  CHECK ((kind = ANY (ARRAY['suki'::text, 'import'::text, 'web'::text, 'app'::text, 'server'::text, 'shop_floor'::text, 'channel'::text])))
);

create table staff (
  id uuid default uuidv7() not null,
  name text not null,
  email text not null,
  email_verified boolean default true not null,
  image text,
  role text not null,
  language text default 'en'::text not null,
  time_zone text default 'UTC'::text not null,
  theme text default 'system'::text not null,
  two_factor_enabled boolean default false not null,
  deactivated_at timestamp with time zone,
  deactivated_by uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  UNIQUE (email),
  PRIMARY KEY (id),
  FOREIGN KEY (deactivated_by) REFERENCES staff(id),
  CHECK (((role <> 'owner'::text) OR (deactivated_at IS NULL))),
  CHECK ((email = lower(email))),
  CHECK ((language = ANY (ARRAY['en'::text, 'fil'::text, 'ta'::text, 'nl'::text, 'ru'::text, 'gu'::text]))),
  CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'marketer'::text, 'agent'::text, 'analyst'::text]))),
  CHECK ((theme = ANY (ARRAY['system'::text, 'light'::text, 'dark'::text])))
);

create table staff_accounts (
  id uuid default uuidv7() not null,
  account_id text not null,
  provider_id text not null,
  staff_id uuid not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  UNIQUE (staff_id, provider_id),
  PRIMARY KEY (id),
  FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
);

create table staff_attempts (
  key text not null,
  count integer not null,
  since timestamp with time zone not null,
  PRIMARY KEY (key)
);

create table staff_invitations (
  id uuid default uuidv7() not null,
  email text not null,
  role text not null,
  language text default 'en'::text not null,
  token_hash text not null,
  invited_by uuid not null,
  sent_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  accepted_by uuid,
  revoked_at timestamp with time zone,
  revoked_by uuid,
  created_at timestamp with time zone default now() not null,
  UNIQUE (token_hash),
  PRIMARY KEY (id),
  FOREIGN KEY (accepted_by) REFERENCES staff(id),
  FOREIGN KEY (invited_by) REFERENCES staff(id),
  FOREIGN KEY (revoked_by) REFERENCES staff(id),
  CHECK ((email = lower(email))),
  CHECK ((language = ANY (ARRAY['en'::text, 'fil'::text, 'ta'::text, 'nl'::text, 'ru'::text, 'gu'::text]))),
  CHECK ((role = ANY (ARRAY['admin'::text, 'marketer'::text, 'agent'::text, 'analyst'::text])))
);

create table staff_passkeys (
  id uuid default uuidv7() not null,
  name text,
  public_key text not null,
  staff_id uuid not null,
  credential_id text not null,
  counter integer not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamp with time zone default now() not null,
  UNIQUE (credential_id),
  PRIMARY KEY (id),
  FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
);

create table staff_sessions (
  id uuid default uuidv7() not null,
  token text not null,
  staff_id uuid not null,
  ip_address text,
  user_agent text,
  expires_at timestamp with time zone not null,
  seen_at timestamp with time zone default now() not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  UNIQUE (token),
  PRIMARY KEY (id),
  FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
);

create table staff_two_factors (
  id uuid default uuidv7() not null,
  staff_id uuid not null,
  secret text not null,
  backup_codes text not null,
  verified boolean default true,
  failed_verification_count integer default 0,
  locked_until timestamp with time zone,
  UNIQUE (staff_id),
  PRIMARY KEY (id),
  FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
);

create table staff_verifications (
  id uuid default uuidv7() not null,
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  PRIMARY KEY (id)
);

create table stores (
  id uuid default uuidv7() not null,
  key text not null,
  name text not null,
  currency text not null,
  time_zone text not null,
  country text,
  created_at timestamp with time zone default now() not null,
  changed_xid xid8 default pg_current_xact_id() not null,
  cart_abandoned_minutes integer default 60 not null,
  UNIQUE (key),
  PRIMARY KEY (id),
  CHECK (((cart_abandoned_minutes >= 5) AND (cart_abandoned_minutes <= 10080))),
  CHECK ((country ~ '^[A-Z]{2}$'::text)),
  CHECK ((currency ~ '^[A-Z]{3}$'::text))
);

create table stories_due (
  node_id uuid not null
);

create table suppressions (
  id uuid default uuidv7() not null,
  node_id uuid not null,
  channel text not null,
  reason text not null,
  since timestamp with time zone not null,
  by_whom text not null,
  lifted_at timestamp with time zone,
  lifted_by text,
  PRIMARY KEY (id),
  CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'whatsapp'::text, 'push'::text, 'phone'::text, 'post'::text]))),
  CHECK ((reason = ANY (ARRAY['bounce'::text, 'complaint'::text, 'manual'::text, 'list'::text])))
);

create table tags (
  name text not null,
  created_at timestamp with time zone default now() not null,
  PRIMARY KEY (name)
);

create table template_images (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  token text not null,
  file_name text not null,
  alt text not null,
  media_type text not null,
  width integer not null,
  height integer not null,
  bytes integer not null,
  sha256 text not null,
  data bytea not null,
  added_by text not null,
  added_at timestamp with time zone not null,
  UNIQUE (store_id, sha256),
  UNIQUE (token),
  PRIMARY KEY (id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK ((alt <> ''::text))
);

create table template_versions (
  id uuid default uuidv7() not null,
  template_id uuid not null,
  number integer not null,
  content jsonb not null,
  built jsonb not null,
  note text not null,
  made_by text not null,
  made_at timestamp with time zone not null,
  UNIQUE (template_id, number),
  PRIMARY KEY (id),
  FOREIGN KEY (template_id) REFERENCES templates(id)
);

create table templates (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  name text not null,
  kind text not null,
  draft jsonb not null,
  revision integer default 1 not null,
  draft_by text not null,
  draft_at timestamp with time zone not null,
  version_id uuid,
  has_draft boolean default true not null,
  created_by text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  archived_at timestamp with time zone,
  PRIMARY KEY (id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  FOREIGN KEY (version_id) REFERENCES template_versions(id),
  CHECK ((kind = ANY (ARRAY['campaign'::text, 'transactional'::text])))
);

create table tombstones (
  node_id uuid not null,
  request_id uuid not null,
  erased_at timestamp with time zone not null,
  came_again bigint default 0 not null,
  came_last_at timestamp with time zone,
  PRIMARY KEY (node_id),
  FOREIGN KEY (request_id) REFERENCES privacy_requests(id)
);

create table tracked_events (
  id uuid default uuidv7() not null,
  name text not null,
  type text default 'track'::text not null,
  seen_count bigint default 0 not null,
  first_seen_at timestamp with time zone,
  last_seen_at timestamp with time zone,
  crowded_at timestamp with time zone,
  planned_at timestamp with time zone,
  planned_by text,
  note text default ''::text not null,
  expected jsonb default '[]'::jsonb not null,
  UNIQUE (name),
  PRIMARY KEY (id)
);

create table tracked_many_values (
  event_id uuid not null,
  path text not null,
  PRIMARY KEY (event_id, path),
  FOREIGN KEY (event_id) REFERENCES tracked_events(id) ON DELETE CASCADE
);

create table tracked_properties (
  event_id uuid not null,
  path text not null,
  type text not null,
  seen_count bigint not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  PRIMARY KEY (event_id, path, type),
  FOREIGN KEY (event_id) REFERENCES tracked_events(id) ON DELETE CASCADE,
  CHECK ((type = ANY (ARRAY['string'::text, 'number'::text, 'boolean'::text, 'date'::text, 'array'::text, 'object'::text, 'null'::text])))
);

create table tracked_sources (
  event_id uuid not null,
  source_id uuid not null,
  seen_count bigint not null,
  last_seen_at timestamp with time zone not null,
  PRIMARY KEY (event_id, source_id),
  FOREIGN KEY (event_id) REFERENCES tracked_events(id) ON DELETE CASCADE,
  FOREIGN KEY (source_id) REFERENCES sources(id) ON DELETE CASCADE
);

create table tracked_values (
  event_id uuid not null,
  path text not null,
  value text not null,
  seen_count bigint not null,
  PRIMARY KEY (event_id, path, value),
  FOREIGN KEY (event_id) REFERENCES tracked_events(id) ON DELETE CASCADE
);

create table tracking_hits (
  id bigint generated always as identity not null,
  message_id uuid not null,
  kind text not null,
  link_index integer,
  url text,
  suspect text,
  at timestamp with time zone not null,
  PRIMARY KEY (id),
  CHECK ((kind = ANY (ARRAY['open'::text, 'click'::text])))
);

create table unusable_events (
  event_id uuid not null,
  source_id uuid not null,
  store_id uuid,
  name text not null,
  reason text not null,
  occurred_at timestamp with time zone not null,
  found_at timestamp with time zone not null,
  PRIMARY KEY (event_id)
);

create table variants (
  id uuid default uuidv7() not null,
  product_id uuid not null,
  store_id uuid not null,
  sku text not null,
  title text default ''::text not null,
  barcode text,
  price_minor bigint,
  cost_minor bigint,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  changed_xid xid8 default pg_current_xact_id() not null,
  UNIQUE (store_id, sku),
  PRIMARY KEY (id),
  FOREIGN KEY (product_id) REFERENCES products(id) ON DELETE CASCADE,
  FOREIGN KEY (store_id) REFERENCES stores(id)
);

create table warehouse_days (
  generation_id uuid not null,
  store_id uuid not null,
  day date not null,
  noted bigint default nextval('warehouse_moments'::regclass) not null,
  PRIMARY KEY (generation_id, store_id, day),
  FOREIGN KEY (generation_id) REFERENCES warehouse_generations(id) ON DELETE CASCADE
);

create table warehouse_generations (
  id uuid default uuidv7() not null,
  cluster text not null,
  reason text not null,
  begun_at timestamp with time zone default now() not null,
  expected_rows bigint default 0 not null,
  swapping_since timestamp with time zone,
  serving_since timestamp with time zone,
  complete_at timestamp with time zone,
  PRIMARY KEY (id)
);

create table warehouse_positions (
  generation_id uuid not null,
  table_name text not null,
  done_xid xid8 default '0'::xid8 not null,
  done_key text not null,
  until_xid xid8 default '0'::xid8 not null,
  until_key text not null,
  rows_copied bigint default 0 not null,
  moved_at timestamp with time zone default now() not null,
  PRIMARY KEY (generation_id, table_name),
  FOREIGN KEY (generation_id) REFERENCES warehouse_generations(id) ON DELETE CASCADE
);

create table wishes (
  node_id uuid not null,
  store_id uuid not null,
  product_key text not null,
  customer_id uuid,
  product jsonb not null,
  wished boolean not null,
  at timestamp with time zone not null,
  event_id uuid not null,
  PRIMARY KEY (node_id, store_id, product_key),
  FOREIGN KEY (store_id) REFERENCES stores(id)
);

CREATE INDEX api_keys_staff ON public.api_keys USING btree (staff_id);

CREATE INDEX audit_log_action ON public.audit_log USING btree (action, at DESC, id DESC);

CREATE INDEX audit_log_actor ON public.audit_log USING btree (actor_id, at DESC, id DESC);

CREATE INDEX audit_log_at ON public.audit_log USING btree (at DESC, id DESC);

CREATE INDEX audit_log_record ON public.audit_log USING btree (record_kind, record_id, at DESC, id DESC);

CREATE INDEX campaign_dry_run_customers ON public.campaign_dry_run_people USING btree (customer_id);

CREATE INDEX campaign_dry_run_outcomes ON public.campaign_dry_run_people USING btree (campaign_id, outcome, customer_id);

CREATE INDEX campaign_figures_due ON public.campaign_figures USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX campaigns_changed ON public.campaigns USING btree (created_at DESC, id DESC);

CREATE INDEX campaigns_on ON public.campaigns USING btree (state, starts_at) WHERE (state = ANY (ARRAY['scheduled'::text, 'sending'::text]));

CREATE INDEX cart_doings_cart ON public.cart_doings USING btree (cart_id) WHERE (cart_id IS NOT NULL);

CREATE INDEX cart_doings_key ON public.cart_doings USING btree (store_id, cart_key, at DESC) WHERE (cart_key IS NOT NULL);

CREATE INDEX cart_doings_node ON public.cart_doings USING btree (node_id, store_id, at DESC) WHERE (node_id IS NOT NULL);

CREATE INDEX carts_active ON public.carts USING btree (active_at DESC, id DESC) WHERE ((items_count > 0) OR (value_minor > 0));

CREATE INDEX carts_changed ON public.carts USING btree (changed_xid, id);

CREATE INDEX carts_customer ON public.carts USING btree (customer_id, active_at DESC) WHERE (customer_id IS NOT NULL);

CREATE INDEX carts_node ON public.carts USING btree (node_id) WHERE (node_id IS NOT NULL);

CREATE INDEX carts_state ON public.carts USING btree (state, active_at DESC, id DESC) WHERE ((items_count > 0) OR (value_minor > 0));

CREATE INDEX carts_store ON public.carts USING btree (store_id, active_at DESC, id DESC) WHERE ((items_count > 0) OR (value_minor > 0));

CREATE INDEX carts_value ON public.carts USING btree (value_minor DESC, id DESC) WHERE ((items_count > 0) OR (value_minor > 0));

CREATE INDEX carts_waiting ON public.carts USING btree (store_id, active_at) WHERE ((state = ANY (ARRAY['open'::text, 'checkout'::text])) AND ((items_count > 0) OR (value_minor > 0)));

CREATE INDEX consent_confirmations_customer ON public.consent_confirmations USING btree (customer_id) WHERE (customer_id IS NOT NULL);

CREATE INDEX consent_confirmations_node ON public.consent_confirmations USING btree (node_id);

CREATE INDEX consent_states_counts ON public.consent_states USING btree (channel, purpose, state);

CREATE INDEX consents_customer ON public.consents USING btree (customer_id, channel, purpose) WHERE (customer_id IS NOT NULL);

CREATE INDEX consents_node ON public.consents USING btree (node_id);

CREATE INDEX consents_wording ON public.consents USING btree (wording_version) WHERE (wording_version IS NOT NULL);

CREATE INDEX contact_preferences_customer ON public.contact_preferences USING btree (customer_id) WHERE (customer_id IS NOT NULL);

CREATE INDEX contact_preferences_node ON public.contact_preferences USING btree (node_id);

CREATE INDEX customer_identifiers_changed ON public.customer_identifiers USING btree (changed_xid, id);

CREATE INDEX customer_identifiers_cluster ON public.customer_identifiers USING btree (cluster_id);

CREATE INDEX customer_identifiers_component ON public.customer_identifiers USING btree (component_id) WHERE (component_id IS NOT NULL);

CREATE INDEX customer_identifiers_customer ON public.customer_identifiers USING btree (customer_id);

CREATE INDEX customer_identifiers_value ON public.customer_identifiers USING btree (value);

CREATE INDEX customer_notes_customer ON public.customer_notes USING btree (customer_id, created_at DESC, id DESC);

CREATE INDEX customers_anchor ON public.customers USING btree (anchor_id) WHERE (anchor_id IS NOT NULL);

CREATE INDEX customers_changed ON public.customers USING btree (changed_xid, id);

CREATE INDEX customers_city ON public.customers USING btree (city);

CREATE INDEX customers_country ON public.customers USING btree (country);

CREATE INDEX customers_created ON public.customers USING btree (created_at DESC, id DESC);

CREATE INDEX customers_first_order ON public.customers USING btree (first_order_at, id) WHERE (first_order_at IS NOT NULL);

CREATE INDEX customers_language ON public.customers USING btree (language);

CREATE INDEX customers_last_order ON public.customers USING btree (COALESCE(last_order_at, '-infinity'::timestamp with time zone), id);

CREATE INDEX customers_last_order_oldest ON public.customers USING btree (COALESCE(last_order_at, 'infinity'::timestamp with time zone), id);

CREATE INDEX customers_merged ON public.customers USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX customers_name ON public.customers USING btree (sort_name, id);

CREATE INDEX customers_orders_count ON public.customers USING btree (orders_count DESC, id DESC);

CREATE INDEX customers_spent ON public.customers USING btree (spent_minor DESC, id DESC);

CREATE INDEX customers_tags ON public.customers USING gin (tags);

CREATE INDEX drift_warnings_open ON public.drift_warnings USING btree (last_seen_at DESC, id DESC) WHERE (dismissed_at IS NULL);

CREATE INDEX events_node ON public.events USING btree (node_id, occurred_at DESC, seq DESC) WHERE (node_id IS NOT NULL);

CREATE INDEX events_node_doings ON public.events USING btree (node_id, occurred_at DESC, seq DESC) WHERE ((node_id IS NOT NULL) AND (event_kind(type, name) <> 'visits'::text));

CREATE INDEX events_order ON public.events USING btree (((properties ->> 'order_id'::text)), store_id, occurred_at) WHERE ((properties ->> 'order_id'::text) IS NOT NULL);

CREATE INDEX group_members_customer ON public.group_members USING btree (customer_id) WHERE (customer_id IS NOT NULL);

CREATE INDEX group_members_node ON public.group_members USING btree (node_id);

CREATE INDEX groups_name ON public.groups USING btree (lower(name), id);

CREATE INDEX idempotency_keys_created ON public.idempotency_keys USING btree (created_at);

CREATE INDEX identity_cuts_ones ON public.identity_cuts USING gin (ones);

CREATE INDEX identity_cuts_others ON public.identity_cuts USING gin (others);

CREATE INDEX identity_moves_from ON public.identity_moves USING btree (from_id);

CREATE INDEX identity_moves_node ON public.identity_moves USING btree (node_id);

CREATE INDEX identity_moves_to ON public.identity_moves USING btree (to_id);

CREATE INDEX identity_observations_cluster ON public.identity_observations USING btree (cluster_id, at, event_id);

CREATE INDEX imports_created ON public.imports USING btree (created_at DESC, id DESC);

CREATE INDEX inbound_mails_customer ON public.inbound_mails USING btree (customer_id, received_at DESC, id DESC) WHERE (customer_id IS NOT NULL);

CREATE INDEX inbound_mails_kind ON public.inbound_mails USING btree (kind, received_at DESC, id DESC) WHERE (kind IS NOT NULL);

CREATE INDEX inbound_mails_mentioned ON public.inbound_mails USING gin (mentioned);

CREATE INDEX inbound_mails_message ON public.inbound_mails USING btree (message_id) WHERE (message_id IS NOT NULL);

CREATE INDEX inbound_mails_node ON public.inbound_mails USING btree (node_id) WHERE (node_id IS NOT NULL);

CREATE INDEX inbound_mails_raw ON public.inbound_mails USING btree (read_at) WHERE ((raw IS NOT NULL) AND (state = 'read'::text) AND (kind <> 'reply'::text));

CREATE INDEX inbound_mails_received ON public.inbound_mails USING btree (received_at DESC, id DESC);

CREATE INDEX inbound_mails_sender ON public.inbound_mails USING btree (lower(sender) text_pattern_ops) WHERE (sender IS NOT NULL);

CREATE INDEX inbound_mails_state ON public.inbound_mails USING btree (state, received_at DESC, id DESC) WHERE (state <> 'read'::text);

CREATE INDEX inbound_mails_unmatched ON public.inbound_mails USING btree (received_at DESC, id DESC) WHERE ((state = 'read'::text) AND (message_id IS NULL));

CREATE INDEX inbound_mails_way ON public.inbound_mails USING btree (way, received_at DESC);

CREATE INDEX mailbox_mails_received ON public.mailbox_mails USING btree (received_at DESC, id DESC);

CREATE INDEX mailbox_mails_search ON public.mailbox_mails USING gin (search gin_trgm_ops);

CREATE INDEX mailings_active ON public.mailings USING btree (stream, id) WHERE (state = 'active'::text);

CREATE INDEX merge_suggestions_list ON public.merge_suggestions USING btree (state, score DESC, id);

CREATE INDEX merge_suggestions_other ON public.merge_suggestions USING btree (other_id);

CREATE INDEX message_keys_created ON public.message_keys USING btree (created_at);

CREATE INDEX message_keys_message ON public.message_keys USING btree (message_id);

CREATE INDEX messages_clicked ON public.messages USING btree (mailing_id, clicked_at) WHERE (clicked_at IS NOT NULL);

CREATE INDEX messages_created ON public.messages USING btree (created_at DESC, id DESC);

CREATE INDEX messages_customer ON public.messages USING btree (customer_id, created_at DESC, id DESC) WHERE (customer_id IS NOT NULL);

CREATE INDEX messages_failed ON public.messages USING btree (created_at DESC, id DESC) WHERE (state = 'failed'::text);

CREATE INDEX messages_handing ON public.messages USING btree (worker_id) WHERE (state = 'handing'::text);

CREATE INDEX messages_mailing ON public.messages USING btree (mailing_id, created_at DESC, id DESC);

CREATE INDEX messages_node ON public.messages USING btree (node_id);

CREATE INDEX messages_provider ON public.messages USING btree (provider_message_id) WHERE (provider_message_id IS NOT NULL);

CREATE INDEX messages_queue ON public.messages USING btree (mailing_id, send_at, id) WHERE (state = 'queued'::text);

CREATE INDEX messages_returned ON public.messages USING btree (mailing_id, created_at DESC, id DESC) WHERE ((bounced_at IS NOT NULL) OR (complained_at IS NOT NULL) OR (unsubscribed_at IS NOT NULL) OR (replied_at IS NOT NULL));

CREATE INDEX messages_states ON public.messages USING btree (mailing_id, state, reason);

CREATE INDEX messages_transactional ON public.messages USING btree (created_at DESC, id DESC) WHERE (stream = 'transactional'::text);

CREATE INDEX messages_unknown ON public.messages USING btree (handed_at DESC, id DESC) WHERE (state = 'unknown'::text);

CREATE INDEX order_lines_changed ON public.order_lines USING btree (changed_xid, id);

CREATE INDEX order_lines_product ON public.order_lines USING btree (product_id, order_id);

CREATE INDEX order_reports_node ON public.order_reports USING btree (node_id) WHERE (node_id IS NOT NULL);

CREATE INDEX order_reports_order ON public.order_reports USING btree (store_id, number);

CREATE INDEX orders_cancelled ON public.orders USING btree (placed_at DESC, id DESC) WHERE (cancelled_at IS NOT NULL);

CREATE INDEX orders_changed ON public.orders USING btree (changed_xid, id);

CREATE INDEX orders_channel ON public.orders USING btree (channel, placed_at DESC, id DESC) WHERE (channel <> 'web'::text);

CREATE INDEX orders_codes ON public.orders USING gin (discount_codes) WHERE (discount_codes <> '{}'::text[]);

CREATE INDEX orders_country ON public.orders USING btree (country, placed_at DESC, id DESC) WHERE (country IS NOT NULL);

CREATE INDEX orders_customer ON public.orders USING btree (customer_id, placed_at DESC) WHERE (customer_id IS NOT NULL);

CREATE INDEX orders_email ON public.orders USING btree (lower(email) text_pattern_ops) WHERE (email IS NOT NULL);

CREATE INDEX orders_guests ON public.orders USING btree (placed_at DESC, id DESC) WHERE (customer_id IS NULL);

CREATE INDEX orders_node ON public.orders USING btree (node_id) WHERE (node_id IS NOT NULL);

CREATE INDEX orders_number ON public.orders USING btree (number text_pattern_ops);

CREATE INDEX orders_placed ON public.orders USING btree (placed_at DESC, id DESC);

CREATE INDEX orders_store_placed ON public.orders USING btree (store_id, placed_at DESC, id DESC);

CREATE INDEX orders_total ON public.orders USING btree (total_minor DESC, id DESC);

CREATE INDEX orders_unusual ON public.orders USING btree (payment_state, placed_at DESC, id DESC) WHERE (payment_state <> 'paid'::text);

CREATE INDEX privacy_requests_asked ON public.privacy_requests USING btree (asked_at DESC, id DESC);

CREATE INDEX privacy_requests_customer ON public.privacy_requests USING btree (customer_id, asked_at DESC);

CREATE INDEX privacy_requests_files ON public.privacy_requests USING btree (file_expires_at) WHERE (file_expires_at IS NOT NULL);

CREATE INDEX privacy_requests_open ON public.privacy_requests USING btree (due_at, id) WHERE (state = ANY (ARRAY['open'::text, 'running'::text, 'failed'::text]));

CREATE INDEX product_pairs_other ON public.product_pairs USING btree (other_id);

CREATE INDEX product_sales_revenue ON public.product_sales USING btree (revenue_minor DESC, product_id DESC);

CREATE INDEX product_sales_sold ON public.product_sales USING btree (sold DESC, product_id DESC);

CREATE INDEX product_shelves_found ON public.product_shelves USING btree (found_at);

CREATE INDEX product_shelves_product ON public.product_shelves USING btree (product_id);

CREATE INDEX products_brand ON public.products USING btree (store_id, brand) WHERE (brand IS NOT NULL);

CREATE INDEX products_category ON public.products USING btree (category_id, lower(title), id) WHERE (category_id IS NOT NULL);

CREATE INDEX products_changed ON public.products USING btree (changed_xid, id);

CREATE INDEX products_created ON public.products USING btree (created_at DESC, id DESC);

CREATE INDEX products_search ON public.products USING gin (search gin_trgm_ops);

CREATE INDEX products_title ON public.products USING btree (lower(title), id);

CREATE INDEX recent_messages_source ON public.recent_messages USING btree (source_id, received_at DESC, id DESC);

CREATE INDEX refund_lines_changed ON public.refund_lines USING btree (changed_xid, id);

CREATE INDEX refund_lines_order_line ON public.refund_lines USING btree (order_line_id) WHERE (order_line_id IS NOT NULL);

CREATE INDEX refunds_changed ON public.refunds USING btree (changed_xid, id);

CREATE INDEX refunds_customer ON public.refunds USING btree (customer_id) WHERE (customer_id IS NOT NULL);

CREATE INDEX refunds_node ON public.refunds USING btree (node_id) WHERE (node_id IS NOT NULL);

CREATE INDEX refunds_order ON public.refunds USING btree (order_id) WHERE (order_id IS NOT NULL);

CREATE INDEX refunds_refunded ON public.refunds USING btree (refunded_at DESC, id DESC);

CREATE INDEX rejected_messages_open ON public.rejected_messages USING btree (source_id, violation, id) WHERE (mended_at IS NULL);

CREATE INDEX rejected_messages_received ON public.rejected_messages USING btree (received_at);

CREATE INDEX rejected_messages_source ON public.rejected_messages USING btree (source_id, received_at DESC, id DESC);

CREATE INDEX restrictions_customer ON public.restrictions USING btree (customer_id) WHERE (customer_id IS NOT NULL);

CREATE INDEX restrictions_node ON public.restrictions USING btree (node_id);

CREATE INDEX return_notices_read ON public.return_notices USING btree (read_at) WHERE (state = 'read'::text);

CREATE INDEX return_notices_received ON public.return_notices USING btree (provider, received_at DESC);

CREATE INDEX return_notices_state ON public.return_notices USING btree (state, received_at) WHERE (state <> 'read'::text);

CREATE INDEX saved_views_page ON public.saved_views USING btree (page, "position", id);

CREATE INDEX score_runs_started ON public.score_runs USING btree (started_at DESC);

CREATE INDEX scores_changed ON public.scores USING btree (changed_xid, id);

CREATE INDEX segment_due_at ON public.segment_due USING btree (due_at);

CREATE INDEX segment_members_customer ON public.segment_members USING btree (customer_id);

CREATE INDEX segment_members_entered ON public.segment_members USING btree (segment_id, entered_at DESC, customer_id DESC);

CREATE INDEX segment_moves_customer ON public.segment_moves USING btree (customer_id, at DESC, id DESC);

CREATE INDEX segment_moves_segment ON public.segment_moves USING btree (segment_id, at DESC, id DESC) INCLUDE (entered);

CREATE INDEX staff_attempts_since ON public.staff_attempts USING btree (since);

CREATE INDEX staff_passkeys_staff ON public.staff_passkeys USING btree (staff_id);

CREATE INDEX staff_sessions_staff ON public.staff_sessions USING btree (staff_id, seen_at DESC);

CREATE INDEX staff_verifications_expires ON public.staff_verifications USING btree (expires_at);

CREATE INDEX staff_verifications_identifier ON public.staff_verifications USING btree (identifier);

CREATE INDEX stores_changed ON public.stores USING btree (changed_xid, id);

CREATE INDEX template_images_listed ON public.template_images USING btree (store_id, added_at DESC, id DESC);

CREATE INDEX templates_listed ON public.templates USING btree (updated_at DESC, id DESC);

CREATE INDEX tombstones_request ON public.tombstones USING btree (request_id);

CREATE INDEX tracked_events_seen ON public.tracked_events USING btree (seen_count DESC, id DESC);

CREATE INDEX tracking_hits_message ON public.tracking_hits USING btree (message_id, at);

CREATE INDEX unusable_events_occurred ON public.unusable_events USING btree (occurred_at DESC, event_id DESC);

CREATE INDEX variants_changed ON public.variants USING btree (changed_xid, id);

CREATE INDEX variants_product ON public.variants USING btree (product_id);

CREATE INDEX variants_sku ON public.variants USING gin (fold(sku) gin_trgm_ops);

CREATE INDEX wishes_customer ON public.wishes USING btree (customer_id, at DESC) WHERE ((customer_id IS NOT NULL) AND wished);

CREATE OR REPLACE FUNCTION public.append_events(given bigint, id_s text, source_s text, type_s text, name_s text, node_s text, store_s text, visitor_s text, user_s text, properties_s text, context_s text, time_s text, counted_at timestamp with time zone, sources uuid[], totals bigint[], OUT added bigint, OUT ids uuid[])
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare taken bigint[] := totals;
begin
  insert into events (id, source_id, type, name, node_id, store_id, anonymous_id, user_id, properties, context, occurred_at)
  select g.id::uuid, g.source::uuid, g.type, g.name, g.node::uuid, g.store::uuid, g.visitor, g."user", g.properties::jsonb, g.context::jsonb, g.time::timestamptz
  from unnest(
    string_to_array(id_s, E'\x1e'),
    string_to_array(source_s, E'\x1e'),
    string_to_array(type_s, E'\x1e'),
    string_to_array(name_s, E'\x1e'),
    string_to_array(node_s, E'\x1e', ''),
    string_to_array(store_s, E'\x1e', ''),
    string_to_array(visitor_s, E'\x1e', ''),
    string_to_array(user_s, E'\x1e', ''),
    string_to_array(properties_s, E'\x1e'),
    string_to_array(context_s, E'\x1e'),
    string_to_array(time_s, E'\x1e')
  ) as g(id, source, type, name, node, store, visitor, "user", properties, context, time)
  on conflict (id) do nothing;
  get diagnostics added = row_count;
  if added < given then
    with fresh as materialized (select e.id, e.source_id from events as e where e.id = any(string_to_array(id_s, E'\x1e')::uuid[]) and e.xid = pg_current_xact_id())
    select coalesce(array_agg(fresh.id), '{}'),
      array(select count(fresh.id) from unnest(sources) with ordinality as s(id, place) left join fresh on fresh.source_id = s.id group by s.place order by s.place)
    into ids, taken from fresh;
  end if;
  for i in 1 .. coalesce(array_length(sources, 1), 0) loop
    perform count_messages(sources[i], counted_at, taken[i], totals[i] - taken[i], 0);
  end loop;
end $function$
;

CREATE OR REPLACE FUNCTION public.begin_product_sales()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into product_sales (product_id) select id from fresh on conflict do nothing;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.category_renamed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update products set category_id = category_id where category_id = new.id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.consent_heads(customers uuid[])
 RETURNS TABLE(customer_id uuid, channel text, purpose text, decision text, consent_id uuid, occurred_at timestamp with time zone)
 LANGUAGE sql
 STABLE
AS $function$
  select distinct on (x.customer_id, x.channel, x.purpose) x.customer_id, x.channel, x.purpose, x.decision, x.id, x.occurred_at
  from consents as x
  where x.customer_id = any(customers) and not exists (
    select from consents as y where y.customer_id = x.customer_id and y.channel = x.channel and y.purpose = x.purpose
      and (y.occurred_at, y.seq) > (x.occurred_at, x.seq) and x.node_id = any(y.seen))
  order by x.customer_id, x.channel, x.purpose, consent_strictness(x.decision) desc, x.occurred_at desc, x.seq desc
$function$
;

CREATE OR REPLACE FUNCTION public.consent_strictness(decision text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE decision WHEN 'granted'::text THEN 1 WHEN 'pending'::text THEN 2 ELSE 3 END
;

CREATE OR REPLACE FUNCTION public.consents_erased()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform refresh_consent_states(array(select distinct customer_id from stale where customer_id is not null));
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.consents_moved()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform refresh_consent_states(array(
    select distinct c.id from stale join fresh using (id), lateral (values (stale.customer_id), (fresh.customer_id)) as c (id)
    where stale.customer_id is distinct from fresh.customer_id and c.id is not null));
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.consents_touch_customers()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare ids uuid[];
begin
  if tg_op = 'DELETE' then
    ids := array(select distinct customer_id from stale);
  else
    ids := array(select distinct customer_id from fresh);
  end if;
  if cardinality(ids) > 0 then
    perform stamp_customers(ids);
    perform touch_for_segments(ids);
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.consents_written()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform refresh_consent_states(array(select distinct customer_id from fresh where customer_id is not null));
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.count_messages(source uuid, at timestamp with time zone, taken bigint, again bigint, refused bigint)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  insert into source_minutes as m (source_id, minute, lane, accepted, duplicate, rejected, last_accepted_at)
  values (source, date_trunc('minute', at), pg_backend_pid() % 32, taken, again, refused, case when taken > 0 then at end)
  on conflict (source_id, minute, lane) do update set accepted = m.accepted + excluded.accepted, duplicate = m.duplicate + excluded.duplicate, rejected = m.rejected + excluded.rejected,
    last_accepted_at = greatest(m.last_accepted_at, excluded.last_accepted_at);
end $function$
;

CREATE OR REPLACE FUNCTION public.customers_touch_segments()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not has_segments() then
    return null;
  elsif tg_op = 'INSERT' then
    perform touch_for_segments(array(select id from fresh));
  else
    perform touch_for_segments(array(select id from fresh as f join stale as s using (id) where
      (f.name = '', f.first_name, f.last_name, f.email, f.phone, f.language, f.country, f.city, f.birthday, f.gender, f.tags, f.traits, f.first_order_at, f.last_order_at, f.created_at, f.merged_into) is distinct from
      (s.name = '', s.first_name, s.last_name, s.email, s.phone, s.language, s.country, s.city, s.birthday, s.gender, s.tags, s.traits, s.first_order_at, s.last_order_at, s.created_at, s.merged_into)));
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.delete_parts_first()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from refunds where order_id = old.id;
  delete from order_lines where order_id = old.id;
  return old;
end $function$
;

CREATE OR REPLACE FUNCTION public.event_id(source_id uuid, message_id text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (SELECT (((((((((substr(hashed.h, 1, 8) || '-'::text) || substr(hashed.h, 9, 4)) || '-8'::text) || substr(hashed.h, 14, 3)) || '-b'::text) || substr(hashed.h, 18, 3)) || '-'::text) || substr(hashed.h, 21, 12)))::uuid AS uuid FROM (SELECT encode(sha256(convert_to((((event_id.source_id)::text || ':'::text) || event_id.message_id), 'UTF8'::name)), 'hex'::text) AS h) hashed)
;

CREATE OR REPLACE FUNCTION public.event_kind(type text, name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN ((type = ANY (ARRAY['page'::text, 'screen'::text])) OR (name = ANY (ARRAY['Product Viewed'::text, 'Product Clicked'::text, 'Product List Viewed'::text, 'Product List Filtered'::text, 'Products Searched'::text, 'Product Added'::text, 'Product Removed'::text, 'Cart Viewed'::text, 'Cart Shared'::text, 'Checkout Started'::text, 'Checkout Step Viewed'::text, 'Checkout Step Completed'::text, 'Promotion Viewed'::text, 'Promotion Clicked'::text, 'Product Added to Wishlist'::text, 'Product Removed from Wishlist'::text, 'Wishlist Product Added to Cart'::text, 'Application Opened'::text]))) THEN 'visits'::text WHEN ((name ~~ 'Order %'::text) OR (name ~~ 'Payment %'::text) OR (name ~~ 'Coupon %'::text) OR (name ~~ 'Refund %'::text)) THEN 'orders'::text WHEN ((name ~~ 'Conversation %'::text) OR (name ~~ 'Ticket %'::text) OR (name = ANY (ARRAY['Product Reviewed'::text, 'Feedback Given'::text]))) THEN 'service'::text WHEN ((name ~~ 'Email %'::text) OR (name ~~ 'Message %'::text) OR (name ~~ 'Push %'::text) OR (name ~~ 'SMS %'::text)) THEN 'messages'::text ELSE 'changes'::text END
;

CREATE OR REPLACE FUNCTION public.fold(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN lower(unaccent('unaccent'::regdictionary, $1))
;

CREATE OR REPLACE FUNCTION public.forget_customers()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from customer_words using stale, words_of(stale.search, stale.phone) as forgotten
    where customer_words.word = forgotten and customer_words.customer_id = stale.id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.forget_old_key()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into deletions (table_name, row_id, row_xid, key) values (tg_table_name, old.id, new.changed_xid, warehouse_key(old));
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.has_segments()
 RETURNS boolean
 LANGUAGE sql
 STABLE
RETURN (EXISTS (SELECT FROM segments WHERE (segments.archived_at IS NULL)))
;

CREATE OR REPLACE FUNCTION public.json_for_warehouse(value jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when value::text ~ '(: |\[|, )-?[0-9]{16}' then with_plain_numbers(value)::text else value::text end
$function$
;

CREATE OR REPLACE FUNCTION public.keep_consents()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.keep_for_customer(node uuid)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare owned text;
begin
  perform set_config('suki.rehoming', 'on', true);
  for owned in select table_name from owned_by_nodes order by 1 loop
    execute format('update %I set node_id = customer_id where node_id = $1 and customer_id is not null', owned) using node;
  end loop;
  perform set_config('suki.rehoming', 'off', true);
end $function$
;

CREATE OR REPLACE FUNCTION public.learn_customers()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into customer_words (word, customer_id)
    select word, id from fresh, words_of(search, phone) as word on conflict do nothing;
  insert into tags (name) select distinct unnest(tags) from fresh except select name from tags on conflict do nothing;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.line_moved()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into deletions (table_name, row_id, row_xid, key)
  select 'order_lines', old.id, new.changed_xid, warehouse_key(o) from orders o where o.id = old.order_id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.node_id(kind text, value text)
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE STRICT
RETURN (SELECT (((((((((substr(hashed.h, 1, 8) || '-'::text) || substr(hashed.h, 9, 4)) || '-8'::text) || substr(hashed.h, 14, 3)) || '-b'::text) || substr(hashed.h, 18, 3)) || '-'::text) || substr(hashed.h, 21, 12)))::uuid AS uuid FROM (SELECT encode(sha256(convert_to((((((SELECT (settings.value #>> '{}'::text[]) FROM settings WHERE (settings.name = 'identity_secret'::text)) || ':'::text) || node_id.kind) || ':'::text) || node_id.value), 'UTF8'::name)), 'hex'::text) AS h) hashed)
;

CREATE OR REPLACE FUNCTION public.note_deletion()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  key jsonb := '{}';
begin
  if tg_table_name in ('orders', 'refunds') then
    key := warehouse_key(old);
  elsif tg_table_name = 'order_lines' then
    select warehouse_key(o) into key from orders o where o.id = old.order_id;
  end if;
  insert into deletions (table_name, row_id, row_xid, key)
  values (tg_table_name, old.id, greatest(old.changed_xid, pg_current_xact_id()), coalesce(key, '{}'));
  return old;
end $function$
;

CREATE OR REPLACE FUNCTION public.note_recount()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into recounts_due select id from (values (old.customer_id), (new.customer_id)) as t (id) where id is not null;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.note_story()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into stories_due values (new.node_id);
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.number_as_text(n numeric)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when abs(n) > 1.7976931348623157e308 then case when n < 0 then '-Infinity' else 'Infinity' end
    when abs(n::float8::text::numeric) < 1e21 then n::float8::text::numeric::text else n::float8::text end
$function$
;

CREATE OR REPLACE FUNCTION public.order_lines_follow()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update order_lines set position = position where order_id = old.id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.order_moved()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into deletions (table_name, row_id, row_xid, key) values ('orders', old.id, new.changed_xid, warehouse_key(old));
  insert into deletions (table_name, row_id, row_xid, key)
  select 'order_lines', l.id, greatest(l.changed_xid, pg_current_xact_id()), warehouse_key(old) from order_lines l where l.order_id = old.id;
  update order_lines set position = position where order_id = old.id;
  -- Their key stays; the day of the order that they counted for does not.
  insert into deletions (table_name, row_id, row_xid, key)
  select 'refunds', r.id, greatest(r.changed_xid, pg_current_xact_id()), warehouse_key(r) || jsonb_build_object('order_placed_at', warehouse_instant(old.placed_at)) from refunds r where r.order_id = old.id;
  update refunds set number = number where order_id = old.id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.refresh_consent_states(customers uuid[])
 RETURNS void
 LANGUAGE sql
AS $function$
  with fresh as materialized (select * from consent_heads(customers)),
    gone as (delete from consent_states as s where s.customer_id = any(customers)
      and not exists (select from fresh as f where (f.customer_id, f.channel, f.purpose) = (s.customer_id, s.channel, s.purpose)))
  insert into consent_states as s (customer_id, channel, purpose, state, consent_id, occurred_at)
    select f.customer_id, f.channel, f.purpose, f.decision, f.consent_id, f.occurred_at from fresh as f order by 1, 2, 3
    on conflict (customer_id, channel, purpose) do update set state = excluded.state, consent_id = excluded.consent_id, occurred_at = excluded.occurred_at, changed_xid = pg_current_xact_id()
    where (s.state, s.consent_id, s.occurred_at) is distinct from (excluded.state, excluded.consent_id, excluded.occurred_at)
$function$
;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'A row of % never changes.', tg_table_name;
end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_rewriting()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and tg_table_name = 'audit_log' and current_setting('suki.erasing', true) = 'on' then
    old.record_label := new.record_label;
    old.changes := new.changes;
    if old is not distinct from new then
      return new;
    end if;
  end if;
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $function$
;

CREATE OR REPLACE FUNCTION public.relearn_customers()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.rows_touch_customers()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare ids uuid[];
begin
  if tg_op = 'INSERT' then
    ids := array(select distinct c.id from fresh join customers as c on c.id = fresh.customer_id);
  elsif tg_op = 'DELETE' then
    ids := array(select distinct c.id from stale join customers as c on c.id = stale.customer_id);
  else
    ids := array(select c.id from customers as c where c.id in (select customer_id from fresh except select customer_id from stale union (select customer_id from stale except select customer_id from fresh)));
  end if;
  if cardinality(ids) > 0 then
    perform stamp_customers(ids);
    perform touch_for_segments(ids);
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.rows_touch_segments()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not has_segments() then
    return null;
  elsif tg_op = 'INSERT' then
    perform touch_for_segments(array(select distinct customer_id from fresh));
  elsif tg_op = 'DELETE' then
    perform touch_for_segments(array(select distinct customer_id from stale));
  else
    perform touch_for_segments(array(select customer_id from fresh union select customer_id from stale));
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.search_text(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (' '::text || btrim(regexp_replace(translate(fold($1), '''’`ʼ'::text, ''::text), '[\u0001- !-/:-@\[-`{-~\u00a0–—…“”«»]+'::text, ' '::text, 'g'::text)))
;

CREATE OR REPLACE FUNCTION public.settle_nodes(nodes uuid[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare owned text;
begin
  for owned in select table_name from owned_by_nodes order by 1 loop
    execute format('update %I as t set customer_id = c.id from customer_identifiers as i left join customers as c on c.id = i.customer_id
      where i.id = any($1) and t.node_id = i.id and t.customer_id is distinct from c.id', owned) using nodes;
  end loop;
end $function$
;

CREATE OR REPLACE FUNCTION public.stamp_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if current_setting('suki.restamp', true) = 'on' then
    new.changed_xid := pg_current_xact_id();
  else
    new.changed_xid := greatest(old.changed_xid, pg_current_xact_id());
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION public.stamp_customers(ids uuid[])
 RETURNS void
 LANGUAGE sql
AS $function$
  update customers set id = customers.id from (select id from customers where id = any(ids) and changed_xid <> pg_current_xact_id() order by id for no key update) as own where own.id = customers.id
$function$
;

CREATE OR REPLACE FUNCTION public.stops_touch_customers()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare ids uuid[];
begin
  if tg_table_name = 'suppressions' then
    ids := array(select c.id from fresh left join customer_identifiers as i on i.id = fresh.node_id join customers as c on c.id = coalesce(i.customer_id, fresh.node_id));
  elsif tg_op = 'INSERT' then
    ids := array(select customer_id from fresh where customer_id is not null);
  else
    ids := array(select customer_id from fresh where customer_id is not null union select customer_id from stale where customer_id is not null);
  end if;
  if cardinality(ids) > 0 then
    perform stamp_customers(ids);
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.store_days_moved()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into warehouse_days (generation_id, store_id, day)
  select g.id, new.id, d::date
  from warehouse_generations g,
    (select min(at) as first, max(at) as last from (
      select placed_at as at from orders where store_id = new.id union all select refunded_at from refunds where store_id = new.id) as moments) as span,
    generate_series(warehouse_instant(span.first) - interval '2 days', warehouse_instant(span.last) + interval '2 days', interval '1 day') as d
  on conflict (generation_id, store_id, day) do update set noted = excluded.noted;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.touch_for_segments(ids uuid[])
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into segment_touched (customer_id) select distinct id from unnest(ids) as t (id) where id is not null and has_segments()
$function$
;

CREATE OR REPLACE FUNCTION public.warehouse_instant(at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (at < '1970-01-02 00:00:00+00'::timestamp with time zone) THEN '1970-01-02 00:00:00+00'::timestamp with time zone WHEN (at > '2148-12-30 00:00:00+00'::timestamp with time zone) THEN '2148-12-30 00:00:00+00'::timestamp with time zone ELSE at END
;

CREATE OR REPLACE FUNCTION public.warehouse_key(moment orders)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
RETURN jsonb_build_object('store_id', (moment).store_id, 'placed_at', warehouse_instant((moment).placed_at))
;

CREATE OR REPLACE FUNCTION public.warehouse_key(moment refunds)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
RETURN jsonb_build_object('store_id', (moment).store_id, 'refunded_at', warehouse_instant((moment).refunded_at), 'order_placed_at', COALESCE((SELECT warehouse_instant(o.placed_at) AS warehouse_instant FROM orders o WHERE (o.id = (warehouse_key.moment).order_id)), warehouse_instant((moment).refunded_at)))
;

CREATE OR REPLACE FUNCTION public.with_plain_numbers(value jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
begin
  case jsonb_typeof(value)
    when 'number' then return case when abs(value::numeric) < 9007199254740992 then value else to_jsonb(number_as_text(value::numeric)) end;
    when 'array' then return coalesce((select jsonb_agg(with_plain_numbers(item) order by place) from jsonb_array_elements(value) with ordinality as t (item, place)), '[]');
    when 'object' then return coalesce((select jsonb_object_agg(key, with_plain_numbers(item)) from jsonb_each(value) as t (key, item)), '{}');
    else return value;
  end case;
end $function$
;

CREATE OR REPLACE FUNCTION public.words_of(search text, phone text)
 RETURNS SETOF text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select distinct left(word, 64) from (
    select unnest(string_to_array(btrim(search), ' '))
    union all select '<' || reverse(regexp_replace(phone, '\D', '', 'g')) where phone is not null) as w(word)
  where word <> ''
$function$
;

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.consents FOR EACH ROW EXECUTE FUNCTION keep_consents();

CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.consents FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER begin_sales AFTER INSERT ON public.products REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION begin_product_sales();

CREATE TRIGGER category_renamed AFTER UPDATE OF name ON public.categories FOR EACH ROW WHEN ((old.name <> new.name)) EXECUTE FUNCTION category_renamed();

CREATE TRIGGER delete_parts_first BEFORE DELETE ON public.orders FOR EACH ROW EXECUTE FUNCTION delete_parts_first();

CREATE TRIGGER erased AFTER DELETE ON public.consents REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION consents_erased();

CREATE TRIGGER forget AFTER DELETE ON public.customers REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION forget_customers();

CREATE TRIGGER learn AFTER INSERT ON public.customers REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION learn_customers();

CREATE TRIGGER line_moved AFTER UPDATE OF order_id ON public.order_lines FOR EACH ROW WHEN ((old.order_id <> new.order_id)) EXECUTE FUNCTION line_moved();

CREATE TRIGGER moved AFTER UPDATE ON public.consents REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION consents_moved();

CREATE TRIGGER note_deletion AFTER DELETE ON public.carts FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.customer_identifiers FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.customers FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.order_lines FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.orders FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.products FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.refund_lines FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.refunds FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.scores FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.stores FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.variants FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_recount AFTER UPDATE OF customer_id ON public.orders FOR EACH ROW WHEN ((old.customer_id IS DISTINCT FROM new.customer_id)) EXECUTE FUNCTION note_recount();

CREATE TRIGGER note_recount AFTER UPDATE OF customer_id ON public.refunds FOR EACH ROW WHEN ((old.customer_id IS DISTINCT FROM new.customer_id)) EXECUTE FUNCTION note_recount();

CREATE TRIGGER note_story AFTER UPDATE OF customer_id ON public.cart_doings FOR EACH ROW WHEN ((old.customer_id IS DISTINCT FROM new.customer_id)) EXECUTE FUNCTION note_story();

CREATE TRIGGER order_lines_follow AFTER UPDATE OF customer_id, payment_state ON public.orders FOR EACH ROW WHEN (((old.customer_id IS DISTINCT FROM new.customer_id) OR ((old.payment_state = 'voided'::text) <> (new.payment_state = 'voided'::text)))) EXECUTE FUNCTION order_lines_follow();

CREATE TRIGGER order_moved AFTER UPDATE OF store_id, placed_at ON public.orders FOR EACH ROW WHEN (((old.store_id IS DISTINCT FROM new.store_id) OR (old.placed_at IS DISTINCT FROM new.placed_at))) EXECUTE FUNCTION order_moved();

CREATE TRIGGER refund_moved AFTER UPDATE OF store_id, refunded_at, order_id ON public.refunds FOR EACH ROW WHEN ((((old.store_id IS DISTINCT FROM new.store_id) OR (old.refunded_at IS DISTINCT FROM new.refunded_at)) OR (old.order_id IS DISTINCT FROM new.order_id))) EXECUTE FUNCTION forget_old_key();

CREATE TRIGGER relearn AFTER UPDATE ON public.customers REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION relearn_customers();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.carts FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.customer_identifiers FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.customers FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.order_lines FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.products FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.refund_lines FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.refunds FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.scores FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.stores FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.variants FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER store_days_moved AFTER UPDATE OF time_zone ON public.stores FOR EACH ROW WHEN ((old.time_zone <> new.time_zone)) EXECUTE FUNCTION store_days_moved();

CREATE TRIGGER template_versions_stay BEFORE UPDATE ON public.template_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER touch_changed AFTER UPDATE ON public.carts REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION rows_touch_segments();

CREATE TRIGGER touch_changed AFTER UPDATE ON public.consent_states REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION consents_touch_customers();

CREATE TRIGGER touch_changed AFTER UPDATE ON public.customer_identifiers REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION rows_touch_customers();

CREATE TRIGGER touch_changed AFTER UPDATE ON public.customers REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION customers_touch_segments();

CREATE TRIGGER touch_changed AFTER UPDATE ON public.orders REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION rows_touch_segments();

CREATE TRIGGER touch_changed AFTER UPDATE ON public.refunds REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION rows_touch_segments();

CREATE TRIGGER touch_changed AFTER UPDATE ON public.restrictions REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION stops_touch_customers();

CREATE TRIGGER touch_changed AFTER UPDATE ON public.suppressions REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION stops_touch_customers();

CREATE TRIGGER touch_gone AFTER DELETE ON public.carts REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION rows_touch_segments();

CREATE TRIGGER touch_gone AFTER DELETE ON public.consent_states REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION consents_touch_customers();

CREATE TRIGGER touch_gone AFTER DELETE ON public.customer_identifiers REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION rows_touch_customers();

CREATE TRIGGER touch_gone AFTER DELETE ON public.orders REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION rows_touch_segments();

CREATE TRIGGER touch_gone AFTER DELETE ON public.refunds REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION rows_touch_segments();

CREATE TRIGGER touch_new AFTER INSERT ON public.carts REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION rows_touch_segments();

CREATE TRIGGER touch_new AFTER INSERT ON public.consent_states REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION consents_touch_customers();

CREATE TRIGGER touch_new AFTER INSERT ON public.customer_identifiers REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION rows_touch_customers();

CREATE TRIGGER touch_new AFTER INSERT ON public.customers REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION customers_touch_segments();

CREATE TRIGGER touch_new AFTER INSERT ON public.orders REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION rows_touch_segments();

CREATE TRIGGER touch_new AFTER INSERT ON public.refunds REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION rows_touch_segments();

CREATE TRIGGER touch_new AFTER INSERT ON public.restrictions REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION stops_touch_customers();

CREATE TRIGGER touch_new AFTER INSERT ON public.suppressions REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION stops_touch_customers();

CREATE TRIGGER written AFTER INSERT ON public.consents REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION consents_written();

CREATE UNIQUE INDEX consents_told ON public.consents USING btree (told_by, channel, purpose) WHERE (told_by IS NOT NULL);

CREATE UNIQUE INDEX customer_identifiers_id ON public.customer_identifiers USING btree (id);

CREATE UNIQUE INDEX customers_ordinal ON public.customers USING btree (ordinal);

CREATE UNIQUE INDEX dkim_keys_waiting ON public.dkim_keys USING btree (domain_id) WHERE (retired_at IS NULL);

CREATE UNIQUE INDEX events_id ON public.events USING btree (id);

CREATE UNIQUE INDEX mail_providers_name ON public.mail_providers USING btree (lower(name));

CREATE UNIQUE INDEX mailings_template ON public.mailings USING btree (template_id, store_id) WHERE (stream = 'transactional'::text);

CREATE UNIQUE INDEX message_returns_once ON public.message_returns USING btree (message_id, kind, is_permanent, (
CASE
    WHEN (kind = 'replied'::text) THEN source_id
    ELSE NULL::uuid
END)) NULLS NOT DISTINCT;

CREATE UNIQUE INDEX messages_once ON public.messages USING btree (mailing_id, recipient_id) WHERE (stream = 'campaign'::text);

CREATE UNIQUE INDEX score_runs_current ON public.score_runs USING btree ((true)) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));

CREATE UNIQUE INDEX segment_versions_building ON public.segment_versions USING btree (segment_id) WHERE (state = 'building'::text);

CREATE UNIQUE INDEX segment_versions_serving ON public.segment_versions USING btree (segment_id) WHERE (state = 'serving'::text);

CREATE UNIQUE INDEX segments_name ON public.segments USING btree (lower(name)) WHERE (archived_at IS NULL);

CREATE UNIQUE INDEX senders_address ON public.senders USING btree (lower(email), lower(name)) WHERE (archived_at IS NULL);

CREATE UNIQUE INDEX staff_invitations_open ON public.staff_invitations USING btree (email) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));

CREATE UNIQUE INDEX staff_one_owner ON public.staff USING btree (role) WHERE (role = 'owner'::text);

CREATE UNIQUE INDEX suppressions_standing ON public.suppressions USING btree (node_id, channel) WHERE (lifted_at IS NULL);
