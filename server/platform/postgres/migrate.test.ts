import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { withDatabase } from '../../../tests/support/stores.ts'
import { temporaryFolder } from '../../../tests/support/processes.ts'
import { migratePostgres } from './migrate.ts'

/** An empty database and a folder of migrations. */
async function emptyDatabase(t: TestContext, files: Record<string, string>) {
  const admin = new pg.Client({ connectionString: process.env['TEST_POSTGRES_URL'] })
  await admin.connect()
  const name = `migrate_${process.pid}_${Math.round(performance.now() * 1000)}`
  await admin.query(`create database ${name}`)
  const url = withDatabase(process.env['TEST_POSTGRES_URL']!, name)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  t.after(async () => {
    await client.end()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
  const folder = await temporaryFolder(t)
  const write = (more: Record<string, string>) => Promise.all(Object.entries(more).map(([file, sql]) => writeFile(join(folder, file), sql)))
  await write(files)
  const migrate = () => migratePostgres(url, pathToFileURL(`${folder}/`))
  const tables = async () => (await client.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migrations' order by 1")).rows.map(row => row.name)
  return { migrate, write, tables, client }
}

test('several processes that start at once run each migration once', async t => {
  const { migrate, tables } = await emptyDatabase(t, { '0001_a.sql': 'create table a (); select pg_sleep(0.05)', '0002_b.sql': 'create table b ()' })
  assert.deepEqual((await Promise.all([migrate(), migrate(), migrate()])).toSorted(), [0, 0, 2])
  assert.deepEqual(await tables(), ['a', 'b'])
})

test('a migration that ends midway leaves nothing of itself, and is run again', async t => {
  const { migrate, write, tables } = await emptyDatabase(t, { '0001_a.sql': 'create table a ()', '0002_b.sql': 'create table b (); select 1/0' })
  await assert.rejects(migrate(), /Migration 0002_b\.sql failed: division by zero/)
  assert.deepEqual(await tables(), ['a'])
  await write({ '0002_b.sql': 'create table b ()' })
  assert.equal(await migrate(), 1)
  assert.deepEqual(await tables(), ['a', 'b'])
})

test('data of a newer version and a migration that was edited are refused', async t => {
  const { migrate, write, client } = await emptyDatabase(t, { '0001_a.sql': 'create table a ()' })
  await migrate()
  await write({ '0001_a.sql': 'create table other ()' })
  await assert.rejects(migrate(), { code: 'data.migration_changed' })
  await write({ '0001_a.sql': 'create table a ()' })
  await client.query("insert into migrations (number, name, digest) values (7, '0007_later.sql', '')")
  await assert.rejects(migrate(), { code: 'data.newer' })
})
