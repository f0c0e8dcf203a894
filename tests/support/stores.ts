import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migratePostgres, startClickhouse, startPostgres } from '../../server/platform/index.ts'

/** Starts both real stores for a test run, with the migrated template database `suki_template`. */
export async function startTestStores() {
  const folder = await mkdtemp(join(tmpdir(), 'suki-test-'))
  // A test's data need not survive the machine: no fsync.
  const [postgres, clickhouse] = await Promise.all([
    startPostgres({ folder: join(folder, 'postgres'), settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 400 } }),
    startClickhouse({ folder: join(folder, 'clickhouse') }),
  ])
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  await client.query('create database suki_template')
  await client.end()
  await migratePostgres(withDatabase(postgres.url, 'suki_template'))
  const stop = async () => {
    await Promise.all([postgres.stop(), clickhouse.stop()])
    await rm(folder, { recursive: true, force: true })
  }
  return { postgresUrl: postgres.url, clickhouseUrl: clickhouse.url, stop }
}

export function withDatabase(url: string, database: string) {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
