import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../embedded/postgres.ts'
import { describeSchema } from './describe.ts'
import { migratePostgres } from './migrate.ts'

const schemaFile = new URL('../../../migrations/schema.sql', import.meta.url)
const typesFile = new URL('./tables.ts', import.meta.url)

const folder = await mkdtemp(join(tmpdir(), 'suki-schema-'))
const postgres = await startPostgres({ folder: join(folder, 'postgres'), settings: { fsync: 'off' } })
try {
  await migratePostgres(postgres.url)
  const { sql, types } = await describeSchema(postgres.url)
  if (process.argv.includes('--check')) {
    const current = (await readFile(schemaFile, 'utf8')) === sql && (await readFile(typesFile, 'utf8')) === types
    if (!current) throw new Error('migrations/schema.sql or tables.ts is not what the migrations make. Run bin/schema.')
  } else {
    await writeFile(schemaFile, sql)
    await writeFile(typesFile, types)
  }
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true })
}
