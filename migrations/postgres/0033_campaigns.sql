-- Campaigns: to whom, what, when, and who is left out on purpose. A campaign's mailing has the same id; its messages are
-- the ledger of 0030. See docs/campaigns.md.

-- `eligible`: it might have been sent when the audience was drawn, so it counts in the comparison with the hold-out, whatever
-- became of it. `planned_at`: when it was to go out then; it does not move with retries.
alter table messages add column eligible boolean not null default false;
alter table messages add column planned_at timestamptz;

create table campaigns (
  id uuid primary key default uuidv7(),
  name text not null check (length(name) between 1 and 120),
  store_id uuid references stores,
  sender_id uuid references senders,
  channel text not null default 'email' check (channel in ('email', 'sms', 'whatsapp')),
  purpose text not null default 'marketing' check (purpose in ('marketing', 'service')),
  state text not null default 'draft' check (state in ('draft', 'approval', 'scheduled', 'sending', 'paused', 'cancelled', 'done')),
  -- {"include": [segment], "exclude": [segment]}: who is in one of the first and in none of the others.
  audience jsonb not null default '{"include": [], "exclude": []}',
  -- {"A": {"templateId": …, "versionId": …, "subjects": {"en": …}, "time": "09:00"}, …}
  variants jsonb not null default '{}',
  -- null, or {"about": "subject", "winner": "click", "sharePercent": 20, "hours": 4}
  test jsonb,
  hold_out_percent numeric not null default 5 check (hold_out_percent between 0 and 50),
  -- {"kind": "now"}, {"kind": "at", "at": instant} or {"kind": "local", "at": "2026-12-01T09:00"}: of each recipient's clock
  schedule jsonb not null default '{"kind": "now"}',
  -- An order counts for the last message that was touched (`touch`) at most so many days before it.
  attribution_days int not null default 5 check (attribution_days between 1 and 30),
  touch text not null default 'click' check (touch in ('sent', 'open', 'click')),
  created_at timestamptz not null,
  created_by text not null,
  changed_at timestamptz not null,
  launched_at timestamptz,
  launched_by text,
  approved_at timestamptz,
  approved_by text,
  starts_at timestamptz,
  started_at timestamptz,
  -- How far the audience was drawn, in the order of customers' ids, and when it was drawn whole.
  drawn_to uuid,
  drawn_at timestamptz,
  considered bigint not null default 0,
  -- Which variant everybody else gets, since when, and how it was found.
  winner text,
  winner_at timestamptz,
  winner_because jsonb,
  finished_at timestamptz,
  problem text
);
create index campaigns_changed on campaigns (created_at desc, id desc);
create index campaigns_on on campaigns (state, starts_at) where state in ('scheduled', 'sending');

-- Whom a campaign would reach, found without sending: a person and what would become of the message.
create table campaign_dry_runs (
  campaign_id uuid primary key references campaigns on delete cascade,
  state text not null check (state in ('running', 'done', 'failed')),
  asked_at timestamptz not null,
  expected bigint,
  considered bigint not null default 0,
  counts jsonb not null default '{}',
  problem text
);
create table campaign_dry_run_people (
  campaign_id uuid not null references campaigns on delete cascade,
  customer_id uuid not null,
  outcome text not null,
  primary key (campaign_id, customer_id)
);
create index campaign_dry_run_outcomes on campaign_dry_run_people (campaign_id, outcome, customer_id);
create index campaign_dry_run_customers on campaign_dry_run_people (customer_id);

-- What the numbers of a campaign come from: touched messages, in time, for attribution.
create index messages_clicked on messages (mailing_id, clicked_at) where clicked_at is not null;
