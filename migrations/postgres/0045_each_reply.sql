-- Who answers twice has answered twice: replies are told apart by their mail, everything else is once a message and kind.
alter table message_returns drop constraint message_returns_message_id_kind_is_permanent_key;
create unique index message_returns_once on message_returns (message_id, kind, is_permanent, (case when kind = 'replied' then source_id end)) nulls not distinct;
