import type { Condition } from '../../../../contracts/segments.ts'
import { and, least, never, or, type Emitted } from '../pass.ts'
import type { Around } from './happenings.ts'
import { amountOf, countOf, figureOf, moneyOf, overdueOf, timeOf } from './measures.ts'
import { sequenceOf } from './sequence.ts'
import { due } from './windows.ts'

/** A condition of what happened to a customer. */
export type Happened = Exclude<Condition, { kind: 'fact' | 'trait' | 'consent' | 'identified' | 'segment' }>

export function happened(around: Around, c: Happened): Emitted {
  switch (c.kind) {
    case 'count': return countOf(around, c)
    case 'amount': return amountOf(around, c)
    case 'money': return moneyOf(around, c)
    case 'figure': return figureOf(around, c)
    case 'time': return timeOf(around, c)
    case 'sequence': return sequenceOf(around, c)
    case 'overdue': return overdueOf(around, c)
    case 'seen': return seenOf(around, c)
  }
}

function seenOf({ pass, sources }: Around, { at, ids }: Extract<Condition, { kind: 'seen' }>): Emitted {
  const first = (source: 'events' | 'orders', condition: string) => pass.name(sources.column(source, `minIf(at, ${condition})`, { needs: source === 'events' ? condition : undefined, condition }))
  const firsts = at === 'source' ? [first('events', `source_id in ${pass.ids(ids)}`)] : (['events', 'orders'] as const).map(source => first(source, `store_id in ${pass.ids(ids)}`))
  const holds = or(firsts.map(x => and([`${x} > 0`, `${x} <= ${pass.now}`])))
  return { holds, next: `if(${holds}, ${never}, ${least(firsts.map(x => due(x)))})` }
}
