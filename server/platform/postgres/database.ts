import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables> | Transaction<Tables>

// Instants travel as ISO strings and days as YYYY-MM-DD, from the row to the console, so nothing is converted twice.
// Sequences, counts and minor units stay far below 2^53.
const { builtins } = pg.types
pg.types.setTypeParser(builtins.INT8, Number)
pg.types.setTypeParser(builtins.NUMERIC, Number)
pg.types.setTypeParser(builtins.DATE, text => text)
pg.types.setTypeParser(builtins.TIMESTAMPTZ, text => isoInstant(text))

/** `2026-11-21 19:01:02.722+00` → `2026-11-21T19:01:02.722Z` (connections run in UTC). */
const isoInstant = (text: string) => {
  const [whole = '', fraction = ''] = text.slice(0, -3).replace(' ', 'T').split('.')
  return `${whole}.${fraction.slice(0, 3).padEnd(3, '0')}Z`
}

/** A pool of connections that speak UTC and name this process, so that `pg_stat_activity` tells who waits. */
export function createPool(url: string, size: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: size, options: '-c timezone=UTC -c jit=off', keepAlive: true, application_name: `suki ${process.pid}` })
  // An idle connection that the server ends must not end the process; the next query opens a new one.
  pool.on('error', () => {})
  // The same for one that is in use: its query fails with the reason, and that is enough.
  pool.on('connect', client => void client.on('error', () => {}))
  return pool
}

const pools = new WeakMap<Db, pg.Pool>()

export function createDatabase(pool: pg.Pool) {
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  pools.set(db, pool)
  return db
}

/** The pool under a database; to be asked with the process's own, never inside a transaction. */
export const poolOf = (db: Db): pg.Pool => pools.get(db)!

/** Runs `work` in a transaction; joins the one that is already open. */
export const inTransaction = <T>(db: Db, work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> =>
  db.isTransaction ? work(db as Transaction<Tables>) : db.transaction().execute(work)
