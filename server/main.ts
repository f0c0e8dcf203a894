import { createApp, allJobs } from './app.ts'
import { createDatabase, createLog, createMailer, createPool, loadConfig, migrateClickhouse, migratePostgres, openWarehouse, startClickhouse, startPostgres, startWorker, suki, systemClock, inData } from './platform/index.ts'

const config = loadConfig(process.argv.slice(2), process.env)
const log = createLog(config)
const postgres = config.databaseUrl ? undefined : await startPostgres({ folder: inData(config, 'postgres') })
const clickhouse = config.clickhouseUrl ? undefined : await startClickhouse({ folder: inData(config, 'clickhouse') })
const postgresUrl = config.databaseUrl ?? postgres!.url
await migratePostgres(postgresUrl)
const warehouse = await openWarehouse(config.clickhouseUrl ?? clickhouse!.url, config.clickhouseDatabase)
await migrateClickhouse(warehouse)
const pool = createPool(postgresUrl, config.postgresPoolSize)
const ctx = { config, log, warehouse, db: createDatabase(pool), clock: systemClock, actor: suki, mail: createMailer({ smtpUrl: config.smtpUrl ?? 'smtp://127.0.0.1:1025', from: config.mailFrom }) }
if (config.roles.includes('worker')) await startWorker(ctx, pool, postgresUrl, allJobs())
if (config.roles.includes('web')) {
  const app = await createApp(ctx)
  console.log(await app.listen({ port: config.port, host: config.host }))
}
