import { channels, purposes } from '../../../../contracts/consent.ts'
import { consentStates, facts, testsFor, type Compare, type Condition, type OrdersOf } from '../../../../contracts/segments.ts'
import { channelNames, decisionNames, purposeNames } from '../../../consent/words.ts'
import { useText } from '../../../ui/index.ts'
import { CompareInput, MoneyInput } from '../controls/compare.tsx'
import { Amount, Choice } from '../controls/controls.tsx'
import { EventName, Filters, HappeningsInput } from '../controls/happenings.tsx'
import { pathOf, pathText } from '../controls/path.ts'
import { anyTest, TestInput } from '../controls/test.tsx'
import { One, Values } from '../controls/values.tsx'
import { happeningKinds, stillKinds, WindowInput } from '../controls/window.tsx'
import { amountNames, factNames, figureNames, moneyNames } from './names.ts'
import { SequenceInput } from './sequence.tsx'

type Of<K extends Condition['kind']> = { condition: Extract<Condition, { kind: K }>; onChange: (condition: Condition) => void }

/** A condition as a sentence whose words can be changed. */
export function ConditionInput({ condition: c, onChange }: { condition: Condition; onChange: (condition: Condition) => void }) {
  switch (c.kind) {
    case 'fact': return <FactInput condition={c} onChange={onChange} />
    case 'trait': return <TraitInput condition={c} onChange={onChange} />
    case 'count': return <CountInput condition={c} onChange={onChange} />
    case 'amount': return <AmountInput condition={c} onChange={onChange} />
    case 'money': case 'figure': return <OrdersFigure condition={c} onChange={onChange} />
    case 'time': return <TimeInput condition={c} onChange={onChange} />
    case 'sequence': return <SequenceInput condition={c} onChange={onChange} />
    case 'consent': return <ConsentInput condition={c} onChange={onChange} />
    default: return <StateInput condition={c} onChange={onChange} />
  }
}

function FactInput({ condition: c, onChange }: Of<'fact'>) {
  const t = useText()
  const suggested = { country: 'country', language: 'language', city: 'city', gender: 'gender', tags: 'tags', email_domain: 'email_domain' } as const
  const of = c.fact in suggested ? { of: suggested[c.fact as keyof typeof suggested] } : undefined
  return <><b>{t(factNames[c.fact])}</b><TestInput test={c.test} allowed={testsFor[facts[c.fact]]} from={of} rfm={c.fact === 'rfm_group'} onChange={test => onChange({ ...c, test })} /></>
}

function TraitInput({ condition: c, onChange }: Of<'trait'>) {
  const t = useText()
  const path = pathText(c.path)
  return (
    <>
      <b>{t('segment-builder.kind.trait')}</b>
      <One label={t('segment-builder.whichTrait')} from={{ of: 'traits' }} value={path} onChange={next => onChange({ ...c, path: pathOf(next) })} />
      <TestInput test={c.test} allowed={anyTest} from={{ of: 'trait', path }} onChange={test => onChange({ ...c, test })} />
    </>
  )
}

const countNames = { event: 'segment-builder.kind.event', order: 'segment-builder.kind.orders', refund: 'segment-builder.kind.refunds', cart: 'segment-builder.kind.carts' } as const

/** The number that "times" stands behind. */
const lastOf = (compare: Compare) => (compare.op === 'between' ? compare.to : compare.value)

function CountInput({ condition: c, onChange }: Of<'count'>) {
  const t = useText()
  return (
    <>
      <b>{t(countNames[c.of.kind])}</b>
      <EventName of={c.of} onChange={of => onChange({ ...c, of })} />
      <CompareInput whole min={0} compare={c.compare} onChange={compare => onChange({ ...c, compare })} /><span>{t('segment-builder.times', { count: lastOf(c.compare) })}</span>
      <When condition={c} onChange={onChange} />
      <Filters of={c.of} onChange={of => onChange({ ...c, of })} />
    </>
  )
}

/** The window of whatever has one; without one it is ever. */
function When<C extends Extract<Condition, { kind: 'count' | 'amount' | 'money' | 'figure' }>>({ condition, onChange }: { condition: C; onChange: (condition: Condition) => void }) {
  const { window, ...rest } = condition
  return <WindowInput window={window} kinds={happeningKinds} onChange={next => onChange((next ? { ...rest, window: next } : rest) as Condition)} since={(of, change) => <HappeningsInput of={of} onChange={change} />} />
}

