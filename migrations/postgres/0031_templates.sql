-- What is sent: templates with a draft each, versions that never change, how a store looks, and images.

create table templates (
  id uuid primary key default uuidv7(),
  store_id uuid not null references stores,
  name text not null,
  kind text not null check (kind in ('campaign', 'transactional')),
  draft jsonb not null,
  -- Goes up with each save, so that two people do not write over each other.
  revision integer not null default 1,
  draft_by text not null,
  draft_at timestamptz not null,
  version_id uuid,
  -- The draft says something else than the newest version.
  has_draft boolean not null default true,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz
);
create index templates_listed on templates (updated_at desc, id desc);

create table template_versions (
  id uuid primary key default uuidv7(),
  template_id uuid not null references templates,
  number integer not null,
  content jsonb not null,
  -- Per language, ready for Liquid: MJML is not asked again.
  built jsonb not null,
  note text not null,
  made_by text not null,
  made_at timestamptz not null,
  unique (template_id, number)
);
alter table templates add constraint templates_version_id_fkey foreign key (version_id) references template_versions;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'A row of % never changes.', tg_table_name;
end $$;
create trigger template_versions_stay before update on template_versions for each row execute function refuse_change();

create table brand_kits (
  store_id uuid primary key references stores,
  kit jsonb not null,
  updated_at timestamptz not null,
  updated_by text not null
);

create table template_images (
  id uuid primary key default uuidv7(),
  store_id uuid not null references stores,
  -- 128 random bits: the address in mails, which anybody who has it may open.
  token text not null unique,
  file_name text not null,
  alt text not null check (alt <> ''),
  media_type text not null,
  width integer not null,
  height integer not null,
  bytes integer not null,
  sha256 text not null,
  data bytea not null,
  added_by text not null,
  added_at timestamptz not null,
  unique (store_id, sha256)
);
create index template_images_listed on template_images (store_id, added_at desc, id desc);
-- Pictures are packed already.
alter table template_images alter column data set storage external;
