import { sql, type RawBuilder } from 'kysely'

/**
 * What a customer chose for a channel in the preference centre, as rows of `contact_preferences` that stand: a later choice
 * takes the place of all that it has seen. Of customers who were merged several may stand; then the strictest counts.
 */
export const standingWishes = (customerId: RawBuilder<unknown>, channel: string) => sql`
  select p.* from contact_preferences as p where p.customer_id = ${customerId} and p.channel = ${channel}
    and not exists (select from contact_preferences as later where later.customer_id = p.customer_id and later.channel = p.channel and (later.changed_at, later.id) > (p.changed_at, p.id) and p.node_id = any(later.seen))`
