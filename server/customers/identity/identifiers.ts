import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js'
import { sql } from 'kysely'
import type { Db } from '../../platform/index.ts'

/** What a customer is recognised by. `kind` is email, phone, anonymous_id, or a shop's own id as `store:<store key>`. */
export type Identifier = { kind: string; value: string }

/** An e-mail as it is kept and compared. Undefined when it is none. */
export function normalEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase()
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]{2,}$/.test(email) && email.length <= 254 ? email : undefined
}

/** A phone in its international form (E.164). Without a + it is read as a number of the first of `countries` in which it is possible. */
export function normalPhone(text: string, countries: (string | null | undefined)[]): string | undefined {
  const typed = text.trim().replace(/^00(?=[1-9])/, '+')
  const wanted = typed.startsWith('+') ? [undefined] : countries.filter((c): c is CountryCode => !!c && isSupportedCountry(c))
  for (const country of wanted) {
    const phone = parsePhoneNumberFromString(typed, country)
    if (phone?.isPossible()) return phone.number
  }
  return undefined
}

/** Countries of the stores, the oldest store first: where a phone without a country code may be from. */
export async function storeCountries(db: Db): Promise<string[]> {
  const stores = await db.selectFrom('stores').select('country').where('country', 'is not', null).orderBy('created_at').execute()
  return [...new Set(stores.map(store => store.country!))]
}

/** Whose these identifiers are: `kind value` → customer. */
export async function ownersOf(db: Db, identifiers: Identifier[]): Promise<Map<string, string>> {
  if (!identifiers.length) return new Map()
  const { rows } = await sql<Identifier & { customer_id: string }>`
    select kind, value, customer_id from customer_identifiers
    where (kind, value) in (select * from unnest(${identifiers.map(i => i.kind)}::text[], ${identifiers.map(i => i.value)}::text[]))`.execute(db)
  return new Map(rows.map(row => [nameOf(row), row.customer_id]))
}

/** Gives customers their identifiers; those that are somebody's stay theirs. In one order, so that two batches never wait in a circle. */
export async function claim(db: Db, claims: (Identifier & { customerId: string })[]): Promise<void> {
  if (!claims.length) return
  await sql`
    insert into customer_identifiers (kind, value, customer_id)
    select kind, value, "customerId" from json_to_recordset(${JSON.stringify(claims)}::json) as t (kind text, value text, "customerId" uuid)
    order by kind, value on conflict do nothing`.execute(db)
}

export const nameOf = ({ kind, value }: Identifier) => `${kind} ${value}`
