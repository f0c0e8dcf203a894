import { appError, type Db } from '../platform/index.ts'
import { append, type NewEvent } from './log.ts'

export const overloaded = appError('collect.overloaded', 503, 'More events come in than can be stored just now. Send them again in {seconds} seconds.')

type Waiting = { events: NewEvent[]; done(added: number): void; failed(error: unknown): void }

/**
 * Commits what many requests bring in common transactions: while one commit is under way, the next group gathers.
 * A caller with one event waits as long as one with a thousand, and the disk is asked as rarely as it can be.
 */
export type Groups = {
  /** Resolves when the events are committed. @throws overloaded when too many wait */
  add(events: NewEvent[]): Promise<void>
}

/** One statement of this many rows is as fast per row as a larger one, and others do not wait long behind it. */
const groupSize = 2_000

export function commitInGroups(db: Db, { mostWaiting = 100_000, atOnce = 2 } = {}): Groups {
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
    while (queue.length) await commit(db, next())
    running--
  }

  return {
    add: events =>
      new Promise((resolve, reject) => {
        if (waiting + events.length > mostWaiting) return reject(overloaded({ seconds: 2 }))
        queue.push({ events, done: () => resolve(), failed: reject })
        waiting += events.length
        if (running < atOnce) void run()
      }),
  }
}

/** A group fails only with the database. What is wrong with one caller's events is that caller's alone. */
async function commit(db: Db, group: Waiting[]) {
  try {
    await append(db, group.flatMap(w => w.events))
    for (const w of group) w.done(w.events.length)
  } catch (error) {
    if (group.length === 1) return group[0]!.failed(error)
    for (const w of group) await commit(db, [w])
  }
}
