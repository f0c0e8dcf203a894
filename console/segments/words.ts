import { causes, type Drift } from '../../contracts/segment-routes.ts'
import { useFormat, useText } from '../ui/index.ts'

export const causeNames: Record<(typeof causes)[number], string> = {
  news: 'segments.causes.news', time: 'segments.causes.time', definition: 'segments.causes.definition', rebuild: 'segments.causes.rebuild', merge: 'segments.causes.merge',
}

/** A day unlike the usual ones, as a sentence. */
export function useDriftText() {
  const t = useText()
  const format = useFormat()
  return ({ day, measure, value, usual }: Drift) => {
    const said = { day: format.dayMonth(day), value: format.number(value, { signDisplay: measure === 'grown' ? 'exceptZero' : 'auto' }), usual: format.number(usual, { maximumFractionDigits: 0 }) }
    return measure === 'entered' ? t('segments.drift.entered', said) : t('segments.drift.grown', said)
  }
}

/** The builder with a rule in it. */
export const builderWith = (rule: string) => `/segments/new?${new URLSearchParams({ rule })}`
