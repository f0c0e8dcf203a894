-- How customers who ordered stand among one another (docs/segments.md, "Scores"). Computed by the warehouse from the
-- record, kept here, because memberships rest on them: server/segments/scoring/.
create table scores (
  -- The customer.
  id uuid primary key,
  recency int2 not null check (recency between 1 and 5),
  frequency int2 not null check (frequency between 1 and 5),
  monetary int2 not null check (monetary between 1 and 5),
  rfm_group text not null,
  value_decile int2 not null check (value_decile between 1 and 10),
  -- Among whom the money was compared: those who buy mostly in this currency.
  currency text not null,
  changed_xid xid8 not null default pg_current_xact_id()
);
create index scores_changed on scores (changed_xid, id);
create trigger stamp_change before update on scores for each row execute function stamp_change();
create trigger note_deletion after delete on scores for each row execute function note_deletion();

-- Every computation: why, when, and what came of it. At most one waits or runs.
create table score_runs (
  id uuid primary key default uuidv7(),
  reason text not null check (reason in ('night', 'hand', 'import')),
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  started_by text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  -- The instant at which customers stood like this.
  as_of timestamptz,
  customers bigint,
  changed bigint,
  problem text
);
create unique index score_runs_current on score_runs ((true)) where state in ('waiting', 'running');
create index score_runs_started on score_runs (started_at desc);
