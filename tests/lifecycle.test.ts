import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { holderOf } from '../server/platform/lifecycle/lock.ts'
import { runningPostgres } from '../server/platform/index.ts'
import { isAlive, runSuki, storesOf, temporaryFolder, until, type Suki } from './support/processes.ts'

// Real processes on one real folder: each rule finds it as the one before has left it.
test('one Suki on one folder', async t => {
  const data = await temporaryFolder(t)
  const again = () => runSuki(t, { args: ['--data', data] })
  let suki = await again()

  await t.test('SIGTERM while the first start is under way ends it cleanly', async () => {
    await until(() => existsSync(join(data, 'suki.lock')))
    suki.kill('SIGTERM')
    const { code, out } = await suki.exit
    assert.deepEqual([code, out, await storesOf(data), await holderOf(data)], [0, '', { postgres: 0, clickhouse: 0 }, undefined])
    suki = await again()
  })

  await t.test('the first start prints one block and makes both stores', async () => {
    await suki.ready()
    assert.match(suki.said.out, /^\n  Suki is ready\.\n\n    Open +http:\/\/localhost:\d+\n    Sign in +first run: open the address and create the owner\n/)
    assert.deepEqual(await (await suki.get('/health')).json(), { status: 'ok' })
    assert.deepEqual(await (await suki.get('/ready')).json(), { ready: true, checks: { postgres: 'ok', warehouse: 'ok', migrations: 'ok' } })
    assert.equal((await stat(join(data, 'secret'))).mode & 0o777, 0o600)
  })

  await t.test('a second Suki on the same folder says who runs there, and leaves that one alone', async () => {
    const second = await (await again()).exit
    assert.equal(second.code, 1)
    assert.equal(second.err, `Suki is already running on this data (process ${suki.pid}, http://localhost:${suki.port}). Stop it first, or give this one another folder with --data.\n`)
    assert.equal((await suki.get('/ready')).status, 200)
  })

  await t.test('SIGTERM closes both stores and gives the folder free', async () => {
    const stores = await storesOf(data)
    suki.kill('SIGTERM')
    assert.equal((await suki.exit).code, 0)
    assert.deepEqual([isAlive(stores.postgres), isAlive(stores.clickhouse), await holderOf(data)], [false, false, undefined])
  })

  await t.test('a start on existing data keeps its secret', async s => {
    const secret = await readFile(join(data, 'secret'), 'utf8')
    const began = Date.now()
    suki = await again()
    await suki.ready()
    s.diagnostic(`ready on existing data after ${Date.now() - began} ms`)
    assert.equal(await readFile(join(data, 'secret'), 'utf8'), secret)
  })

  await t.test('after kill -9 of Suki the next start stops the orphaned server and serves', async () => {
    const orphans = await storesOf(data)
    suki.kill('SIGKILL')
    await suki.exit
    assert.equal(isAlive(orphans.postgres), true)
    suki = await again()
    await suki.ready()
    assert.equal(isAlive(orphans.postgres), false)
    await serves(suki)
  })

  await t.test('when the embedded PostgreSQL is killed, Suki says so and ends', () => endsWithout('postgres'))

  await t.test('a start recovers from that, and believes no pid that names another program of today', async () => {
    const file = join(data, 'postgres/postmaster.pid')
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(process.pid)))
    await writeFile(join(data, 'suki.lock'), JSON.stringify({ ...JSON.parse(await readFile(join(data, 'suki.lock'), 'utf8').catch(() => '{}')), pid: process.pid, started: 'long ago' }))
    suki = await again()
    await suki.ready()
    await serves(suki)
  })

  await t.test('when the embedded ClickHouse is killed, Suki says so and ends', () => endsWithout('clickhouse'))

  await t.test('a start recovers from that as well; SIGINT ends it', async () => {
    suki = await again()
    await suki.ready()
    await serves(suki)
    await query(data, "insert into migrations (number, name, digest) values (9999, '9999_later.sql', '')")
    suki.kill('SIGINT')
    assert.equal((await suki.exit).code, 0)
  })

  await t.test('data of a newer Suki is refused in one sentence', async () => {
    const { code, err } = await (await again()).exit
    assert.equal(code, 1)
    assert.match(err, /^The data was last opened by a newer version of Suki \(migration 9999\); this version knows migrations up to \d+\. Install that version or a later one\.\n$/)
    assert.equal(isAlive((await storesOf(data)).clickhouse), false)
  })

  async function endsWithout(store: 'postgres' | 'clickhouse') {
    process.kill((await storesOf(data))[store], 'SIGKILL')
    const { code, err } = await suki.exit
    assert.equal(code, 1)
    assert.match(err, /Suki stops, since an embedded store ended: it was killed \(SIGKILL\)\.\n$/)
  }
})

async function serves(suki: Suki) {
  assert.deepEqual(await (await suki.get('/ready')).json(), { ready: true, checks: { postgres: 'ok', warehouse: 'ok', migrations: 'ok' } })
}

async function query(data: string, sql: string) {
  const client = new pg.Client({ connectionString: await runningPostgres(join(data, 'postgres')) })
  await client.connect()
  await client.query(sql)
  await client.end()
}
