import { collectDefaultMetrics, Counter, Gauge as PromGauge, Histogram, Registry } from 'prom-client'
import type { Ctx } from './context.ts'

/** A figure that is read when someone asks, e.g. how far the warehouse lags behind. A module lists its gauges in server/modules.ts. */
export type Gauge = { name: string; help: string; collect(ctx: Ctx): Promise<number> | number }

export const gauge = (name: string, help: string, collect: Gauge['collect']): Gauge => ({ name, help, collect })

// Counts of this process since it started, as Prometheus expects them.
const registry = new Registry()
export const requestSeconds = new Histogram({ name: 'http_request_duration_seconds', help: 'Time to answer, by route.', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10], registers: [registry] })
export const jobsDone = new Counter({ name: 'suki_jobs_total', help: 'Jobs that ended, by outcome (done or failed).', labelNames: ['job', 'outcome'], registers: [registry] })
export const jobSeconds = new Histogram({ name: 'suki_job_duration_seconds', help: 'Time that a job ran.', labelNames: ['job'], buckets: [0.01, 0.1, 1, 10, 60, 600], registers: [registry] })

let collectsDefaults = false

/** Everything as Prometheus text. A gauge that cannot be read is left out and logged; the others still answer. */
export async function metricsText(ctx: Ctx, gauges: Gauge[]): Promise<string> {
  if (!collectsDefaults) collectDefaultMetrics({ register: registry })
  collectsDefaults = true
  const read = new Registry()
  await Promise.all(gauges.map(async ({ name, help, collect }) => {
    try {
      new PromGauge({ name, help, registers: [read] }).set(await collect(ctx))
    } catch (error) {
      ctx.log.warn({ gauge: name, error: (error as Error).message }, 'A gauge could not be read.')
    }
  }))
  return Registry.merge([registry, read]).metrics()
}

export const metricsType = registry.contentType
