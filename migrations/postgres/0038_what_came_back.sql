-- What a mail that came in was understood to say: { reason, isPermanent, feedback, recipients }.
alter table inbound_mails add column understood jsonb not null default '{}';
-- Every e-mail address that stands anywhere in it, however it is encoded: an erasure finds the mail by them, read or not.
alter table inbound_mails add column mentioned text[] not null default '{}';

-- Lists of any kind, the latest first, and how many there are of a month.
drop index inbound_mails_replies;
create index inbound_mails_received on inbound_mails (received_at desc, id desc);
create index inbound_mails_kind on inbound_mails (kind, received_at desc, id desc) where kind is not null;
create index inbound_mails_unmatched on inbound_mails (received_at desc, id desc) where state = 'read' and message_id is null;
create index inbound_mails_sender on inbound_mails (lower(sender) text_pattern_ops) where sender is not null;
create index inbound_mails_mentioned on inbound_mails using gin (mentioned);
create index inbound_mails_way on inbound_mails (way, received_at desc);
create index return_notices_received on return_notices (provider, received_at desc);

-- What was refused at a provider's door since its key was set.
alter table return_hooks add column refused int not null default 0;
alter table return_hooks add column refused_at timestamptz;
alter table return_hooks add column refused_because text check (refused_because in ('signature', 'stale', 'unchecked'));

-- Where workers take in mail. A worker says so every minute; who has not for long does not any more.
create table inbound_ways (
  way text not null check (way in ('smtp', 'lmtp', 'imap')),
  -- Host and port, for a mailbox its server and folder. Never a password.
  address text not null,
  -- Until when the certificate is valid with which it encrypts (STARTTLS); null where it does not.
  certificate_until timestamptz,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  stopped_at timestamptz,
  problem text,
  problem_at timestamptz,
  primary key (way, address)
);
