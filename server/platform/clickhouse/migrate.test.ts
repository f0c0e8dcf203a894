import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { temporaryFolder } from '../../../tests/support/processes.ts'
import { world } from '../../../tests/support/world.ts'
import { openWarehouse } from './client.ts'
import { migrateClickhouse } from './migrate.ts'

test('a migration that was killed midway is finished by the next start; a newer warehouse is refused', async t => {
  const { ctx, clickhouseUrl } = await world(t)
  const database = `${ctx.warehouse.database}_m`
  const warehouse = await openWarehouse(clickhouseUrl, database)
  t.after(async () => {
    await warehouse.command(`drop database ${database}`)
    await warehouse.close()
  })
  const folder = await temporaryFolder(t)
  const migrations = pathToFileURL(`${folder}/`)
  const create = (table: string) => `create table if not exists ${table} (n UInt8) engine = MergeTree order by n;\n`
  const tables = async () => (await warehouse.rows<{ name: string }>('select name from system.tables where database = currentDatabase() order by name')).map(row => row.name)

  await writeFile(join(folder, '0001_ab.sql'), `${create('a')}select throwIf(1, 'killed here');\n${create('b')}`)
  await assert.rejects(migrateClickhouse(warehouse, migrations), /killed here/)
  assert.deepEqual(await tables(), ['a', 'migrations'])
  await writeFile(join(folder, '0001_ab.sql'), create('a') + create('b'))
  await migrateClickhouse(warehouse, migrations)
  assert.deepEqual(await tables(), ['a', 'b', 'migrations'])

  await warehouse.insert('migrations', [{ number: 7, name: '0007_later.sql' }])
  await assert.rejects(migrateClickhouse(warehouse, migrations), { code: 'data.newer' })
})
