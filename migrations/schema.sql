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

create table categories (
  id uuid default uuidv7() not null,
  store_id uuid not null,
  name text not null,
  created_at timestamp with time zone default now() not null,
  UNIQUE (store_id, name),
  PRIMARY KEY (id),
  FOREIGN KEY (store_id) REFERENCES stores(id)
);

create table customer_identifiers (
  kind text not null,
  value text not null,
  customer_id uuid not null,
  created_at timestamp with time zone default now() not null,
  PRIMARY KEY (kind, value),
  FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE CASCADE
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
  search text generated always as (fold(((((name || ' '::text) || COALESCE(email, ''::text)) || ' '::text) || COALESCE(phone, ''::text)))) stored,
  PRIMARY KEY (id),
  CHECK ((country ~ '^[A-Z]{2}$'::text))
);

create table deletions (
  xid xid8 default pg_current_xact_id() not null,
  seq bigint generated always as identity not null,
  table_name text not null,
  row_id uuid not null,
  PRIMARY KEY (xid, seq)
);

create table events (
  xid xid8 default pg_current_xact_id() not null,
  seq bigint generated always as identity not null,
  id uuid not null,
  source_id uuid not null,
  type text default 'track'::text not null,
  name text not null,
  customer_id uuid,
  store_id uuid,
  anonymous_id text,
  user_id text,
  properties jsonb default '{}'::jsonb not null,
  context jsonb default '{}'::jsonb not null,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone default now() not null,
  PRIMARY KEY (xid, seq)
);

create table idempotency_keys (
  caller text not null,
  key text not null,
  digest text not null,
  answer jsonb,
  created_at timestamp with time zone default now() not null,
  PRIMARY KEY (caller, key)
);

