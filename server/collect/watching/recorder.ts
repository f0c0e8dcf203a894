import { sql } from 'kysely'
import { announce, type Ctx, type Db } from '../../platform/index.ts'
import { eventId, type NewEvent } from '../log.ts'
import { storable } from '../queries.ts'

// While nobody looks, a few of each minute are enough to show what a source sends; while somebody does, more than they can read.
const unwatched = { perMinute: 5 }
const watched = { perSecond: 100 }
const flushEveryMs = 250

type Taken = { events: NewEvent[]; messages: unknown[]; repeats: number[]; at: Temporal.Instant }
type From = { id: string; watchedUntil: string | null }

/** Keeps a sample of what is taken in, as it came, beside the ingest and never in its way: what cannot be written is let go. */
export type Recorder = {
  note(source: From, taken: Taken): void
  /** Resolves when all that was noted is written. */
  flush(): Promise<void>
}

const recorders = new WeakMap<Db, Recorder>()

/** The recorder of this process. */
export const recorderOf = (ctx: Ctx): Recorder => recorders.get(ctx.db) ?? recorders.set(ctx.db, startRecorder(ctx)).get(ctx.db)!

function startRecorder({ db, log }: Ctx): Recorder {
  let waiting: Row[] = []
  let writing: Promise<void> | undefined
  let due: ReturnType<typeof setTimeout> | undefined
  const rooms = new Map<string, { slot: string; left: number }>()

  const write = async () => {
    clearTimeout(due)
    due = undefined
    while (waiting.length) {
      const rows = waiting
      waiting = []
      await insertRows(db, rows).catch(error => log.warn({ error: (error as Error).message }, 'Messages for the debugger were not kept.'))
    }
  }
  const flush = () => (writing ??= write().finally(() => (writing = undefined)))

  return {
    note: (source, taken) => {
      const room = roomOf(rooms, source, taken)
      if (!room.left) return
      const rows = rowsOf(source.id, taken, room.left)
      room.left -= rows.length
      waiting.push(...rows)
      due ??= setTimeout(() => void flush(), flushEveryMs).unref()
    },
    flush: async () => {
      await flush()
      if (waiting.length) await flush()
    },
  }
}

function roomOf(rooms: Map<string, { slot: string; left: number }>, { id, watchedUntil }: From, { at }: Taken) {
  const now = at.toString({ smallestUnit: 'second' })
  const isWatched = watchedUntil !== null && now < watchedUntil
  const slot = isWatched ? now : now.slice(0, 16)
  const known = rooms.get(id)
  if (known?.slot === slot) return known
  return rooms.set(id, { slot, left: isWatched ? watched.perSecond : unwatched.perMinute }).get(id)!
}

type Row = { sourceId: string; receivedAt: string; outcome: 'accepted' | 'duplicate'; eventId: string; type: string; name: string; message: unknown }

function rowsOf(sourceId: string, { events, messages, repeats, at }: Taken, most: number): Row[] {
  const isRepeat = new Set(repeats)
  const receivedAt = at.toString()
  return events.slice(0, most).map((event, i) => ({ sourceId, receivedAt, outcome: isRepeat.has(i) ? 'duplicate' : 'accepted', eventId: eventId(event), type: event.type ?? 'track', name: event.name, message: messages[i] }))
}

async function insertRows(db: Db, rows: Row[]) {
  await sql`
    insert into recent_messages (source_id, received_at, outcome, event_id, type, name, message)
    select "sourceId", "receivedAt", outcome, "eventId", type, name, message
    from json_to_recordset(${storable(JSON.stringify(rows))}::json) as row("sourceId" uuid, "receivedAt" timestamptz, outcome text, "eventId" uuid, type text, name text, message jsonb)`.execute(db)
  for (const id of new Set(rows.map(row => row.sourceId))) await announce(db, { topic: 'sources', id })
}
