import { createDatabase, createLog, createMailer, createPool, loadConfig, openWarehouse, suki, systemClock } from '../../server/platform/index.ts'
import { follow } from '../../server/warehouse/index.ts'

// A worker that only follows, as a process of its own that a test may kill: node tests/support/follower.ts <postgres> <clickhouse> <database>
const [postgresUrl = '', clickhouseUrl = '', database = ''] = process.argv.slice(2)
const config = loadConfig([], { LOG_LEVEL: 'silent' })
const ctx = { config, log: createLog(config), clock: systemClock, actor: suki, db: createDatabase(createPool(postgresUrl, 3)), warehouse: await openWarehouse(clickhouseUrl, database), mail: createMailer({ smtpUrl: 'smtp://127.0.0.1:1', from: 'nobody' }) }
await follow(ctx)
process.send?.('following')
