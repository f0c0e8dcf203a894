import type { SendingRules } from '../../../contracts/messaging.ts'

type Quiet = NonNullable<SendingRules['quiet']>

/**
 * When the quiet hours end that `now` lies in, in a time zone; null outside them. They include their beginning, not
 * their end, and may pass midnight. Where the clock is changed they end when it first shows a time that is not quiet:
 * a jump may pass over their end, and an hour that comes twice may bring them back.
 */
export function quietUntil(quiet: Quiet, zone: string, now: Temporal.Instant): Temporal.Instant | null {
  const local = now.toZonedDateTimeISO(zone)
  if (!isQuiet(quiet, local)) return null
  const to = Temporal.PlainTime.from(quiet.to)
  const ends = [0, 1, 2].flatMap(days => (['earlier', 'later'] as const).map(disambiguation => local.toPlainDate().add({ days }).toPlainDateTime(to).toZonedDateTime(zone, { disambiguation })))
  const jump = local.getTimeZoneTransition('next')
  const [first] = [...ends, ...(jump ? [jump] : [])].filter(end => Temporal.ZonedDateTime.compare(end, local) > 0 && !isQuiet(quiet, end)).toSorted(Temporal.ZonedDateTime.compare)
  return first!.toInstant()
}

function isQuiet({ from, to }: Quiet, at: Temporal.ZonedDateTime): boolean {
  const isAfter = (time: string) => Temporal.PlainTime.compare(at.toPlainTime(), Temporal.PlainTime.from(time)) >= 0
  return from < to ? isAfter(from) && !isAfter(to) : isAfter(from) || !isAfter(to)
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
