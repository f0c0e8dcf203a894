import { sql, type RawBuilder } from 'kysely'

/** Whoever asks what we know of them, or to be forgotten: every id that leads to them. */
export type Person = {
  /** Rows of `customers`: their own first, then those that were merged into it. */
  customers: string[]
  /** Nodes: their identifiers' and their rows'. */
  nodes: string[]
}

/**
 * A table that holds something of customers, as data: privacy requests need no other knowledge of it. A test holds the
 * declarations of all modules to the schema, so that no new table is forgotten.
 */
export type PersonalTable = {
  /** With its schema where that is not `public`. */
  table: string
  /** Their rows, as a condition on the alias `t`. Without it nothing tells whose a row is but what stands in it. */
  whose?: (person: Person) => RawBuilder<unknown>
  /** What an erasure does to their rows: delete, keep (it names nobody), or blank columns. */
  erase: 'delete' | 'keep' | Record<string, RawBuilder<unknown>>
  /** What it does to other rows in which their e-mail, phone or name stands; the passage alone when left out. */
  elsewhere?: 'delete' | 'redact'
  /** The columns in which such passages may stand; all that hold text when left out. */
  texts?: string[]
  /** Books: where the rules say that orders go as well, these rows are deleted. */
  books?: true
  /** Not part of what a person is given: it says nothing of them that other tables do not say. */
  unexported?: true
}

/** The same for ClickHouse. `whose` is a condition with the parameters `customers` and `nodes`, e.g. `node_id in {nodes:Array(UUID)}`. */
export type PersonalCopy = {
  table: string
  whose: string
  /** It is no copy of PostgreSQL, so it is part of what a person is given. */
  own?: true
}

/** What a module keeps, completely: tables about customers, and tables that say nothing of them. */
export type Kept = {
  personal: PersonalTable[]
  impersonal: string[]
  /** About people of the team, who may be customers as well: not searched for what is left of a customer. */
  team?: string[]
  warehouse?: { personal: PersonalCopy[]; impersonal: string[] }
}

export const ofNodes = (column = 'node_id') => ({ nodes }: Person) => sql`${sql.ref(`t.${column}`)} = any(${nodes}::uuid[])`
export const ofCustomers = (column = 'customer_id') => ({ customers }: Person) => sql`${sql.ref(`t.${column}`)} = any(${customers}::uuid[])`
/** Rows of either: recorded for a node of theirs, or theirs now. */
export const ofEither = (person: Person) => sql`(${ofNodes()(person)} or ${ofCustomers()(person)})`
/** Rows in which one of their ids stands as text. */
export const naming = (column: string) => ({ customers, nodes }: Person) => sql`${sql.ref(`t.${column}`)}::text like any(${[...new Set([...customers, ...nodes])].map(id => `%${id}%`)}::text[])`
export const nothing = sql`null`

export const platformKeeps: Kept = {
  personal: [
    { table: 'idempotency_keys', whose: naming('answer'), erase: 'delete', elsewhere: 'delete', unexported: true },
    { table: 'graphile_worker._private_jobs', whose: naming('payload'), erase: 'delete', elsewhere: 'delete', unexported: true },
  ],
  impersonal: ['settings', 'migrations', 'graphile_worker._private_job_queues', 'graphile_worker._private_known_crontabs', 'graphile_worker._private_tasks', 'graphile_worker.migrations'],
}
