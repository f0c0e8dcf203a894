import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { world } from '../../../tests/support/world.ts'
import type { Db } from './database.ts'
import { transactionsDone } from './waiting.ts'

/** A transaction with a number of its own, open until it is ended. */
async function writing(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('begin')
  await client.query('select pg_current_xact_id()')
  return { end: () => client.end() }
}

test('who reads everything waits for a transaction of this database, and for one of another', async t => {
  const { ctx, postgresUrl } = await world(t)
  for (const url of [postgresUrl, process.env['TEST_POSTGRES_URL']!]) {
    const transaction = await writing(url)
    let isDone = false
    const waiting = transactionsDone(ctx.db).finally(() => { isDone = true })
    for (let asked = 0; asked < 20; asked++) await roundTrip(ctx.db)
    assert.equal(isDone, false, url)
    await transaction.end()
    assert.equal(await waiting, true, url)
  }
})

test('a transaction of this database that stays open for over two seconds is not waited for', async t => {
  const { ctx, postgresUrl } = await world(t)
  const transaction = await writing(postgresUrl)
  assert.equal(await transactionsDone(ctx.db), false)
  await transaction.end()
})

const roundTrip = (db: Db) => db.selectFrom('customers').select('id').limit(1).execute()
