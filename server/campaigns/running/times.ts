import type { Campaign } from '../../../contracts/campaigns.ts'

/** The first zone in which a day begins, and so the first instant at which a local time is anybody's. */
const firstZone = '+14:00'
const lastZone = '-12:00'

/** When a campaign begins: at once, at an instant, or where a local time comes first. */
export function startOf({ schedule }: Pick<Campaign, 'schedule'>, now: Temporal.Instant): Temporal.Instant {
  if (schedule.kind === 'now') return now
  if (schedule.kind === 'at') return Temporal.Instant.from(schedule.at)
  return Temporal.PlainDateTime.from(schedule.at).toZonedDateTime(firstZone).toInstant()
}

/** When somebody's message is due. A local time that has passed where they are is now: nobody is left out or waits a day. */
export function dueAt({ schedule, variants, test }: Pick<Campaign, 'schedule' | 'variants' | 'test'>, { letter, zone, now }: { letter: string; zone: string; now: Temporal.Instant }): Temporal.Instant {
  const time = test?.about === 'time' ? variants[letter as 'A']?.time : undefined
  const local = time ? nextTime(time, zone, now) : schedule.kind === 'local' ? Temporal.PlainDateTime.from(schedule.at).toZonedDateTime(zone).toInstant() : now
  return Temporal.Instant.compare(local, now) < 0 ? now : local
}

/** The next time that a clock in a zone shows this time of day. */
export function nextTime(time: string, zone: string, now: Temporal.Instant): Temporal.Instant {
  const local = now.toZonedDateTimeISO(zone)
  const today = local.toPlainDate().toZonedDateTime({ timeZone: zone, plainTime: time })
  return (Temporal.ZonedDateTime.compare(today, local) >= 0 ? today : local.toPlainDate().add({ days: 1 }).toZonedDateTime({ timeZone: zone, plainTime: time })).toInstant()
}

/** When the variants of a test are compared: so long after the last of them was sent. */
export function judgedAt({ test, schedule, startedAt }: Pick<Campaign, 'test' | 'schedule' | 'startedAt'>, drawnAt: string): Temporal.Instant {
  const sent = [Temporal.Instant.from(drawnAt), ...(schedule.kind === 'local' ? [Temporal.PlainDateTime.from(schedule.at).toZonedDateTime(lastZone).toInstant()] : []), ...(test?.about === 'time' && startedAt ? [Temporal.Instant.from(startedAt).add({ hours: 24 })] : [])]
  return sent.reduce((latest, one) => (Temporal.Instant.compare(one, latest) > 0 ? one : latest)).add({ hours: test?.hours ?? 0 })
}
