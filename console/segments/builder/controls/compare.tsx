import { decimals, toMajor, toMinor } from '../../../../contracts/money.ts'
import type { Compare, MoneyTest } from '../../../../contracts/segments.ts'
import { useScope } from '../../../scope.ts'
import { useText } from '../../../ui/index.ts'
import { Amount, Choice } from './controls.tsx'

const ops: Record<Compare['op'], string> = {
  '>=': 'segment-builder.op.atLeast', '<=': 'segment-builder.op.atMost', '=': 'segment-builder.op.exactly', '>': 'segment-builder.op.moreThan', '<': 'segment-builder.op.lessThan', '!=': 'segment-builder.op.not', between: 'segment-builder.op.between',
}

/** "at least 2". `scale` has minor units shown in the currency's own. */
export function CompareInput({ compare, onChange, whole = false, min, currency }: { compare: Compare; onChange: (compare: Compare) => void; whole?: boolean; min?: number; currency?: string }) {
  const t = useText()
  const [low, high] = compare.op === 'between' ? [compare.from, compare.to] : [compare.value, compare.value]
  const shown = (value: number) => (currency ? toMajor(value, currency) : value)
  const kept = (value: number) => (currency ? toMinor(value, currency) : value)
  const own = { whole: whole && !currency, ...(min === undefined ? {} : { min }) }
  const pick = (op: Compare['op']) => onChange(op === 'between' ? { op, from: low, to: Math.max(low, high) } : { op, value: low })
  return (
    <>
      <Choice label={t('segment-builder.howCompared')} value={compare.op} options={Object.entries(ops).map(([op, text]) => [op as Compare['op'], t(text)])} onChange={pick} />
      <Amount label={t('segment-builder.number')} value={shown(low)} onChange={value => onChange(compare.op === 'between' ? { ...compare, from: kept(value) } : { op: compare.op, value: kept(value) })} {...own} />
      {compare.op === 'between' && <><span>{t('segment-builder.and')}</span><Amount label={t('segment-builder.upTo')} value={shown(high)} onChange={value => onChange({ ...compare, to: kept(value) })} {...own} /></>}
    </>
  )
}

/** "at least 50 EUR". Another currency keeps the figure, not its minor units. */
export function MoneyInput({ test, onChange }: { test: MoneyTest; onChange: (test: MoneyTest) => void }) {
  const t = useText()
  const { currencies } = useScope({ withPeriod: false })
  const { currency, compare } = test
  const turn = (next: string) => {
    const factor = 10 ** (decimals(next) - decimals(currency))
    const into = (value: number) => Math.round(value * factor)
    onChange({ currency: next, compare: compare.op === 'between' ? { ...compare, from: into(compare.from), to: into(compare.to) } : { ...compare, value: into(compare.value) } })
  }
  return (
    <>
      <CompareInput compare={compare} onChange={next => onChange({ ...test, compare: next })} currency={currency} />
      <Choice label={t('segment-builder.currency')} value={currency} options={[...new Set([currency, ...currencies])].map(one => [one, one])} onChange={turn} />
    </>
  )
}
