-- Mailboxes that are written to at a rate: when the next mail may go there. Each takes its time from here, once.
alter table recipient_domains add column next_at timestamptz;

-- The time that a message took of its recipients' domain; worth something while it is the one at which it is sent.
alter table messages add column slot_at timestamptz;

-- Transactional mail: one mailing for a template and a store.
alter table mailings add column template_id uuid;
create unique index mailings_template on mailings (template_id, store_id) where stream = 'transactional';

-- The list of messages, the latest first.
create index messages_created on messages (created_at desc, id desc);
create index messages_failed on messages (created_at desc, id desc) where state = 'failed';
create index messages_mailing on messages (mailing_id, created_at desc, id desc);

-- Who decided what became of a message of which nobody could know.
alter table messages add column decided_at timestamptz;
alter table messages add column decided_by text;
