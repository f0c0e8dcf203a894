import { sql } from 'kysely'
import type { Ctx } from '../../../platform/index.ts'
import type { Suspect } from './machines.ts'

export type NewHit = { messageId: string; kind: 'open' | 'click'; linkIndex: number | null; url: string | null; suspect: Suspect | null; /** ISO 8601. */ at: string }

/**
 * Keeps what was opened and followed, many in one statement: while one commit is under way the next group gathers, so a
 * campaign's first minutes ask the disk as rarely as they can. Resolves when the hit is committed.
 */
export type Hits = { add(hit: NewHit): Promise<void> }

type Waiting = { hit: NewHit; done(): void; failed(error: unknown): void }

const groupSize = 1_000
const mostWaiting = 20_000
/** So many of one message within so long are kept by a process; more is somebody who plays, and is answered but not kept. */
const mostOfOne = { hits: 50, withinMs: 10_000 }

export function keepHits(ctx: Ctx): Hits {
  let queue: Waiting[] = []
  let isRunning = false
  let [seen, seenFrom] = [new Map<string, number>(), 0]

  const isTooMuch = ({ messageId }: NewHit) => {
    const now = performance.now()
    if (now - seenFrom > mostOfOne.withinMs) [seen, seenFrom] = [new Map(), now]
    const count = (seen.get(messageId) ?? 0) + 1
    seen.set(messageId, count)
    return count > mostOfOne.hits
  }
  const run = async () => {
    isRunning = true
    while (queue.length) {
      const group = queue.slice(0, groupSize)
      queue = queue.slice(groupSize)
      await insertHits(ctx, group.map(one => one.hit)).then(() => group.forEach(one => one.done()), (error: unknown) => group.forEach(one => one.failed(error)))
    }
    isRunning = false
  }

  return {
    add: hit =>
      new Promise((done, failed) => {
        if (isTooMuch(hit)) return done()
        if (queue.length >= mostWaiting) return failed(new Error('More is opened than can be stored just now.'))
        queue.push({ hit, done, failed })
        if (!isRunning) void run()
      }),
  }
}

const insertHits = ({ db }: Ctx, hits: NewHit[]) => sql`
  insert into tracking_hits (message_id, kind, link_index, url, suspect, at)
  select "messageId", kind, "linkIndex", url, suspect, at
  from json_to_recordset(${JSON.stringify(hits)}::json) as t ("messageId" uuid, kind text, "linkIndex" int, url text, suspect text, at timestamptz)`.execute(db)
