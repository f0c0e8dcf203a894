import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { hash, timingSafeEqual } from 'node:crypto'
import type { Ctx } from '../context.ts'
import { appError } from '../errors.ts'
import { metricsText, metricsType, type Gauge } from '../metrics.ts'
import { clickhouseMigrations } from '../clickhouse/migrate.ts'
import { postgresMigrations, readMigrations } from '../postgres/migrate.ts'

export const metricsClosed = appError('metrics.closed', 403, 'Metrics are for this machine alone. Set METRICS_TOKEN and send it as "Authorization: Bearer …" to read them from elsewhere.')

/** For supervisors and monitoring: /health and /ready are open to anyone and tell nothing private, /metrics is not. */
export function addOperations(app: FastifyInstance, ctx: Ctx, gauges: Gauge[]) {
  app.get('/health', async () => ({ status: 'ok' }))
  app.get('/ready', async (_request, reply) => {
    const checks = Object.fromEntries(await Promise.all(Object.entries(readiness).map(async ([name, check]) => [name, await outcome(ctx, name, check)])))
    const ready = Object.values(checks).every(found => found === 'ok')
    return reply.status(ready ? 200 : 503).send({ ready, checks })
  })
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(ctx, request)) throw metricsClosed()
    return reply.type(metricsType).send(await metricsText(ctx, gauges))
  })
}

const readiness: Record<string, (ctx: Ctx) => Promise<string | undefined>> = {
  postgres: async ctx => void (await sql`select 1`.execute(ctx.db)),
  warehouse: async ctx => ((await ctx.warehouse.ping()) ? undefined : 'does not answer'),
  migrations: async ctx => {
    const [postgres, warehouse] = await Promise.all([sql<{ found: number }>`select coalesce(max(number), 0) as found from migrations`.execute(ctx.db), ctx.warehouse.rows<{ found: number }>('select max(number) as found from migrations')])
    const missing = [
      (postgres.rows[0]?.found ?? 0) < (await newest(postgresMigrations)) ? 'PostgreSQL' : undefined,
      (warehouse[0]?.found ?? 0) < (await newest(clickhouseMigrations)) ? 'ClickHouse' : undefined,
    ].filter(store => store !== undefined)
    return missing.length ? `${missing.join(' and ')} not migrated yet` : undefined
  },
}

/** The reason goes to the log: an open route does not tell what an error says. */
async function outcome(ctx: Ctx, name: string, check: (ctx: Ctx) => Promise<string | undefined>): Promise<string> {
  const late = AbortSignal.timeout(2000)
  try {
    const tooLate = new Promise<string>(resolve => late.addEventListener('abort', () => resolve('does not answer within 2 s')))
    return (await Promise.race([check(ctx), tooLate])) ?? 'ok'
  } catch (error) {
    ctx.log.warn({ check: name, error: (error as Error).message }, 'not ready')
    return 'does not answer'
  }
}

const newest = async (folder: URL) => (await readMigrations(folder)).at(-1)?.number ?? 0

/** A proxy on this machine makes every request local, but says so in a header. */
function mayReadMetrics({ config }: Ctx, request: FastifyRequest): boolean {
  if (config.metricsToken) return isSame(request.headers.authorization ?? '', `Bearer ${config.metricsToken}`)
  const isForwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined
  return !isForwarded && /^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '')
}

const isSame = (given: string, expected: string) => timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', expected, 'buffer'))
