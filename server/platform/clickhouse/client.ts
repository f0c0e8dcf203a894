import { Readable } from 'node:stream'
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'

/** The reading side. `rows` answers a query; `command` runs DDL; `insert` writes rows once per token. */
export type Warehouse = {
  rows<T>(sql: string, params?: Record<string, unknown>, settings?: Record<string, string | number>): Promise<T[]>
  command(sql: string, params?: Record<string, unknown>): Promise<void>
  /** Inserts rows; a repeat with the same token writes nothing (`insert_deduplication_token`). */
  insert(table: string, rows: object[], token?: string): Promise<void>
  /** The same for rows that are JSON already, one a line: they pass through untouched. */
  insertText(table: string, rows: string, token?: string): Promise<void>
  ping(): Promise<boolean>
  close(): Promise<void>
  readonly database: string
}

// Errors are thrown to the caller, who logs them once; the client's own log would add the query's data.
const quiet = { level: ClickHouseLogLevel.OFF }

/** Opens a ClickHouse database over HTTP; creates the database when it is missing. */
export async function openWarehouse(url: string, database: string): Promise<Warehouse> {
  const admin = createClient({ url, log: quiet })
  await admin.command({ query: `create database if not exists ${database}` })
  await admin.close()
  return warehouseOn(createClient({ url, database, log: quiet, request_timeout: 120_000, clickhouse_settings: { date_time_output_format: 'iso', output_format_json_quote_64bit_integers: 0 } }), database)
}

function warehouseOn(client: ClickHouseClient, database: string): Warehouse {
  return {
    database,
    rows: async <T>(sql: string, params: Record<string, unknown> = {}, settings: Record<string, string | number> = {}) => {
      const result = await client.query({ query: sql, query_params: params, format: 'JSONEachRow', clickhouse_settings: settings })
      return result.json<T>()
    },
    command: async (sql, params = {}) => void (await client.command({ query: sql, query_params: params })),
    insert: async (table, rows, token) => {
      if (!rows.length) return
      await client.insert({
        table,
        values: rows,
        format: 'JSONEachRow',
        clickhouse_settings: { date_time_input_format: 'best_effort', ...(token ? { insert_deduplicate: 1, insert_deduplication_token: token } : {}) },
      })
    },
    insertText: async (table, rows, token) => {
      const settings = { date_time_input_format: 'best_effort' as const, max_partitions_per_insert_block: '0', ...(token ? { insert_deduplicate: 1 as const, insert_deduplication_token: token } : {}) }
      const { stream } = await client.exec({ query: `insert into ${table} format JSONEachRow`, values: Readable.from([rows]), clickhouse_settings: settings })
      for await (const _ of stream);
    },
    ping: async () => (await client.ping()).success,
    close: () => client.close(),
  }
}
