import { randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { inData, type Config } from '../config.ts'
import type { Db } from '../postgres/database.ts'

/**
 * The secret that signs sessions and links, made on first use and kept: in the data folder beside the embedded
 * PostgreSQL, or in a PostgreSQL of one's own, where all processes share it.
 */
export const keptSecret = (config: Config, db: Db): Promise<string> => (config.databaseUrl ? inDatabase(db) : inFolder(inData(config, 'secret')))

async function inDatabase(db: Db): Promise<string> {
  await db.insertInto('settings').values({ name: 'secret', value: JSON.stringify(newSecret()) }).onConflict(c => c.doNothing()).execute()
  return String((await db.selectFrom('settings').select('value').where('name', '=', 'secret').executeTakeFirstOrThrow()).value)
}

async function inFolder(file: string): Promise<string> {
  const draft = `${file}.${process.pid}`
  await writeFile(draft, newSecret(), { mode: 0o600 })
  // A link takes the name only when nobody has it, and never half-written.
  await link(draft, file).catch(error => (error.code === 'EEXIST' ? undefined : Promise.reject(error)))
  await rm(draft)
  return (await readFile(file, 'utf8')).trim()
}

const newSecret = () => randomBytes(32).toString('hex')
