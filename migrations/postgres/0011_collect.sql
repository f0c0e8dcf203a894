-- What each source sent, minute by minute. Counted in the statement that appends the events, so figures and log agree.
-- `lane` is the connection that counted: two commits at the same moment must not wait for one another's row.
-- A minute later the lanes are added up into lane 0.
create table source_minutes (
  source_id uuid not null references sources on delete cascade,
  minute timestamptz not null,
  lane smallint not null,
  accepted int not null default 0,
  duplicate int not null default 0,
  rejected int not null default 0,
  last_accepted_at timestamptz,
  primary key (source_id, minute, lane)
) with (fillfactor = 50);

create function count_messages(source uuid, at timestamptz, taken bigint, again bigint, refused bigint) returns void language plpgsql as $$
begin
  insert into source_minutes as m (source_id, minute, lane, accepted, duplicate, rejected, last_accepted_at)
  values (source, date_trunc('minute', at), pg_backend_pid() % 32, taken, again, refused, case when taken > 0 then at end)
  on conflict (source_id, minute, lane) do update set accepted = m.accepted + excluded.accepted, duplicate = m.duplicate + excluded.duplicate, rejected = m.rejected + excluded.rejected,
    last_accepted_at = greatest(m.last_accepted_at, excluded.last_accepted_at);
end $$;

-- Appends to the log, leaves repeats out, and counts `totals[i]` messages of `sources[i]`. Answers how many were new and,
-- when not all were, which. A function because its plan is kept: as a plain statement with the counting in it, a commit of
-- one event took twice as long as without; so it takes as long (2,560 a second beside 2,619 on two connections).
create function append_events(given json, counted_at timestamptz, sources uuid[], totals bigint[], out added bigint, out ids uuid[]) language plpgsql as $$
declare taken bigint[];
begin
  with fresh as (
    insert into events (id, source_id, type, name, node_id, store_id, anonymous_id, user_id, properties, context, occurred_at)
    select id, "sourceId", type, name, "nodeId", "storeId", "anonymousId", "userId", properties, context, "occurredAt"
    from json_to_recordset(given) as row(id uuid, "sourceId" uuid, type text, name text, "nodeId" uuid, "storeId" uuid,
      "anonymousId" text, "userId" text, properties jsonb, context jsonb, "occurredAt" timestamptz)
    on conflict (id) do nothing returning id, source_id)
  select count(*), case when count(*) < json_array_length(given) then coalesce(array_agg(fresh.id), '{}') end,
    array(select count(fresh.id) from unnest(sources) with ordinality as s(id, place) left join fresh on fresh.source_id = s.id group by s.place order by s.place)
  into added, ids, taken from fresh;
  for i in 1 .. coalesce(array_length(sources, 1), 0) loop
    perform count_messages(sources[i], counted_at, taken[i], totals[i] - taken[i], 0);
  end loop;
end $$;

-- The same by hour, from the second day on; kept for thirteen months.
create table source_hours (
  source_id uuid not null references sources on delete cascade,
  hour timestamptz not null,
  accepted bigint not null default 0,
  duplicate bigint not null default 0,
  rejected bigint not null default 0,
  last_accepted_at timestamptz,
  primary key (source_id, hour)
);

-- Until when someone looks at what comes in: until then every message is kept for the debugger.
alter table sources add column watched_until timestamptz;
-- `block` refuses what the tracking plan does not know; `watch` only tells.
alter table sources add column enforcement text not null default 'watch' check (enforcement in ('watch', 'block'));

-- What a rejected message needs to be read again as it came, and where exactly it broke the plan.
alter table rejected_messages add column type text;
alter table rejected_messages add column name text;
alter table rejected_messages add column details jsonb not null default '[]';
alter table rejected_messages add column envelope jsonb not null default '{}';
-- Sent again once mended: when, and which event it became.
alter table rejected_messages add column mended_at timestamptz;
alter table rejected_messages add column event_id uuid;
create index rejected_messages_open on rejected_messages (source_id, violation, id) where mended_at is null;

-- Messages that were accepted, or had been before, as they came: a sample, for the debugger, for a day. A crash may lose it.
create unlogged table recent_messages (
  id uuid primary key default uuidv7(),
  source_id uuid not null,
  received_at timestamptz not null,
  outcome text not null check (outcome in ('accepted', 'duplicate')),
  event_id uuid not null,
  type text not null,
  name text not null,
  message jsonb not null
);
create index recent_messages_source on recent_messages (source_id, received_at desc, id desc);

-- The tracking plan: what was seen of each event name, and what a person expects of it.
create table tracked_events (
  id uuid primary key default uuidv7(),
  name text not null unique,
  -- The call that brings it: track, page, identify …
  type text not null default 'track',
  seen_count bigint not null default 0,
  first_seen_at timestamptz,
  last_seen_at timestamptz,
  -- Further properties are not noted: their names are made of data.
  crowded_at timestamptz,
  planned_at timestamptz,
  planned_by text,
  note text not null default '',
  -- [{ path, types, required }], once it is planned.
  expected jsonb not null default '[]'
);
create index tracked_events_seen on tracked_events (seen_count desc, id desc);

-- In how many events a property came as which type.
create table tracked_properties (
  event_id uuid not null references tracked_events on delete cascade,
  path text not null,
  type text not null check (type in ('string', 'number', 'boolean', 'date', 'array', 'object', 'null')),
  seen_count bigint not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (event_id, path, type)
);

-- The values of properties that have few, e.g. a currency. Never those that may say who somebody is.
create table tracked_values (
  event_id uuid not null references tracked_events on delete cascade,
  path text not null,
  value text not null,
  seen_count bigint not null,
  primary key (event_id, path, value)
);
-- Properties with too many values to be shown.
create table tracked_many_values (
  event_id uuid not null references tracked_events on delete cascade,
  path text not null,
  primary key (event_id, path)
);

create table tracked_sources (
  event_id uuid not null references tracked_events on delete cascade,
  source_id uuid not null references sources on delete cascade,
  seen_count bigint not null,
  last_seen_at timestamptz not null,
  primary key (event_id, source_id)
);

-- Where what comes in differs from the plan.
create table drift_warnings (
  id uuid primary key default uuidv7(),
  event_id uuid not null references tracked_events on delete cascade,
  source_id uuid not null references sources on delete cascade,
  kind text not null check (kind in ('new_event', 'new_property', 'changed_type', 'missing_required')),
  path text not null default '',
  -- The type that came, where one did.
  found text not null default '',
  seen_count bigint not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  dismissed_at timestamptz,
  dismissed_by text,
  unique (event_id, source_id, kind, path, found)
);
create index drift_warnings_open on drift_warnings (last_seen_at desc, id desc) where dismissed_at is null;
