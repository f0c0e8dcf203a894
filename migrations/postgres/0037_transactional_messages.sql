-- Transactional mail is little among campaigns: its list took 0.2 s among 400,000 messages, and longer with more.
create index messages_transactional on messages (created_at desc, id desc) where stream = 'transactional';
