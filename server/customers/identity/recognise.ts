import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { defaultPolicy, kindPolicy, nodeIds, normalEmail, normalPhone, sift, sources, userKind, uuidOf, type Identifier } from '../../collect/index.ts'
import { inTransaction, within, type Ctx } from '../../platform/index.ts'
import { homesOf } from './graph/homes.ts'
import { identify } from './identify.ts'
import { storeCountries } from './identifiers.ts'

/** Somebody as a shop, a file or an SDK names them. */
export type Person = {
  storeKey?: string | undefined
  /** The shop's own id, of `storeKey`. */
  externalId?: string | undefined
  email?: string | undefined
  phone?: string | undefined
  name?: string | undefined
  country?: string | undefined
  city?: string | undefined
  language?: string | undefined
  /** Since when they are known; now when left out. */
  since?: string | undefined
  sourceId?: string | undefined
  storeId?: string | undefined
}

/** Who it is now, and the node for whom to record what they do. */
export type Recognised = { customerId: string; nodeId: string }

/**
 * The customer of each person: by the shop's own id, else e-mail, else phone. Whom nobody knows becomes a customer,
 * once per batch and once between concurrent batches. Null for those without any identifier, and who were erased.
 * Known customers gain identifiers; their facts stay as they are. Takes the identity lock.
 */
export const recogniseCustomers = (ctx: Ctx, people: Person[]): Promise<(Recognised | null)[]> => inTransaction(ctx.db, db => recognise(within(ctx, { db }), people))

async function recognise(ctx: Ctx, people: Person[]): Promise<(Recognised | null)[]> {
  const now = ctx.clock.now().toString()
  const sifted = await siftPeople(ctx, people)
  const wanted = people.map((person, i) => ({ person, identifiers: sifted[i]!.kept }))
  const seen = wanted.filter(w => w.identifiers.length).map(({ person, identifiers }) => ({ id: sightingId(person, identifiers), at: sinceOf(person, now), sourceId: person.sourceId ?? sources.suki, identifiers }))
  const created = new Set(await identify(ctx, seen))
  const nodeId = await nodeIds(ctx)
  const nodes = wanted.map(({ identifiers }) => (identifiers[0] ? nodeId(identifiers[0]) : null))
  const homes = await homesOf(ctx.db, nodes)
  const recognised = nodes.map(node => (node ? { nodeId: node, customerId: homes.get(node)!.customerId } : null))
  await introduce(ctx, people.flatMap((person, i) => (recognised[i] && created.has(recognised[i].customerId) ? [{ person, id: recognised[i].customerId }] : [])))
  return recognised
}

async function siftPeople(ctx: Ctx, people: Person[]) {
  const countries = people.some(person => person.phone) ? await storeCountries(ctx.db) : []
  return sift(ctx, people.map(person => identifiersOf(person, countries)))
}

/** Of these people those who asked to be forgotten: nothing that names them is kept, until they are released. */
export const areErased = async (ctx: Ctx, people: Person[]): Promise<boolean[]> => (await siftPeople(ctx, people)).map(one => one.isErased)

const sinceOf = ({ since }: Person, now: string) => (since && Date.parse(since) < Date.parse(now) ? since : now)

/** A sighting of the same person by the same source is the same sighting. */
const sightingId = ({ sourceId = sources.suki }: Person, identifiers: Identifier[]) => uuidOf(hash('sha256', `${sourceId}:${JSON.stringify(identifiers)}`, 'hex'))

/** The strongest first. */
function identifiersOf({ storeKey, externalId, email, phone, country }: Person, countries: string[]): Identifier[] {
  const found = [
    { kind: userKind({ storeKey: storeKey ?? null }), value: storeKey ? externalId : undefined },
    { kind: 'email', value: email && normalEmail(email) },
    { kind: 'phone', value: phone && normalPhone(phone, [country, ...countries]) },
  ]
  return found.filter((i): i is Identifier => !!i.value && !defaultPolicy.blocked.test(i.value)).toSorted((a, b) => kindPolicy(defaultPolicy, a.kind).priority - kindPolicy(defaultPolicy, b.kind).priority)
}

/** What is known of somebody who has just become a customer; of several who are the same, the first speaks. */
async function introduce({ db }: Ctx, met: { person: Person; id: string }[]) {
  const rows = [...Map.groupBy(met, m => m.id).values()].map(([first]) => {
    const { person: { name, country, city, language }, id } = first!
    return { id, name: name ?? '', country: country ?? null, city: city ?? null, language: language ?? null }
  })
  if (rows.length) await sql`
    update customers as c set name = t.name, country = t.country, city = t.city, language = t.language
    from json_to_recordset(${JSON.stringify(rows)}::json) as t (id uuid, name text, country text, city text, language text) where c.id = t.id`.execute(db)
}