create table migrations (
  number integer not null,
  name text not null,
  digest text not null,
  applied_at timestamp with time zone default now() not null,
  PRIMARY KEY (number)
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
  UNIQUE (store_id, number),
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customers(id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK ((channel = ANY (ARRAY['web'::text, 'app'::text, 'shop_floor'::text, 'phone'::text, 'marketplace'::text, 'other'::text]))),
  CHECK ((country ~ '^[A-Z]{2}$'::text)),
  CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CHECK ((payment_state = ANY (ARRAY['pending'::text, 'paid'::text, 'partially_refunded'::text, 'refunded'::text, 'voided'::text])))
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
  UNIQUE (store_id, number),
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customers(id),
  FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE,
  FOREIGN KEY (store_id) REFERENCES stores(id),
  CHECK ((country ~ '^[A-Z]{2}$'::text)),
  CHECK ((currency ~ '^[A-Z]{3}$'::text))
);

create table settings (
  name text not null,
  value jsonb not null,
  updated_at timestamp with time zone default now() not null,
  PRIMARY KEY (name)
);

create table sources (
  id uuid default uuidv7() not null,
  kind text not null,
  name text not null,
  store_id uuid,
  created_at timestamp with time zone default now() not null,
  PRIMARY KEY (id),
  FOREIGN KEY (store_id) REFERENCES stores(id),
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

create table staff_rate_limits (
  id uuid default uuidv7() not null,
  key text not null,
  count integer not null,
  last_request bigint not null,
  UNIQUE (key),
  PRIMARY KEY (id)
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
  UNIQUE (key),
  PRIMARY KEY (id),
  CHECK ((country ~ '^[A-Z]{2}$'::text)),
  CHECK ((currency ~ '^[A-Z]{3}$'::text))
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

CREATE INDEX api_keys_staff ON public.api_keys USING btree (staff_id);

CREATE INDEX audit_log_action ON public.audit_log USING btree (action, at DESC, id DESC);

CREATE INDEX audit_log_actor ON public.audit_log USING btree (actor_id, at DESC, id DESC);

CREATE INDEX audit_log_at ON public.audit_log USING btree (at DESC, id DESC);

CREATE INDEX audit_log_record ON public.audit_log USING btree (record_kind, record_id, at DESC, id DESC);

CREATE INDEX customer_identifiers_customer ON public.customer_identifiers USING btree (customer_id);

CREATE INDEX customers_changed ON public.customers USING btree (changed_xid, id);

CREATE INDEX customers_created ON public.customers USING btree (created_at DESC, id DESC);

CREATE INDEX customers_last_order ON public.customers USING btree (last_order_at DESC NULLS LAST, id DESC);

CREATE INDEX customers_name ON public.customers USING btree (name, id);

CREATE INDEX customers_orders_count ON public.customers USING btree (orders_count DESC, id DESC);

CREATE INDEX customers_search ON public.customers USING gin (search gin_trgm_ops);

CREATE INDEX customers_spent ON public.customers USING btree (spent_minor DESC, id DESC);

CREATE INDEX customers_tags ON public.customers USING gin (tags);

CREATE INDEX events_customer ON public.events USING btree (customer_id, occurred_at DESC, seq DESC) WHERE (customer_id IS NOT NULL);

CREATE INDEX idempotency_keys_created ON public.idempotency_keys USING btree (created_at);

CREATE INDEX order_lines_changed ON public.order_lines USING btree (changed_xid, id);

CREATE INDEX order_lines_product ON public.order_lines USING btree (product_id, order_id);

CREATE INDEX orders_changed ON public.orders USING btree (changed_xid, id);

CREATE INDEX orders_customer ON public.orders USING btree (customer_id, placed_at DESC) WHERE (customer_id IS NOT NULL);

CREATE INDEX orders_number ON public.orders USING btree (number text_pattern_ops);

CREATE INDEX orders_placed ON public.orders USING btree (placed_at DESC, id DESC);

CREATE INDEX orders_store_placed ON public.orders USING btree (store_id, placed_at DESC, id DESC);

CREATE INDEX products_changed ON public.products USING btree (changed_xid, id);

CREATE INDEX products_search ON public.products USING gin (search gin_trgm_ops);

CREATE INDEX refund_lines_changed ON public.refund_lines USING btree (changed_xid, id);

CREATE INDEX refunds_changed ON public.refunds USING btree (changed_xid, id);

CREATE INDEX refunds_customer ON public.refunds USING btree (customer_id) WHERE (customer_id IS NOT NULL);

CREATE INDEX refunds_order ON public.refunds USING btree (order_id) WHERE (order_id IS NOT NULL);

CREATE INDEX staff_passkeys_staff ON public.staff_passkeys USING btree (staff_id);

CREATE INDEX staff_sessions_staff ON public.staff_sessions USING btree (staff_id, seen_at DESC);

CREATE INDEX staff_verifications_expires ON public.staff_verifications USING btree (expires_at);

CREATE INDEX staff_verifications_identifier ON public.staff_verifications USING btree (identifier);

CREATE INDEX stores_changed ON public.stores USING btree (changed_xid, id);

CREATE INDEX variants_changed ON public.variants USING btree (changed_xid, id);

CREATE INDEX variants_product ON public.variants USING btree (product_id);

CREATE OR REPLACE FUNCTION public.event_id(source_id uuid, message_id text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (SELECT (((((((((substr(hashed.h, 1, 8) || '-'::text) || substr(hashed.h, 9, 4)) || '-8'::text) || substr(hashed.h, 14, 3)) || '-b'::text) || substr(hashed.h, 18, 3)) || '-'::text) || substr(hashed.h, 21, 12)))::uuid AS uuid FROM (SELECT encode(sha256(convert_to((((event_id.source_id)::text || ':'::text) || event_id.message_id), 'UTF8'::name)), 'hex'::text) AS h) hashed)
;

CREATE OR REPLACE FUNCTION public.fold(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN lower(unaccent('unaccent'::regdictionary, $1))
;

CREATE OR REPLACE FUNCTION public.note_deletion()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into deletions (table_name, row_id) values (tg_table_name, old.id);
  return old;
end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_rewriting()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $function$
;

CREATE OR REPLACE FUNCTION public.stamp_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.changed_xid := pg_current_xact_id();
  return new;
end $function$
;

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER note_deletion AFTER DELETE ON public.customers FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.order_lines FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.orders FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.products FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.refund_lines FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.refunds FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.stores FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER note_deletion AFTER DELETE ON public.variants FOR EACH ROW EXECUTE FUNCTION note_deletion();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.customers FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.order_lines FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.products FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.refund_lines FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.refunds FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.stores FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE TRIGGER stamp_change BEFORE UPDATE ON public.variants FOR EACH ROW EXECUTE FUNCTION stamp_change();

CREATE UNIQUE INDEX events_id ON public.events USING btree (id);

CREATE UNIQUE INDEX staff_invitations_open ON public.staff_invitations USING btree (email) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));

CREATE UNIQUE INDEX staff_one_owner ON public.staff USING btree (role) WHERE (role = 'owner'::text);
