import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { world } from '../../../tests/support/world.ts'
import type { Db } from './database.ts'
import { transactionsDone } from './waiting.ts'

/** A transaction that is older than one that was committed, open until it is ended. */
async function holdingBack(url: string, db: Db) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('begin')
  await client.query('select pg_current_xact_id()')
  await sql`select pg_current_xact_id()`.execute(db)
  return { end: () => client.end() }
}

test('who reads everything waits for a transaction of this database, and for one of another', async t => {
  const { ctx, postgresUrl } = await world(t)
  for (const url of [postgresUrl, process.env['TEST_POSTGRES_URL']!]) {
    const transaction = await holdingBack(url, ctx.db)
    let isDone = false
    const waiting = transactionsDone(ctx.db).finally(() => { isDone = true })
    for (let asked = 0; asked < 5; asked++) await roundTrip(ctx.db)
    assert.equal(isDone, false, url)
    await transaction.end()
    assert.equal(await waiting, true, url)
  }
})

test('a transaction of this database that stays open for over two seconds is not waited for', async t => {
  const { ctx, postgresUrl } = await world(t)
  const transaction = await holdingBack(postgresUrl, ctx.db)
  assert.equal(await transactionsDone(ctx.db), false)
  await transaction.end()
})

const roundTrip = (db: Db) => db.selectFrom('customers').select('id').limit(1).execute()
