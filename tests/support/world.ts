import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import pg from 'pg'
import { clockAt, createDatabase, createLog, createPool, loadConfig, migrateClickhouse, openWarehouse, suki, type Ctx, type Mail, type Warehouse } from '../../server/platform/index.ts'
import { withDatabase } from './stores.ts'

/** When a test's clock starts. */
export const startOfTime = '2026-03-02T09:00:00Z'

/**
 * A world of its own for a test: a database cloned from the template, a warehouse (made when first asked), a clock to set and an outbox.
 * Everything is real except that mails stay in `outbox` (tests of SMTP bring their own server).
 */
export async function world(t: TestContext) {
  const name = `test_${randomBytes(6).toString('hex')}`
  const postgresUrl = await cloneTemplate(t, name)
  const pool = createPool(postgresUrl, 10)
  const warehouse = warehouseWhenAsked(name)
  const clock = clockAt(startOfTime)
  const outbox: Mail[] = []
  const config = loadConfig([], { LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent', SUKI_SECRET: 'a secret of tests that is long enough', REQUESTS_PER_MINUTE: '100000' })
  const ctx: Ctx = { db: createDatabase(pool), warehouse, clock, config, log: createLog(config), mail: { send: async mail => void outbox.push(mail), close: () => {}, url: null }, actor: suki }
  t.after(async () => {
    await warehouse.drop()
    await pool.end()
  })
  return { ctx, clock, outbox, pool, postgresUrl, clickhouseUrl: storeUrl('TEST_CLICKHOUSE_URL') }
}

/** A warehouse that is made when it is first asked: it takes a third of a second, and most tests need none. */
function warehouseWhenAsked(database: string): Warehouse & { drop(): Promise<void> } {
  let opening: Promise<Warehouse> | undefined
  const open = async () => {
    const warehouse = await openWarehouse(storeUrl('TEST_CLICKHOUSE_URL'), database)
    await migrateClickhouse(warehouse)
    return warehouse
  }
  const opened = () => (opening ??= open())
  return {
    database,
    rows: async (...asked) => (await opened()).rows(...asked),
    command: async (...asked) => (await opened()).command(...asked),
    insert: async (...asked) => (await opened()).insert(...asked),
    insertText: async (...asked) => (await opened()).insertText(...asked),
    ping: async () => (await opened()).ping(),
    close: async () => (await opening)?.close(),
    drop: async () => {
      const warehouse = await opening
      await warehouse?.command(`drop database ${database}`)
      await warehouse?.close()
    },
  }
}

async function cloneTemplate(t: TestContext, name: string) {
  const admin = new pg.Client({ connectionString: storeUrl('TEST_POSTGRES_URL') })
  await admin.connect()
  await admin.query(`create database ${name} template suki_template strategy file_copy`)
  t.after(async () => {
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
  return withDatabase(storeUrl('TEST_POSTGRES_URL'), name)
}

function storeUrl(name: string) {
  const url = process.env[name]
  if (!url) throw new Error(`${name} is not set: run tests with bin/test, e.g. bin/test server/collect/log.test.ts`)
  return url
}
