import { isSupportedCountry } from 'libphonenumber-js'
import { normalEmail, normalPhone, type LogEvent } from '../../collect/index.ts'

/** A trait by its name in `customer_traits`: a column of the customer, or anything else that a source calls so. */
export type Told = { nodeId: string; trait: string; sourceId: string; value: unknown; at: string; eventId: string | null }

/** Facts that have a column of their own, as sources name them: https://segment.com/docs/connections/spec/identify/#traits */
const columnsByName: Record<string, string> = {
  name: 'name', fullName: 'name', full_name: 'name', firstName: 'first_name', first_name: 'first_name', firstname: 'first_name', lastName: 'last_name', last_name: 'last_name', lastname: 'last_name',
  email: 'email', phone: 'phone', language: 'language', locale: 'language', lang: 'language', country: 'country', city: 'city', birthday: 'birthday', birthdate: 'birthday', birth_date: 'birthday', dateOfBirth: 'birthday', date_of_birth: 'birthday',
  gender: 'gender', sex: 'gender', preferredChannel: 'preferred_channel', preferred_channel: 'preferred_channel',
}

export const columns = ['name', 'first_name', 'last_name', 'email', 'phone', 'language', 'country', 'city', 'birthday', 'gender', 'preferred_channel', 'preferred_store_id'] as const

const most = 100
const mostBytes = 4096

/** What an event tells of its customer. What cannot be a fact's value is kept as a trait of the same name, so nothing is lost. */
export function traitsIn(event: LogEvent, countries: (string | null)[]): Told[] {
  if (!event.nodeId) return []
  const told = { ...objectOf(event.context['traits']), ...(event.type === 'identify' ? event.properties : {}) }
  const address = objectOf(told['address'])
  const flat: Record<string, unknown> = { ...pick(address, ['city', 'country']), ...told }
  const found = new Map<string, unknown>()
  for (const [name, value] of Object.entries(flat).slice(0, most)) {
    if (value === undefined || JSON.stringify(value).length > mostBytes) continue
    const column = columnsByName[name]
    const fact = column ? factOf(column, value, countries) : undefined
    if (column && (fact !== undefined || value === null)) found.set(column, fact ?? null)
    else if (!ofIdentity.test(name)) found.set(`traits.${name.slice(0, 100)}`, value)
  }
  return [...found].map(([trait, value]) => ({ nodeId: event.nodeId!, trait, sourceId: event.sourceId, value, at: event.occurredAt, eventId: event.id }))
}

/** These are identifiers or consents, not traits. */
const ofIdentity = /^(id|userId|user_id|anonymousId|loyalty_card|loyaltyCard|consent|consents)$/

function factOf(column: string, value: unknown, countries: (string | null)[]): string | undefined {
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
  if (!text) return undefined
  if (column === 'email') return normalEmail(text)
  if (column === 'phone') return normalPhone(text, countries)
  if (column === 'birthday') return dayIn(text)
  if (column === 'language') return /^([a-z]{2,3})([-_].*)?$/i.exec(text)?.[1]?.toLowerCase()
  if (column === 'country') return countryOf(text)
  if (column === 'gender') return genderOf(text)
  return text.slice(0, 300)
}

function dayIn(text: string): string | undefined {
  const day = /^(\d{4}-\d{2}-\d{2})/.exec(text)?.[1]
  if (!day) return undefined
  try {
    return Temporal.PlainDate.from(day).toString()
  } catch {
    return undefined
  }
}

const regions = new Intl.DisplayNames('en', { type: 'region' })
let named: Map<string, string> | undefined

/** A country by its code or its English name. */
function countryOf(text: string): string | undefined {
  const code = text.toUpperCase()
  if (/^[A-Z]{2}$/.test(code)) return isSupportedCountry(code) ? code : undefined
  named ??= new Map(Array.from({ length: 676 }, (_, i) => String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26))).filter(c => isSupportedCountry(c)).map(c => [regions.of(c)!.toLowerCase(), c]))
  return named.get(text.toLowerCase())
}

const genderOf = (text: string) => ({ f: 'female', w: 'female', female: 'female', woman: 'female', m: 'male', male: 'male', man: 'male', x: 'other', d: 'other', other: 'other', divers: 'other', 'non-binary': 'other' })[text.toLowerCase()]

const objectOf = (value: unknown) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {})
const pick = (of: Record<string, unknown>, names: string[]) => Object.fromEntries(names.filter(name => name in of).map(name => [name, of[name]]))
