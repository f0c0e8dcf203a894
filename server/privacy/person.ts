import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { sql } from 'kysely'
import { namesNobody } from '../collect/index.ts'
import { homesOf } from '../customers/index.ts'
import type { Db, Person } from '../platform/index.ts'

/** What to look for as text: identifiers and names in small letters. `tooShort`: how many are not worth it, because anything would be found. */
export type Texts = { identifiers: string[]; names: string[]; tooShort: number }

/** The customer whose this id is now, with every row and node; undefined where there is none. */
export async function personOf(db: Db, customerId: string): Promise<Person | undefined> {
  const home = (await homesOf(db, [customerId])).get(customerId)!
  if (!home.known) return undefined
  const { rows } = await sql<{ id: string; isRow: boolean }>`
    select id, true as "isRow" from customers where id = ${home.customerId} or merged_into = ${home.customerId}
    union all select id, false from customer_identifiers where customer_id = ${home.customerId}`.execute(db)
  const customers = [home.customerId, ...rows.filter(row => row.isRow && row.id !== home.customerId).map(row => row.id)]
  return { customers, nodes: [...new Set([...customers, ...rows.filter(row => !row.isRow).map(row => row.id)])] }
}

/** Everything by which they could be found in a text. */
export async function textsOf(db: Db, { customers, nodes }: Person): Promise<Texts> {
  const identifiers = await db.selectFrom('customer_identifiers').select(['kind', 'value']).where('id', 'in', nodes).where('kind', '<>', 'customer').execute()
  const facts = await db.selectFrom('customers').select(['email', 'phone', 'name', 'first_name', 'last_name']).where('id', 'in', customers).execute()
  const { rows: told } = await sql<{ email: string | null; phone: string | null; name: string | null }>`
    select email, phone, ship_name as name from orders as o where o.customer_id = any(${customers}::uuid[]) or o.node_id = any(${nodes}::uuid[])`.execute(db)
  const words = [...identifiers.map(i => i.value), ...[...facts, ...told].flatMap(f => [f.email ?? '', f.phone ?? ''])].filter(Boolean)
  const forms = words.flatMap(word => (/^\+\d{7,15}$/.test(word) ? writingsOf(word) : [word])).map(word => word.trim().toLowerCase())
  const long = [...new Set(forms)].filter(isLongEnough)
  const kinds = new Map(identifiers.map(i => [i.value.toLowerCase(), i.kind]))
  const names = [...facts.flatMap(f => [f.name, [f.first_name, f.last_name].filter(Boolean).join(' ')]), ...told.map(t => t.name)].filter(name => name !== null).map(name => name.trim().toLowerCase())
  return { identifiers: long, names: [...new Set(names)].filter(name => name.length >= 5 && /\s/.test(name)), tooShort: [...new Set(forms)].filter(form => !isLongEnough(form) && !namesNobody(kinds.get(form) ?? '')).length }
}

/** With and without the sign, and as people of the country write it, without spaces. */
const writingsOf = (phone: string) => [phone, phone.slice(1), parsePhoneNumberFromString(phone)?.formatNational().replace(/\D/g, '') ?? phone]

/** `17` stands in a million places; an address, a phone or a long id in those that are about them. */
const isLongEnough = (word: string) => word.length >= 8 || (word.length >= 6 && /[^0-9a-z]/.test(word))
