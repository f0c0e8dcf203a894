import { z } from 'zod'
import { route } from './route.ts'
import { Done, Instant } from './shapes.ts'

const Table = z.object({
  name: z.string(),
  rowsCopied: z.int(),
  /** Rows that wait, counted up to 100,000. */
  rowsBehind: z.int(),
  movedAt: Instant.nullable(),
})

export const status = route({
  method: 'GET', path: '/v1/status', may: 'system.read',
  summary: 'How Suki is: both stores, what waits to be done, and how far the warehouse has followed.',
  answers: z.object({
    postgres: z.object({ version: z.string(), bytes: z.int(), connections: z.int() }),
    clickhouse: z.object({ version: z.string(), bytes: z.int(), rows: z.int() }),
    jobs: z.object({ waiting: z.int(), failed: z.int(), failures: z.array(z.object({ job: z.string(), attempts: z.int(), error: z.string(), at: Instant })) }),
    warehouse: z.object({
      /** Null before the first worker has begun. */
      completeAt: Instant.nullable(),
      lagSeconds: z.number(),
      rowsBehind: z.int(),
      tables: z.array(Table),
      rebuild: z.object({ reason: z.enum(['first', 'requested', 'another_postgres', 'another_clickhouse', 'diverged']), begunAt: Instant, rowsCopied: z.int(), rowsExpected: z.int(), share: z.number() }).nullable(),
    }),
  }),
})

export const rebuildWarehouse = route({
  method: 'POST', path: '/v1/status/rebuild', may: 'system.write', audits: 'warehouse.rebuild',
  summary: 'Copies the warehouse anew from PostgreSQL, beside the one that serves, and puts it in its place when complete.',
  answers: Done,
})
