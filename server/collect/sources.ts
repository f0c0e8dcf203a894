import type { Ctx, Db } from '../platform/index.ts'
import { sourceByKey } from './queries.ts'

export type Source = NonNullable<Awaited<ReturnType<typeof sourceByKey>>>

/** Keys are looked up at every request and change almost never. */
const rememberedFor = { seconds: 5 }
type Remembered = { source: Source | undefined; until: Temporal.Instant }
const remembered = new WeakMap<Db, Map<string, Remembered>>()

/** The source that a write key belongs to, remembered for five seconds. */
export async function sourceOfKey({ db, clock }: Ctx, writeKey: string | undefined): Promise<Source | undefined> {
  if (!writeKey || writeKey.length > 200) return undefined
  const known = remembered.get(db) ?? remembered.set(db, new Map()).get(db)!
  const found = known.get(writeKey)
  if (found && Temporal.Instant.compare(clock.now(), found.until) < 0) return found.source
  const source = await sourceByKey(db, writeKey)
  if (known.size > 10_000) known.clear()
  known.set(writeKey, { source, until: clock.now().add(rememberedFor) })
  return source
}
