-- Imports of files. Rows of a running import are staged in tables of the schema `staging`, one set per import,
-- unlogged (a crash of PostgreSQL empties them; the import then reads its file again) and dropped at its end.

create schema staging;

create table imports (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in ('customers', 'products', 'orders', 'order-lines')),
  store_id uuid not null references stores,
  file_name text not null,
  file_size bigint not null,
  -- Where the bytes are: uploaded into import_chunks, or a file that the command line reads itself.
  file_in text not null check (file_in in ('chunks', 'command')),
  -- SHA-256 of the first bytes and the size: the command line continues an import of the same file.
  file_digest text,
  state text not null check (state in ('uploading', 'waiting', 'running', 'done', 'failed', 'cancelled')),
  -- What a person set; the rest is detected. Complete from the start of the import on.
  settings jsonb not null default '{}',
  -- {"field": "column of the file"}
  mapping jsonb not null default '{}',
  header text[] not null default '{}',
  step text not null default 'reading' check (step in ('reading', 'customers', 'products', 'orders', 'refunds', 'finishing')),
  -- How far the step is: chunks taken in, of so many.
  chunk int not null default 0,
  chunks int not null default 0,
  -- Chunks beyond that one which are taken in already: two are worked on at a time.
  ahead int[] not null default '{}',
  rows_read bigint not null default 0,
  rows_staged bigint not null default 0,
  rows_bad bigint not null default 0,
  rows_left_out bigint not null default 0,
  bytes_read bigint not null default 0,
  -- {"orders": {"created": 1, "updated": 2, "unchanged": 3}, …}
  counts jsonb not null default '{}',
  problem text,
  started_by text not null,
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index imports_created on imports (created_at desc, id desc);

create table import_chunks (
  import_id uuid not null references imports on delete cascade,
  n int not null,
  bytes bytea not null,
  primary key (import_id, n)
);
-- Files are mostly compressed already, or read once: compressing them costs more than it saves.
alter table import_chunks alter column bytes set storage external;

-- Rows that were not taken in: unusable ones, and those that are no sales (adjustments, stock movements).
create table import_bad_rows (
  import_id uuid not null references imports on delete cascade,
  row_no bigint not null,
  kind text not null check (kind in ('bad', 'left_out')),
  -- [{"field": "price", "column": "Price", "reason": "expected_number", "value": "abc"}]
  reasons jsonb not null,
  raw text[] not null,
  primary key (import_id, row_no)
);

-- The content of orders and refunds when they were last taken in from outside, so that the same content
-- (a file imported twice, files that overlap) is recognised as no change, whatever people edited since.
create table intake_digests (
  store_id uuid not null references stores on delete cascade,
  kind text not null check (kind in ('order', 'order-lines', 'refund')),
  key text not null,
  digest uuid not null,
  primary key (store_id, kind, key)
);

-- Deleting or replacing a line looks for the refunds that name it.
create index refund_lines_order_line on refund_lines (order_line_id) where order_line_id is not null;
