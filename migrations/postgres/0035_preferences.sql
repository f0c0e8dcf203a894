-- A choice knows whom it was made for: the nodes that were known to be one person then. A later choice takes the place of
-- those of its `seen`; after a merge the stricter of two holds until the one person chooses anew, as with consents.
alter table contact_preferences drop constraint contact_preferences_node_id_channel_key;
alter table contact_preferences add column seen uuid[] not null default '{}';
create index contact_preferences_node on contact_preferences (node_id);
