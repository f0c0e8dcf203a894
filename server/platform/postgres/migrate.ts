import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { runMigrations } from 'graphile-worker'
import { appError } from '../errors.ts'
import { createPool } from './database.ts'

export const dataIsNewer = appError('data.newer', 500, 'The data was last opened by a newer version of Suki (migration {found}); this version knows migrations up to {known}. Install that version or a later one.')
export const migrationChanged = appError('data.migration_changed', 500, 'Migration {name} is not the one that built this data. Migrations are never edited; restore the file.')

export const oldPostgres = appError('postgres.too_old', 500, 'DATABASE_URL leads to PostgreSQL {found}; Suki needs 18 or newer.')

export const postgresMigrations = new URL('../../../migrations/postgres/', import.meta.url)

/** Numbered SQL files of a folder, in order. */
export async function readMigrations(folder: URL) {
  const names = (await readdir(folder)).filter(name => /^\d{4}_.+\.sql$/.test(name)).sort()
  return Promise.all(names.map(async name => ({ name, number: Number(name.slice(0, 4)), sql: await readFile(new URL(name, folder), 'utf8') })))
}

/**
 * Brings PostgreSQL to this version: each migration in a transaction of its own, all under one
 * advisory lock, so that several processes may start at once and a killed one leaves nothing half-written.
 * @throws dataIsNewer, migrationChanged, oldPostgres
 */
export const migratePostgres = (url: string, folder = postgresMigrations): Promise<number> =>
  underLock(url, async client => {
    await refuseOldServer(client)
    await client.query('create table if not exists migrations (number int primary key, name text not null, digest text not null, applied_at timestamptz not null default now())')
    const migrations = await readMigrations(folder)
    const applied = await client.query('select number, name, digest from migrations order by number')
    refuseStrangeData(migrations, applied.rows)
    const missing = migrations.filter(m => !applied.rows.some(row => row.number === m.number))
    for (const migration of missing) await apply(client, migration)
    await migrateJobs(url)
    return missing.length
  })

/** The tables of graphile-worker. It does not wait for a pool of its own to end, so it is given one that we end. */
async function migrateJobs(url: string) {
  const pgPool = createPool(url, 1)
  try {
    await runMigrations({ pgPool, schema: 'graphile_worker' })
  } finally {
    await pgPool.end()
  }
}

/** Runs `work` while this process alone may migrate; the others wait. The lock ends with the connection, also after `kill -9`. */
export async function underLock<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(7254)')
    return await work(client)
  } finally {
    await client.end()
  }
}

async function refuseOldServer(client: pg.Client) {
  const found = (await client.query<{ server_version: string }>('show server_version')).rows[0]?.server_version ?? ''
  if (Number.parseInt(found) < 18) throw oldPostgres({ found })
}

type Migration = Awaited<ReturnType<typeof readMigrations>>[number]

function refuseStrangeData(migrations: Migration[], applied: { number: number; name: string; digest: string }[]) {
  const known = migrations.at(-1)?.number ?? 0
  const found = applied.at(-1)?.number ?? 0
  if (found > known) throw dataIsNewer({ found, known })
  for (const row of applied) {
    const migration = migrations.find(m => m.number === row.number)
    if (!migration || digestOf(migration.sql) !== row.digest) throw migrationChanged({ name: row.name })
  }
}

async function apply(client: pg.Client, { number, name, sql }: Migration) {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into migrations (number, name, digest) values ($1, $2, $3)', [number, name, digestOf(sql)])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error })
  }
}

export const digestOf = (text: string) => hash('sha256', text.replace(/\r\n/g, '\n'), 'hex')
