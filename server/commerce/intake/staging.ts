import { sql } from 'kysely'
import type { Db } from '../../platform/index.ts'

export type IntakeKind = 'customers' | 'products' | 'orders' | 'order-lines'

/** A taking-in of staged rows into the record. `key` names its staging tables. */
export type Intake = {
  key: string
  kind: IntakeKind
  storeId: string
  storeKey: string
  storeName: string
  currency: string
  sourceId: string
  /** Columns that the source fills; only these are changed on what is known already. */
  columns: string[]
  /** Now, as ISO 8601. */
  at: string
}

export type Tally = { created: number; updated: number; unchanged: number }

const orderColumns = {
  number: 'text', refund: 'boolean', of_number: 'text', placed_at: 'timestamptz', customer_key: 'text', email: 'text', phone: 'text', name: 'text', currency: 'text',
  subtotal: 'bigint', discount: 'bigint', shipping: 'bigint', tax: 'bigint', total: 'bigint', refunded: 'bigint', payment_state: 'text', cancelled_at: 'timestamptz', cancel_reason: 'text',
  discount_code: 'text[]', channel: 'text', ship_name: 'text', address: 'text', postal_code: 'text', city: 'text', region: 'text', country: 'text', country_name: 'text',
  sku: 'text', product_key: 'text', title: 'text', quantity: 'numeric', unit_price: 'bigint', worth: 'bigint', line_discount: 'bigint', line_tax: 'bigint', brand: 'text', category: 'text',
  sold_line: 'uuid',
}

/** Columns of staged rows by kind. Amounts are minor units of the row's currency; `worth` is round(quantity × price); `sold_line` is found here. */
export const stagedColumns: Record<IntakeKind, Record<string, string>> = {
  customers: {
    customer_key: 'text', email: 'text', phone: 'text', name: 'text', first_name: 'text', last_name: 'text', country: 'text', country_name: 'text', city: 'text', language: 'text',
    birthday: 'date', gender: 'text', tags: 'text[]', created_at: 'timestamptz',
  },
  products: {
    product_key: 'text', sku: 'text', title: 'text', variant_title: 'text', brand: 'text', category: 'text', price: 'bigint', cost: 'bigint', barcode: 'text', status: 'text',
    image_url: 'text', tags: 'text[]',
  },
  orders: orderColumns,
  'order-lines': orderColumns,
}

/** A staging table of this intake, as SQL. */
export const staged = ({ key }: Pick<Intake, 'key'>, table: 'rows' | 'customers' | 'products' | 'orders' | 'descriptions') => sql.table(`staging.${table}_${key}`)

/** Whether the staged rows are still there: a crash of PostgreSQL empties unlogged tables. */
export async function countStaged(db: Db, intake: Pick<Intake, 'key'>): Promise<number | null> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass(${`staging.rows_${intake.key}`}) is not null as there`.execute(db)
  if (!rows[0]?.there) return null
  return (await sql<{ count: number }>`select count(*) as count from ${staged(intake, 'rows')}`.execute(db)).rows[0]!.count
}

/** Creates the table into which rows are copied. Unlogged: what is staged can always be read from the file again. */
export async function beginStaging(db: Db, intake: Pick<Intake, 'key' | 'kind'>): Promise<void> {
  await dropStaging(db, intake)
  const columns = Object.entries(stagedColumns[intake.kind]).map(([name, type]) => sql`${sql.id(name)} ${sql.raw(type)}`)
  await sql`create unlogged table ${staged(intake, 'rows')} (row_no bigint not null, ${sql.join(columns)}) with (autovacuum_enabled = false)`.execute(db)
}

/** What PostgreSQL must know before the steps: which rows belong to a number, and how many there are. */
export async function finishStaging(db: Db, intake: Pick<Intake, 'key' | 'kind'>): Promise<void> {
  if (intake.kind === 'order-lines') await sql`create index if not exists ${sql.id(`rows_${intake.key}_number`)} on ${staged(intake, 'rows')} (number)`.execute(db)
  await sql`analyze ${staged(intake, 'rows')}`.execute(db)
}

/** Counts a table of groups for the planner; not the columns that are filled later, which it would take for empty for ever. */
export async function countGroups(db: Db, table: ReturnType<typeof staged>, filledLater: string[]): Promise<void> {
  await sql`create index on ${table} (chunk)`.execute(db)
  await sql`alter table ${table} ${sql.join(filledLater.map(column => sql`alter column ${sql.id(column)} set statistics 0`))}`.execute(db)
  await sql`analyze ${table}`.execute(db)
}

export async function dropStaging(db: Db, intake: Pick<Intake, 'key'>): Promise<void> {
  for (const table of ['rows', 'customers', 'products', 'orders', 'descriptions'] as const) await sql`drop table if exists ${staged(intake, table)}`.execute(db)
}
