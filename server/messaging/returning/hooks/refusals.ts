import { sql } from 'kysely'
import { nowText, type Ctx } from '../../../platform/index.ts'
import type { HookProvider } from './keys.ts'

/** `unchecked`: the notice could not be read, or the provider's certificate not be had. */
export type Refusal = 'signature' | 'stale' | 'unchecked'
export type Refusals = { note(provider: HookProvider, because: Refusal): void; write(): Promise<void> }

const writeEveryMs = 1_000

/**
 * Counts what was refused at the door, for people to see. Anyone may call there, so a second's worth is written at once:
 * one row a provider a second at most. What was counted in the last second is lost when a process dies.
 */
export function countRefusals(ctx: Ctx): Refusals {
  let counted = new Map<HookProvider, { count: number; because: Refusal; at: string }>()
  let timer: NodeJS.Timeout | undefined
  const write = async () => {
    clearTimeout(timer)
    timer = undefined
    const written = counted
    counted = new Map()
    for (const [provider, { count, because, at }] of written) {
      await sql`update return_hooks set refused = least(refused::bigint + ${count}, 2000000000), refused_at = ${at}, refused_because = ${because} where provider = ${provider}`.execute(ctx.db).catch((error: Error) => ctx.log.warn({ provider, error: error.message }, 'refused notices could not be counted'))
    }
  }
  return {
    note(provider, because) {
      counted.set(provider, { count: (counted.get(provider)?.count ?? 0) + 1, because, at: nowText(ctx.clock) })
      timer ??= setTimeout(() => void write(), writeEveryMs).unref()
    },
    write,
  }
}
