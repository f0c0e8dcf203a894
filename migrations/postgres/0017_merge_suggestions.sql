-- Customers who may be one person, for a person to decide. What was decided is kept: a dismissed pair never comes back.
create table merge_suggestions (
  id uuid primary key default uuidv7(),
  -- Two customers, the lower id first.
  one_id uuid not null references customers on delete cascade,
  other_id uuid not null references customers on delete cascade,
  reasons text[] not null,
  score int not null check (score between 0 and 100),
  state text not null default 'open' check (state in ('open', 'accepted', 'dismissed')),
  found_at timestamptz not null,
  -- Also of one that is open again because its decision was undone: then it is a person who keeps it open.
  decided_at timestamptz,
  decided_by text,
  -- The customer who was merged, so that accepting can be undone.
  merged_id uuid,
  unique (one_id, other_id),
  check (one_id < other_id)
);
create index merge_suggestions_list on merge_suggestions (state, score desc, id);
create index merge_suggestions_other on merge_suggestions (other_id);
