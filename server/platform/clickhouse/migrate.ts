import { dataIsNewer, readMigrations } from '../postgres/migrate.ts'
import type { Warehouse } from './client.ts'

export const clickhouseMigrations = new URL('../../../migrations/clickhouse/', import.meta.url)

/**
 * Brings ClickHouse to this version. Statements are separated by a line `;` at an end of line and are all
 * written `if not exists`, because ClickHouse has no transactions: a killed migration is simply run again.
 * Several processes at once would race: callers hold the lock of the PostgreSQL migrations.
 * @throws dataIsNewer
 */
export async function migrateClickhouse(warehouse: Warehouse, folder = clickhouseMigrations): Promise<void> {
  await warehouse.command('create table if not exists migrations (number UInt32, name String, applied_at DateTime default now()) engine = MergeTree order by number')
  const applied = new Set((await warehouse.rows<{ number: number }>('select number from migrations')).map(row => row.number))
  const migrations = await readMigrations(folder)
  const known = migrations.at(-1)?.number ?? 0
  const found = Math.max(0, ...applied)
  if (found > known) throw dataIsNewer({ found, known })
  for (const { number, name, sql } of migrations) {
    if (applied.has(number)) continue
    for (const statement of sql.split(/;\s*$/m).map(s => s.trim()).filter(Boolean)) await warehouse.command(statement)
    await warehouse.insert('migrations', [{ number, name }])
  }
}
