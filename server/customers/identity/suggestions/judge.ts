import type { SuggestionReason } from '../../../../contracts/merge-suggestions.ts'
import type { Evidence } from './find.ts'

/** A pair that is worth a person's time. */
export type Judged = { one: string; other: string; reasons: SuggestionReason[]; score: number }

/** How much each alone says, by judgement: an address of one's own says more than a name in a town. */
const weights: Record<SuggestionReason, number> = { email: 0.8, phone: 0.8, phone_ending: 0.45, name_birthday: 0.8, name_address: 0.75, name_city: 0.5 }
const namesAlike = 0.5
const worthALook = 40

/**
 * One pair for all that speaks for it. Evidence adds up as if independent: 1 − Π(1 − weight). Names that have nothing
 * in common, or two birthdays, halve it: a family shares phones and addresses.
 */
export function judge(evidence: Evidence[]): Judged[] {
  const pairs = Map.groupBy(evidence, ({ one, other }) => keyOf(one, other))
  return [...pairs.values()].map(judgePair).filter(pair => pair.score >= worthALook)
}

export const keyOf = (one: string, other: string) => (one < other ? `${one} ${other}` : `${other} ${one}`)

function judgePair(all: Evidence[]): Judged {
  const { one, other, likeness, isBornApart } = all[0]!
  const reasons = [...new Set(all.map(e => e.reason))].toSorted((a, b) => weights[b] - weights[a] || (a < b ? -1 : 1))
  const isByName = reasons.some(reason => reason.startsWith('name_'))
  const said = [...reasons.map(reason => weights[reason]), ...(!isByName && likeness !== null && likeness >= 0.8 ? [namesAlike] : [])]
  const doubts = (likeness !== null && likeness < 0.2 ? 0.5 : 1) * (isBornApart ? 0.5 : 1)
  const share = 1 - said.reduce((left, weight) => left * (1 - weight), 1)
  return { one, other, reasons, score: Math.min(99, Math.round(100 * share * doubts)) }
}
