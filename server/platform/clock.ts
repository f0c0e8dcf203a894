/** Where time comes from. Everything asks `ctx.clock`, so that a test and a replay can set it. */
export type Clock = { now(): Temporal.Instant }

/** Now as ISO text to the millisecond: as fine as instants are read back, so that a cursor finds its place again. */
export const nowText = (clock: Clock): string => new Date(clock.now().epochMilliseconds).toISOString()

export const systemClock: Clock = { now: () => Temporal.Now.instant() }

/** A clock that stands still until it is told to move. */
export function clockAt(start: string) {
  let instant = Temporal.Instant.from(start)
  return {
    now: () => instant,
    set: (to: string) => void (instant = Temporal.Instant.from(to)),
    /** Moves on; durations up to hours, e.g. `{ hours: 36 }`. */
    advance: (by: Temporal.DurationLike) => void (instant = instant.add(by)),
  }
}
