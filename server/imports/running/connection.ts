import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { poolOf, type Db } from '../../platform/index.ts'

/** One connection of the process's pool, as Kysely and as it is: COPY and a session's locks need it as it is. */
export type Connection = { db: Db; client: pg.PoolClient }

/** Runs `work` while this session holds the import; null when another process holds it. The lock ends with the session, however it ends. */
export async function whileHolding<T>(db: Db, importId: string, work: (connection: Connection) => Promise<T>): Promise<T | null> {
  const client = await poolOf(db).connect()
  let intact = false
  try {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock(7255, hashtext($1)) as held', [importId])
    const result = rows[0]?.held ? await work({ client, db: onConnection(client) }) : null
    if (rows[0]?.held) await client.query('select pg_advisory_unlock(7255, hashtext($1))', [importId])
    intact = true
    return result
  } finally {
    // A connection that failed midway may still hold a COPY or the lock: it is closed, not handed on.
    client.release(!intact)
  }
}

function onConnection(client: pg.PoolClient): Db {
  const lent = { query: client.query.bind(client), release: () => {} }
  return new Kysely({ dialect: new PostgresDialect({ pool: { connect: async () => lent, end: async () => {} } as unknown as pg.Pool }) })
}
