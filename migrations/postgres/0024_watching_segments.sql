-- A segment is watched for days unlike its usual ones (docs/segments.md, "Drift").
alter table segments
  add column watched boolean not null default true,
  -- How many times its usual spread a day may depart.
  add column watch_threshold double precision not null default 4 check (watch_threshold between 2 and 20),
  -- The last day that was looked at, of the segment's time zone.
  add column watched_until date;

-- Days that departed: of `entered`, how many came in; of `grown`, how many more were in at its end than at its beginning.
create table segment_drifts (
  segment_id uuid not null references segments on delete cascade,
  day date not null,
  measure text not null check (measure in ('entered', 'grown')),
  value bigint not null,
  usual double precision not null,
  spread double precision not null,
  found_at timestamptz not null,
  primary key (segment_id, day, measure)
);
