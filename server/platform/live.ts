import { sql } from 'kysely'
import pg from 'pg'
import type { News } from '../../contracts/live.ts'
import type { Log } from './log.ts'
import type { Db } from './postgres/database.ts'


/** Says the news when the transaction commits; to every process, through PostgreSQL. */
export const announce = (db: Db, news: News) => sql`select pg_notify('suki_live', ${JSON.stringify(news)})`.execute(db)

export type Live = { on(hear: (news: News) => void): () => void; close(): Promise<void> }

/** Listens for news; reconnects by itself when PostgreSQL restarts. */
export async function listenForNews(url: string, log: Log): Promise<Live> {
  const listeners = new Set<(news: News) => void>()
  let closed = false
  let client: pg.Client | undefined
  const connect = async () => {
    client = new pg.Client({ connectionString: url, keepAlive: true })
    client.on('notification', ({ payload }) => {
      for (const hear of listeners) hear(JSON.parse(payload ?? '{}'))
    })
    client.on('error', error => log.warn({ error: error.message }, 'live connection lost'))
    client.once('end', () => void (closed || setTimeout(() => void connect().catch(() => client?.emit('end')), 500).unref()))
    await client.connect()
    await client.query('listen suki_live')
  }
  await connect()
  return {
    on: hear => {
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
    close: async () => {
      closed = true
      await client?.end()
    },
  }
}
