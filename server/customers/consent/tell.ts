import { randomUUIDv7 } from 'node:crypto'
import type { ConsentSource, Decision } from '../../../contracts/consent.ts'
import { append, sources } from '../../collect/index.ts'
import { announce, type Ctx } from '../../platform/index.ts'
import type { Recorded } from './record.ts'

const names: Partial<Record<Decision, string>> = { granted: 'Consent Given', denied: 'Consent Denied', withdrawn: 'Consent Withdrawn' }

/** Tells the log and open consoles what was recorded for known customers; one event for what one of them said at once. */
export async function tellConsents({ db, actor, clock }: Ctx, recorded: Recorded[], source: ConsentSource): Promise<void> {
  const said = Map.groupBy(recorded.filter(r => r.customerId && names[r.decision]), r => `${r.customerId} ${r.decision}`)
  const context = actor.kind === 'suki' ? {} : { actor: { kind: actor.kind, id: actor.id, name: actor.name } }
  await append(db, [...said.values()].map(own => ({
    sourceId: sources.suki, messageId: randomUUIDv7(), name: names[own[0]!.decision]!, nodeId: own[0]!.customerId, context, occurredAt: clock.now().toString(),
    properties: { channels: [...new Set(own.map(r => r.channel))], purposes: [...new Set(own.map(r => r.purpose))], source },
  })))
  const customers = [...new Set([...said.values()].map(own => own[0]!.customerId!))]
  if (customers.length === 1) await announce(db, { topic: 'customers', id: customers[0]! })
  else if (customers.length) await announce(db, { topic: 'customers', count: customers.length })
}
