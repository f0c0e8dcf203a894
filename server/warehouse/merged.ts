/**
 * The events with whose they are now, as a subquery for ClickHouse: merges and what undid them are followed at query time.
 * Those of nobody known have the id of their visitor as `customer_id`, those of nobody at all the zero UUID.
 */
export const eventsNow = `(
  select e.* replace (if(empty(moved.customer_id), e.customer_id, moved.customer_id) as customer_id)
  from events as e left join (select id, customer_id from customer_identifiers final where not deleted) as moved on moved.id = e.node_id)`
