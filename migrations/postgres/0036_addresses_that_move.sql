-- A customer who was merged may have got a mailing at two addresses, and both may be taken away: then both messages are
-- kept for the customer. That nobody gets a mailing twice at one address is seen to when the audience is drawn.
drop index messages_once_address;
