import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import pg from 'pg'
import { runSuki, until } from './support/processes.ts'
import { withDatabase } from './support/stores.ts'

const owner = { SUKI_OWNER_EMAIL: 'owner@shop.example', SUKI_OWNER_PASSWORD: 'a long enough password' }

test('two web and two worker processes share one PostgreSQL and one ClickHouse reached by URL', async t => {
  const name = `apart_${randomBytes(4).toString('hex')}`
  const admin = new pg.Client({ connectionString: process.env['TEST_POSTGRES_URL'] })
  await admin.connect()
  await admin.query(`create database ${name}`)
  const [database, watcher] = [1, 2].map(() => new pg.Client({ connectionString: withDatabase(process.env['TEST_POSTGRES_URL']!, name) })) as [pg.Client, pg.Client]
  await Promise.all([database.connect(), watcher.connect()])
  t.after(async () => {
    await Promise.all([database.end(), watcher.end()])
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
  const env = { DATABASE_URL: withDatabase(process.env['TEST_POSTGRES_URL']!, name), CLICKHOUSE_URL: process.env['TEST_CLICKHOUSE_URL']!, CLICKHOUSE_DATABASE: name, ...owner }

  // All at once on an empty database: they migrate one after another and agree on one secret and one owner.
  const webs = await Promise.all([1, 2].map(() => runSuki(t, { args: ['web'], env })))
  const workers = await Promise.all([1, 2].map(() => runSuki(t, { args: ['worker'], env: { ...env, WORKER_CONCURRENCY: '1' } })))
  await Promise.all([...webs, ...workers].map(suki => suki.ready()))
  for (const web of webs) assert.deepEqual(await (await web.get('/ready')).json(), { ready: true, checks: { postgres: 'ok', warehouse: 'ok', migrations: 'ok' } })

  await t.test('a session of one web process is known to the other', async () => {
    const { email, password } = { email: owner.SUKI_OWNER_EMAIL, password: owner.SUKI_OWNER_PASSWORD }
    const signedIn = await fetch(`${webs[0]!.url}/v1/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) })
    assert.equal(signedIn.status, 200, await signedIn.clone().text())
    const cookie = signedIn.headers.getSetCookie().map(one => one.split(';')[0]).join('; ')
    const me = await fetch(`${webs[1]!.url}/v1/me`, { headers: { cookie } })
    assert.equal(me.status, 200, await me.clone().text())
  })

  await t.test('a job that a killed worker held is done by the other within seconds', async () => {
    const killed = await workerWithAJob()
    killed.kill('SIGKILL')
    await killed.exit
    await database.query('commit')
    await until(async () => (await watcher.query('select 1 from graphile_worker.jobs')).rows.length === 0)
  })

  await t.test('a second SIGTERM does not wait for the job that runs', async () => {
    const busy = await workerWithAJob()
    busy.kill('SIGTERM')
    await until(async () => (await fetch(`${webs[0]!.url}/health`)).ok)
    busy.kill('SIGTERM')
    assert.equal((await busy.exit).code, 130)
    await database.query('commit')
  })

  await t.test('each ends cleanly on SIGTERM and leaves the stores to their owner', async () => {
    const left = [...webs, ...workers].filter(suki => !suki.hasEnded())
    for (const suki of left) suki.kill('SIGTERM')
    assert.deepEqual((await Promise.all(left.map(suki => suki.exit))).map(({ code }) => code), [0, 0])
    assert.equal((await database.query('select 1')).rows.length, 1)
  })

  /** A worker that holds a job, which waits for a lock of ours. */
  async function workerWithAJob() {
    await database.query('begin; lock table idempotency_keys')
    await watcher.query("select graphile_worker.add_job('platform.forget_idempotency_keys', '{}'::json)")
    const holder = async () => (await watcher.query<{ name: string }>("select application_name as name from pg_stat_activity where wait_event_type = 'Lock' and query like 'delete from \"idempotency_keys\"%'")).rows[0]?.name
    await until(async () => (await holder()) !== undefined)
    const name = await holder()
    return workers.find(worker => name === `suki ${worker.pid}`)!
  }
})
