import type { Expected } from '../../../contracts/tracking-plan.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import type { Refused } from '../intake.ts'
import type { NewEvent } from '../log.ts'
import { driftOf } from './check.ts'
import { shapeOf } from './shape.ts'
import { plannedEvents } from './tracked.ts'

/** The plan is asked for with every message of a source that blocks, and changes almost never. */
const rememberedFor = { seconds: 5 }
const remembered = new WeakMap<Db, { plan: Map<string, Expected[]>; until: Temporal.Instant }>()

/** The plan, where this source is held to it; a change of it takes five seconds to be heard of. */
export async function planAtDoor({ db, clock }: Ctx, { enforcement }: { enforcement: string }): Promise<Map<string, Expected[]> | undefined> {
  if (enforcement !== 'block') return undefined
  const known = remembered.get(db)
  if (known && Temporal.Instant.compare(clock.now(), known.until) < 0) return known.plan
  const plan = await plannedEvents(db)
  remembered.set(db, { plan, until: clock.now().add(rememberedFor) })
  return plan
}

/** Only events that developers name can be unplanned. A property that is missing or new is a warning, never a reason to lose an event. */
export function brokenPlan(plan: Map<string, Expected[]>, { type, name, properties = {} }: NewEvent): Refused | undefined {
  const expected = plan.get(name)
  if (!expected) return type === 'track' ? { violation: 'not_planned', details: [] } : undefined
  const { changed } = driftOf(expected, shapeOf(properties))
  return changed.length ? { violation: 'property_type', details: changed } : undefined
}