function AmountInput({ condition: c, onChange }: Of<'amount'>) {
  const t = useText()
  return (
    <>
      <Choice label={t('segment-builder.whichFigure')} value={c.what} options={Object.entries(amountNames).map(([what, text]) => [what as typeof c.what, t(text)])} onChange={what => onChange({ ...c, what })} />
      <One label={t('segment-builder.whichProperty')} from={{ of: 'properties', event: c.of.name }} value={pathText(c.property)} onChange={next => onChange({ ...c, property: pathOf(next) })} />
      <span>{t('segment-builder.of')}</span>
      <EventName of={c.of} onChange={of => of.kind === 'event' && onChange({ ...c, of })} />
      <CompareInput compare={c.compare} onChange={compare => onChange({ ...c, compare })} />
      <When condition={c} onChange={onChange} />
      <Filters of={c.of} onChange={of => onChange({ ...c, of })} />
    </>
  )
}

function OrdersFigure({ condition: c, onChange }: Of<'money' | 'figure'>) {
  const t = useText()
  const of = (next: OrdersOf) => onChange({ ...c, of: next } as Condition)
  return (
    <>
      <b>{t(c.kind === 'money' ? moneyNames[c.what] : figureNames[c.what])}</b>
      {c.kind === 'money' ? <MoneyInput test={c} onChange={({ currency, compare }) => onChange({ ...c, currency, compare })} /> : <CompareInput compare={c.compare} onChange={compare => onChange({ ...c, compare })} />}
      {c.kind === 'figure' && c.what !== 'items' && <span>%</span>}
      <When condition={c} onChange={onChange} />
      <Filters of={c.of} onChange={of} />
    </>
  )
}

function TimeInput({ condition: c, onChange }: Of<'time'>) {
  const t = useText()
  return (
    <>
      <Choice label={t('segment-builder.whichOne')} value={c.which} options={[['first', t('segment-builder.theFirst')], ['last', t('segment-builder.theLast')]]} onChange={which => onChange({ ...c, which })} />
      <HappeningsInput of={c.of} onChange={of => onChange({ ...c, of })} />
      <WindowInput window={c.window} kinds={stillKinds} onChange={window => window && onChange({ ...c, window })} />
    </>
  )
}

function ConsentInput({ condition: c, onChange }: Of<'consent'>) {
  const t = useText()
  const stateNames = { ...decisionNames, unknown: 'segment-builder.neverAsked' }
  return (
    <>
      <b>{t('segment-builder.kind.consent')}</b>
      <Choice label={t('consent.channelField')} value={c.channel} options={channels.map(channel => [channel, t(channelNames[channel])])} onChange={channel => onChange({ ...c, channel })} />
      <Choice label={t('consent.purposeField')} value={c.purpose} options={purposes.map(purpose => [purpose, t(purposeNames[purpose])])} onChange={purpose => onChange({ ...c, purpose })} />
      <Choice label={t('consent.decisionField')} value={c.is} options={consentStates.map(state => [state, t(stateNames[state])])} onChange={is => onChange({ ...c, is })} />
    </>
  )
}

function StateInput({ condition: c, onChange }: Of<'overdue' | 'identified' | 'seen' | 'segment'>) {
  const t = useText()
  if (c.kind === 'overdue') return <><b>{t('segment-builder.kind.overdue')}</b><span>{t('segment-builder.overdueAfter')}</span><Amount label={t('segment-builder.percent')} whole min={10} value={c.percent} onChange={percent => onChange({ ...c, percent })} /><span>{t('segment-builder.overdueOf')}</span></>
  if (c.kind === 'identified') return <><b>{t('segment-builder.kind.identified')}</b><One label={t('segment-builder.whichIdentifier')} from={{ of: 'identifier' }} value={c.by} onChange={by => onChange({ ...c, by })} /></>
  if (c.kind === 'segment') return <><b>{t('segment-builder.kind.segment')}</b><One label={t('segment-builder.whichSegment')} from={{ of: 'segment' }} value={c.segmentId} onChange={segmentId => onChange({ ...c, segmentId })} /></>
  return <><b>{t(c.at === 'store' ? 'segment-builder.kind.store' : 'segment-builder.kind.source')}</b><Values label={t('segment-builder.chooseValues')} from={{ of: c.at }} values={c.ids} onChange={ids => onChange({ ...c, ids })} /></>
}
