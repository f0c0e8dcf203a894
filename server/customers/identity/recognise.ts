import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { append, sources } from '../../collect/index.ts'
import type { Ctx } from '../../platform/index.ts'
import { claim, nameOf, normalEmail, normalPhone, ownersOf, storeCountries, type Identifier } from './identifiers.ts'

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

/**
 * The customer of each person: by the shop's own id, else e-mail, else phone. Whom nobody knows becomes a customer,
 * once per batch and once between concurrent batches. Null for those without any identifier.
 * Known customers gain identifiers that nobody has; their facts stay as they are.
 */
export async function recogniseCustomers(ctx: Ctx, people: Person[]): Promise<(string | null)[]> {
  const countries = people.some(person => person.phone) ? await storeCountries(ctx.db) : []
  const wanted = people.map(person => identifiersOf(person, countries))
  const known = await ownersOf(ctx.db, wanted.flat())
  const met = newcomers(people, wanted, known)
  if (met.length) await welcome(ctx, met, countries)
  const claims = wanted.flatMap(identifiers => {
    const customerId = strongest(identifiers, known)
    return customerId ? identifiers.filter(i => !known.has(nameOf(i))).map(i => ({ ...i, customerId })) : []
  })
  await claim(ctx.db, claims)
  if (!met.length && !claims.length) return wanted.map(identifiers => strongest(identifiers, known))
  const now = await ownersOf(ctx.db, wanted.flat())
  await dropDoubles(ctx, met, now)
  return wanted.map(identifiers => strongest(identifiers, now))
}

const strongest = (identifiers: Identifier[], owners: Map<string, string>) => identifiers.map(i => owners.get(nameOf(i))).find(id => id !== undefined) ?? null

/** The strongest first. */
function identifiersOf({ storeKey, externalId, email, phone, country }: Person, countries: string[]): Identifier[] {
  const [mail, number] = [email && normalEmail(email), phone && normalPhone(phone, [country, ...countries])]
  return [
    ...(externalId && storeKey ? [{ kind: `store:${storeKey}`, value: externalId }] : []),
    ...(mail ? [{ kind: 'email', value: mail }] : []),
    ...(number ? [{ kind: 'phone', value: number }] : []),
  ]
}

type Newcomer = { id: string; person: Person; identifiers: Identifier[] }

/** People whom none of their identifiers names; those of one batch who share an identifier are one. */
function newcomers(people: Person[], wanted: Identifier[][], known: Map<string, string>): Newcomer[] {
  const met = new Map<string, Newcomer>()
  const fresh: Newcomer[] = []
  people.forEach((person, i) => {
    const identifiers = wanted[i]!
    if (!identifiers.length || strongest(identifiers, known)) return
    const before = identifiers.map(id => met.get(nameOf(id))).find(newcomer => newcomer !== undefined)
    const newcomer = before ?? { id: randomUUIDv7(), person, identifiers: [] }
    if (!before) fresh.push(newcomer)
    for (const id of identifiers) {
      if (met.has(nameOf(id))) continue
      met.set(nameOf(id), newcomer)
      newcomer.identifiers.push(id)
    }
  })
  return fresh
}

async function welcome(ctx: Ctx, fresh: Newcomer[], countries: string[]) {
  const now = ctx.clock.now().toString()
  const rows = fresh.map(({ id, person: { name, email, phone, country, city, language, since } }) => ({
    id, name: name ?? '', email: (email && normalEmail(email)) || null, phone: (phone && normalPhone(phone, [country, ...countries])) || null,
    country: country ?? null, city: city ?? null, language: language ?? null, since: since && since < now ? since : now,
  }))
  await sql`
    insert into customers (id, name, email, phone, country, city, language, created_at, updated_at)
    select id, name, email, phone, country, city, language, since, ${now}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json) as t (id uuid, name text, email text, phone text, country text, city text, language text, since timestamptz)`.execute(ctx.db)
  await claim(ctx.db, fresh.flatMap(({ id, identifiers }) => identifiers.map(i => ({ ...i, customerId: id }))))
}

/** Whom another transaction added in the meantime is that transaction's customer. */
async function dropDoubles(ctx: Ctx, met: Newcomer[], owners: Map<string, string>) {
  const doubles = new Set(met.filter(({ id, identifiers }) => !identifiers.some(i => owners.get(nameOf(i)) === id)))
  if (doubles.size) await ctx.db.deleteFrom('customers').where('id', 'in', [...doubles].map(double => double.id)).execute()
  const now = ctx.clock.now().toString()
  await append(ctx.db, met.filter(newcomer => !doubles.has(newcomer)).map(({ id, person }) => ({
    sourceId: person.sourceId ?? sources.suki, messageId: `${id}:created`, name: 'Customer Created', customerId: id, storeId: person.storeId ?? null, occurredAt: person.since ?? now,
  })))
}
