import type { SendingRules } from '../../../contracts/messaging.ts'

type Quiet = NonNullable<SendingRules['quiet']>

/**
 * When the quiet hours end that `now` lies in, in a time zone; null outside them. They include their beginning, not
 * their end, and may pass midnight. A time that a day does not have (spring forward) is the next that it has.
 */
export function quietUntil(quiet: Quiet, zone: string, now: Temporal.Instant): Temporal.Instant | null {
  const local = now.toZonedDateTimeISO(zone)
  const time = local.toPlainTime()
  const [from, to] = [Temporal.PlainTime.from(quiet.from), Temporal.PlainTime.from(quiet.to)]
  const isAfter = (other: Temporal.PlainTime) => Temporal.PlainTime.compare(time, other) >= 0
  const passesMidnight = Temporal.PlainTime.compare(from, to) > 0
  const isQuiet = passesMidnight ? isAfter(from) || !isAfter(to) : isAfter(from) && !isAfter(to)
  if (!isQuiet) return null
  const day = passesMidnight && isAfter(from) ? local.toPlainDate().add({ days: 1 }) : local.toPlainDate()
  return day.toZonedDateTime({ timeZone: zone, plainTime: to }).toInstant()
}

const zonesByCountry = new Map<string, string[]>()

/** Where somebody's day begins: what they or their device said; else their country's zone, the store's where it is one of several. */
export function zoneOf({ said, country, store }: { said: string | null; country: string | null; store: string }): string {
  if (said && isZone(said)) return said
  if (!country) return store
  let zones = zonesByCountry.get(country)
  if (!zones) zonesByCountry.set(country, (zones = zonesOf(country)))
  return zones.includes(store) ? store : (zones[0] ?? store)
}

const zonesOf = (country: string): string[] => (new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones?(): string[] | undefined }).getTimeZones?.() ?? []

const known = new Map<string, boolean>()
function isZone(name: string): boolean {
  let is = known.get(name)
  if (is === undefined) {
    try {
      is = Boolean(Temporal.Now.zonedDateTimeISO(name))
    } catch {
      is = false
    }
    if (known.size < 1000) known.set(name, is)
  }
  return is
}
