import type pg from 'pg'
import { inData, type Config } from '../config.ts'
import { migrateClickhouse } from '../clickhouse/migrate.ts'
import { openWarehouse, type Warehouse } from '../clickhouse/client.ts'
import { startClickhouse, type EmbeddedStore } from '../embedded/clickhouse.ts'
import { runningPostgres, startPostgres } from '../embedded/postgres.ts'
import { createDatabase, createPool, type Db } from '../postgres/database.ts'
import { migratePostgres, underLock } from '../postgres/migrate.ts'
import { folderComplaint, storeComplaint } from './complaint.ts'
import { holderOf, lockData, type DataLock } from './lock.ts'
import { keptSecret } from './secret.ts'

export type Stores = {
  /** With the signing secret filled in. */
  config: Config
  postgresUrl: string
  pool: pg.Pool
  db: Db
  warehouse: Warehouse
  /** Held while an embedded store runs in this process. */
  lock: DataLock | undefined
  /** The sentence, when an embedded store has ended without being asked to. */
  lost: Promise<string>
  close(): Promise<void>
  /** Ends the embedded stores at once. */
  kill(): void
}

/**
 * Opens both stores, embedded or by URL, and brings them to this version.
 * @throws AppError with one sentence that says what is wrong and what to do
 */
export async function openStores(config: Config): Promise<Stores> {
  const embeds = !config.databaseUrl || !config.clickhouseUrl
  const lock = embeds ? await lockData(config.data).catch(error => Promise.reject(folderComplaint(error, config.data))) : undefined
  const started: EmbeddedStore[] = []
  try {
    const { postgresUrl, clickhouseUrl } = await startEmbedded(config, started)
    await lock?.tell({ clickhouseUrl })
    const open = await connect(config, postgresUrl, clickhouseUrl)
    let closing = false
    return {
      ...open,
      postgresUrl,
      lock,
      lost: new Promise(resolve => {
        for (const store of started) void store.exited.then(reason => closing || resolve(reason))
      }),
      close: async () => {
        closing = true
        await Promise.allSettled([open.pool.end(), open.warehouse.close()])
        await Promise.all(started.map(store => store.stop()))
        await lock?.release()
      },
      kill: () => started.forEach(store => store.kill()),
    }
  } catch (error) {
    await Promise.all(started.map(store => store.stop()))
    await lock?.release()
    throw folderComplaint(error, config.data)
  }
}

/** Opens the stores that a running Suki has started; undefined when none runs on this data. */
export async function joinStores(config: Config): Promise<Stores | undefined> {
  const holder = await holderOf(config.data)
  const postgresUrl = config.databaseUrl ?? (await runningPostgres(inData(config, 'postgres')))
  const clickhouseUrl = config.clickhouseUrl ?? holder?.clickhouseUrl
  if (!holder || !postgresUrl || !clickhouseUrl) return undefined
  const open = await connect(config, postgresUrl, clickhouseUrl)
  const close = async () => void (await Promise.allSettled([open.pool.end(), open.warehouse.close()]))
  return { ...open, postgresUrl, lock: undefined, lost: new Promise(() => {}), close, kill: () => {} }
}

async function startEmbedded(config: Config, started: EmbeddedStore[]) {
  const keep = async (store: Promise<EmbeddedStore>) => {
    started.push(await store)
    return (await store).url
  }
  const [postgres, clickhouse] = await Promise.allSettled([
    config.databaseUrl ?? keep(startPostgres({ folder: inData(config, 'postgres') })),
    config.clickhouseUrl ?? keep(startClickhouse({ folder: inData(config, 'clickhouse') })),
  ])
  if (postgres.status === 'rejected') throw postgres.reason
  if (clickhouse.status === 'rejected') throw clickhouse.reason
  return { postgresUrl: postgres.value, clickhouseUrl: clickhouse.value }
}

async function connect(config: Config, postgresUrl: string, clickhouseUrl: string) {
  await migratePostgres(postgresUrl).catch(error => Promise.reject(config.databaseUrl ? storeComplaint(error, { store: 'PostgreSQL', setting: 'DATABASE_URL', url: postgresUrl }) : error))
  const warehouse = await openWarehouse(clickhouseUrl, config.clickhouseDatabase).catch(error => Promise.reject(config.clickhouseUrl ? storeComplaint(error, { store: 'ClickHouse', setting: 'CLICKHOUSE_URL', url: clickhouseUrl }) : error))
  await underLock(postgresUrl, () => migrateClickhouse(warehouse))
  const pool = createPool(postgresUrl, config.postgresPoolSize)
  const db = createDatabase(pool)
  return { pool, db, warehouse, config: { ...config, secret: config.secret ?? (await keptSecret(config, db)) } }
}
