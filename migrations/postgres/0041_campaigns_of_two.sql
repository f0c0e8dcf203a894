-- Campaigns on which two people work, that are put away, and whose figures the list shows. See docs/campaigns.md.

-- Counts the changes of a draft: whoever changes it says on which one their change is made.
alter table campaigns add column revision bigint not null default 1;
alter table campaigns add column changed_by text;
update campaigns set changed_by = created_by;
alter table campaigns alter column changed_by set not null;

alter table campaigns add column archived_at timestamptz;
alter table campaigns add column archived_by text;

-- What the report said last, for the list: counting a thousand campaigns while somebody waits would read every message.
create table campaign_figures (
  campaign_id uuid primary key references campaigns on delete cascade,
  at timestamptz not null,
  -- When it is counted again; null once nothing is expected to change. Opening the report counts as well.
  next_at timestamptz,
  currency text,
  sent bigint not null,
  delivered bigint not null,
  opened bigint not null,
  clicked bigint not null,
  orders bigint not null,
  revenue_minor bigint not null,
  verdict text not null check (verdict in ('more', 'less', 'unclear', 'no_hold_out', 'too_few')),
  brought_minor bigint,
  brought_from_minor bigint,
  brought_to_minor bigint
);
create index campaign_figures_due on campaign_figures (next_at) where next_at is not null;

-- The few of a million to whom something rare happened are found without walking the million.
create index messages_returned on messages (mailing_id, created_at desc, id desc)
  where bounced_at is not null or complained_at is not null or unsubscribed_at is not null or replied_at is not null;
