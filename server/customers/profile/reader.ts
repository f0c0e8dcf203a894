import { sql } from 'kysely'
import { sources, type LogReader } from '../../collect/index.ts'
import type { Db } from '../../platform/index.ts'
import { storeCountries } from '../identity/identifiers.ts'
import { homesOf } from '../identity/graph/homes.ts'
import { deriveProfiles, keepOwnFacts, keepTold } from './derive.ts'
import { traitsIn } from './traits.ts'

const whoIsWho = new Set(['Customer Created', 'Customers Merged', 'Customers Separated'])

/** Follows the log: what sources tell of people, and whose profile it is when people turn out to be others. */
export const profileReader: LogReader = {
  name: 'profile',
  read: async ({ db }, events) => {
    const countries = await storeCountries(db)
    const told = events.filter(event => event.sourceKind !== 'suki' && (event.type === 'identify' || event.context['traits'])).flatMap(event => traitsIn(event, countries))
    const homes = await homesOf(db, await keepTold(db, told))
    const changed = events.filter(event => event.sourceId === sources.suki && whoIsWho.has(event.name)).flatMap(event => [event.nodeId!, ...customersIn(event.properties)])
    await deriveProfiles(db, [...changed, ...[...homes.values()].filter(home => home.known).map(home => home.customerId)])
  },
}

const customersIn = ({ customers }: Record<string, unknown>) => (Array.isArray(customers) ? customers.filter(id => typeof id === 'string') : [])

/** What a person writes into a profile, as the word of Suki's own source. */
export async function tellByStaff(db: Db, customerId: string, facts: Record<string, unknown>, at: string): Promise<void> {
  await keepOwnFacts(db, [customerId])
  await keepTold(db, Object.entries(facts).map(([trait, value]) => ({ nodeId: customerId, trait, sourceId: sources.suki, value, at, eventId: null })))
  await deriveProfiles(db, [customerId])
}

export type ProfileFact = { trait: string; value: unknown; sourceName: string; sourceKind: string; at: string; wins: boolean }

/** Everything that sources tell of a customer, the word that stands first. */
export async function factsTold(db: Db, customerId: string): Promise<ProfileFact[]> {
  const { rows } = await sql<ProfileFact>`
    select t.trait, t.value, s.name as "sourceName", s.kind as "sourceKind", t.at, row_number() over (partition by t.trait order by s.precedence, t.at desc, t.node_id) = 1 as wins
    from customer_traits as t join sources as s on s.id = t.source_id
    where t.node_id = ${customerId} or t.node_id in (select id from customer_identifiers where customer_id = ${customerId})
    order by t.trait, s.precedence, t.at desc, t.node_id limit 500`.execute(db)
  return rows
}
