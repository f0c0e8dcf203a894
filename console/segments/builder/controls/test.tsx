import { rfmGroups, testsFor, type Test } from '../../../../contracts/segments.ts'
import { groupNames } from '../../../rfm/words.ts'
import { useFormat, useText } from '../../../ui/index.ts'
import { Amount, Choice, Word } from './controls.tsx'
import { CompareInput } from './compare.tsx'
import { Said, useStill } from './still.tsx'
import type { From } from './suggested.ts'
import { Values } from './values.tsx'
import { factKinds, WindowInput } from './window.tsx'

export type TestKind = Test['kind']
const names: Record<TestKind, string> = {
  set: 'segment-builder.test.set', missing: 'segment-builder.test.missing', in: 'segment-builder.test.in', not_in: 'segment-builder.test.notIn', contains: 'segment-builder.test.contains', not_contains: 'segment-builder.test.notContains',
  starts_with: 'segment-builder.test.startsWith', ends_with: 'segment-builder.test.endsWith', number: 'segment-builder.test.number', yes: 'segment-builder.test.yes', no: 'segment-builder.test.no', day: 'segment-builder.test.day', anniversary: 'segment-builder.test.anniversary',
}
export const anyTest: readonly TestKind[] = [...new Set<TestKind>([...testsFor.text, 'number', 'yes', 'no', ...testsFor.date])]
export const propertyTest = anyTest.filter(kind => kind !== 'anniversary')

/** A question of this kind, with what was said before where it still fits. */
export function startedTest(kind: TestKind, before?: Test, dates = false): Test {
  if (kind === 'in' || kind === 'not_in') return { kind, values: before && 'values' in before ? before.values : [] }
  if (kind === 'contains' || kind === 'not_contains' || kind === 'starts_with' || kind === 'ends_with') return { kind, value: before && 'value' in before ? before.value : '' }
  if (kind === 'number') return { kind, compare: { op: '>=', value: 1 } }
  if (kind === 'anniversary') return { kind, in: 'next', days: 7 }
  if (kind === 'day') return { kind, window: dates ? { kind: 'dates', from: new Date().toISOString().slice(0, 10) } : { kind: 'last', span: { n: 30, unit: 'days' } } }
  return { kind }
}

type Props = { test: Test; allowed: readonly TestKind[]; from: From | undefined; onChange: (test: Test) => void; /** Days are fixed ones: of properties. */ dates?: boolean; rfm?: boolean }

/** What one value is asked: "is one of Netherlands, Belgium". */
export function TestInput({ test, allowed, from, onChange, dates = false, rfm = false }: Props) {
  const t = useText()
  // Read alone, "in the last 30 days" and "at least 4" say it already.
  const isStill = useStill()
  return (
    <>
      {!(isStill && (test.kind === 'number' || test.kind === 'day')) && <Choice label={t('segment-builder.howAsked')} value={test.kind} options={allowed.map(kind => [kind, t(names[kind])])} onChange={kind => onChange(startedTest(kind, test, dates))} />}
      {(test.kind === 'in' || test.kind === 'not_in') && (rfm ? <Groups values={test.values} onChange={values => onChange({ ...test, values })} /> : from ? <Values label={t('segment-builder.chooseValues')} from={from} values={test.values} onChange={values => onChange({ ...test, values })} /> : null)}
      {'value' in test && <Word label={t('segment-builder.text')} value={test.value} onChange={value => onChange({ ...test, value })} />}
      {test.kind === 'number' && <CompareInput compare={test.compare} onChange={compare => onChange({ ...test, compare })} />}
      {test.kind === 'day' && <WindowInput window={test.window} kinds={dates ? ['dates'] : factKinds} onChange={window => window && onChange({ ...test, window })} />}
      {test.kind === 'anniversary' && (
        <>
          <Choice label={t('segment-builder.when')} value={test.in} options={[['next', t('segment-builder.window.next')], ['last', t('segment-builder.window.last')]]} onChange={which => onChange({ ...test, in: which })} />
          <Amount label={t('segment-builder.howMany')} whole min={1} value={test.days} onChange={days => onChange({ ...test, days })} /><span>{t('segment-builder.unit.days', { count: test.days })}</span>
        </>
      )}
    </>
  )
}

/** The eleven groups of RFM, to be ticked. */
function Groups({ values, onChange }: { values: string[]; onChange: (values: string[]) => void }) {
  const t = useText()
  const format = useFormat()
  const isStill = useStill()
  if (isStill) return <Said>{format.listOr(rfmGroups.filter(group => values.includes(group)).map(group => t(groupNames[group])))}</Said>
  const toggle = (group: string) => onChange(values.includes(group) ? values.filter(one => one !== group) : [...values, group])
  return <>{rfmGroups.map(group => <label key={group} className="row" style={{ gap: 5 }}><input type="checkbox" checked={values.includes(group)} onChange={() => toggle(group)} />{t(groupNames[group])}</label>)}</>
}
