import { appError, nowText, type Ctx } from '../platform/index.ts'
import { append, type NewEvent } from './log.ts'

export const overloaded = appError('collect.overloaded', 503, 'More events come in than can be stored just now. Send them again in {seconds} seconds.')

type Waiting = { events: NewEvent[]; done(repeats: number[]): void; failed(error: unknown): void }

/**
 * Commits what many requests bring in common transactions: while one commit is under way, the next group gathers.
 * A caller with one event waits as long as one with a thousand, and the disk is asked as rarely as it can be.
 */
export type Groups = {
  /** Resolves when the events are committed, with the positions of those that the log already held. @throws overloaded when too many wait */
  add(events: NewEvent[]): Promise<number[]>
}

// Events at the door of this process that are not committed yet.
let crowd = 0

/** Whether so many events wait at the door that reading them, and whatever else can be later, should leave it the machine. */
export const isCrowded = () => crowd >= groupSize / 4

/** One statement of this many rows is as fast per row as a larger one, and others do not wait long behind it. */
const groupSize = 2_000

export function commitInGroups(ctx: Ctx, { mostWaiting = 100_000, atOnce = 2 } = {}): Groups {
  let queue: Waiting[] = []
  let waiting = 0
  let running = 0

  const next = (): Waiting[] => {
    let size = 0
    let taken = 0
    while (taken < queue.length && (taken === 0 || size + queue[taken]!.events.length <= groupSize)) size += queue[taken++]!.events.length
    const group = queue.slice(0, taken)
    queue = queue.slice(taken)
    waiting -= size
    return group
  }

  const run = async () => {
    running++
    while (queue.length) await commit(ctx, next())
    running--
  }

  return {
    add: events =>
      new Promise((resolve, reject) => {
        if (waiting + events.length > mostWaiting) return reject(overloaded({ seconds: 2 }))
        const leaving = <T>(answer: (value: T) => void) => (value: T) => {
          crowd -= events.length
          answer(value)
        }
        queue.push({ events, done: leaving(resolve), failed: leaving(reject) })
        waiting += events.length
        crowd += events.length
        if (running < atOnce) void run()
      }),
  }
}

/** A group fails only with the database. What is wrong with one caller's events is that caller's alone. */
async function commit(ctx: Ctx, group: Waiting[]) {
  try {
    const { repeats } = await append(ctx.db, group.flatMap(w => w.events), { countedAt: nowText(ctx.clock) })
    let first = 0
    for (const { events, done } of group) {
      const [from, to] = [first, (first += events.length)]
      done(repeats.length ? repeats.filter(at => at >= from && at < to).map(at => at - from) : [])
    }
  } catch (error) {
    if (group.length === 1) return group[0]!.failed(error)
    for (const w of group) await commit(ctx, [w])
  }
}
