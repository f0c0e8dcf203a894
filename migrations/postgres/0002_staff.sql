-- People who sign in, how they prove who they are, and what they did.
-- staff, staff_sessions, staff_accounts, staff_verifications, staff_two_factors and staff_passkeys hold the columns
-- that better-auth 1.7 reads and writes; server/staff/auth.ts maps the names.

create table staff (
  id uuid primary key default uuidv7(),
  name text not null,
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default true,
  image text,
  role text not null check (role in ('owner', 'admin', 'marketer', 'agent', 'analyst')),
  language text not null default 'en' check (language in ('en', 'fil', 'ta', 'nl', 'ru', 'gu')),
  time_zone text not null default 'UTC',
  theme text not null default 'system' check (theme in ('system', 'light', 'dark')),
  two_factor_enabled boolean not null default false,
  deactivated_at timestamptz,
  deactivated_by uuid references staff,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (role <> 'owner' or deactivated_at is null)
);
-- There is one owner, also when two set-ups run at once.
create unique index staff_one_owner on staff ((role)) where role = 'owner';

create table staff_sessions (
  id uuid primary key default uuidv7(),
  token text not null unique,
  staff_id uuid not null references staff on delete cascade,
  ip_address text,
  user_agent text,
  expires_at timestamptz not null,
  -- Last seen, kept to the minute.
  seen_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index staff_sessions_staff on staff_sessions (staff_id, seen_at desc);

create table staff_accounts (
  id uuid primary key default uuidv7(),
  account_id text not null,
  provider_id text not null,
  staff_id uuid not null references staff on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (staff_id, provider_id)
);

create table staff_verifications (
  id uuid primary key default uuidv7(),
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index staff_verifications_identifier on staff_verifications (identifier);
create index staff_verifications_expires on staff_verifications (expires_at);

create table staff_two_factors (
  id uuid primary key default uuidv7(),
  staff_id uuid not null unique references staff on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean default true,
  failed_verification_count int default 0,
  locked_until timestamptz
);

create table staff_passkeys (
  id uuid primary key default uuidv7(),
  name text,
  public_key text not null,
  staff_id uuid not null references staff on delete cascade,
  credential_id text not null unique,
  counter int not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamptz not null default now()
);
create index staff_passkeys_staff on staff_passkeys (staff_id);

-- How often a door was tried in the running window: `key` is a door with a hashed e-mail, or with an address.
create table staff_attempts (
  key text primary key,
  count int not null,
  since timestamptz not null
);
create index staff_attempts_since on staff_attempts (since);

create table staff_invitations (
  id uuid primary key default uuidv7(),
  email text not null check (email = lower(email)),
  role text not null check (role in ('admin', 'marketer', 'agent', 'analyst')),
  language text not null default 'en' check (language in ('en', 'fil', 'ta', 'nl', 'ru', 'gu')),
  -- SHA-256 of the token in the mail; the token itself is kept nowhere.
  token_hash text not null unique,
  invited_by uuid not null references staff,
  sent_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid references staff,
  revoked_at timestamptz,
  revoked_by uuid references staff,
  created_at timestamptz not null default now()
);
create unique index staff_invitations_open on staff_invitations (email) where accepted_at is null and revoked_at is null;

create table api_keys (
  id uuid primary key default uuidv7(),
  name text not null,
  -- SHA-256 of the key, which was shown once. 192 random bits need no slow hash.
  key_hash text not null unique,
  -- The first letters, to recognise it.
  hint text not null,
  scopes text[] not null,
  staff_id uuid not null references staff,
  expires_at timestamptz,
  -- Kept to the minute.
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by uuid references staff,
  created_at timestamptz not null default now()
);
create index api_keys_staff on api_keys (staff_id);

-- Who did what to which record, when, from where. Append-only for everyone, Suki's own database account included.
create table audit_log (
  id uuid primary key default uuidv7(),
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('staff', 'key', 'command', 'suki')),
  actor_id uuid,
  actor_name text not null,
  ip text,
  action text not null,
  record_kind text not null,
  record_id text not null,
  record_label text,
  -- {"field": {"from": …, "to": …}}
  changes jsonb not null default '{}'
);
create index audit_log_at on audit_log (at desc, id desc);
create index audit_log_actor on audit_log (actor_id, at desc, id desc);
create index audit_log_action on audit_log (action, at desc, id desc);
create index audit_log_record on audit_log (record_kind, record_id, at desc, id desc);

create function refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on audit_log for each row execute function refuse_rewriting();
create trigger append_only_truncate before truncate on audit_log for each statement execute function refuse_rewriting();
-- "always" holds even where session_replication_role turns ordinary triggers off.
alter table audit_log enable always trigger append_only;
alter table audit_log enable always trigger append_only_truncate;
