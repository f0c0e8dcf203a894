import type { DayWindow, Happenings, Span, Unit, Window } from '../../../../contracts/segments.ts'
import { useText } from '../../../ui/index.ts'
import { Choice, DayInput, SpanInput } from './controls.tsx'

export type Kind = 'ever' | Window['kind'] | 'next'

const kindNames: Record<Kind, string> = {
  ever: 'segment-builder.window.ever', last: 'segment-builder.window.last', next: 'segment-builder.window.next', ago: 'segment-builder.window.ago',
  between: 'segment-builder.window.between', dates: 'segment-builder.window.dates', since: 'segment-builder.window.since',
}
export const happeningKinds = ['ever', 'last', 'ago', 'between', 'dates', 'since'] as const
export const stillKinds = ['last', 'ago', 'between', 'dates'] as const
export const firstStepKinds = ['ever', 'last', 'dates'] as const
export const factKinds = ['last', 'next', 'ago', 'between', 'dates'] as const
const days = ['days', 'weeks', 'months', 'years'] as const

type Any = Window | DayWindow
const spanOf = (window: Any | undefined): Span => (window && 'span' in window ? window.span : window?.kind === 'between' ? window.to : { n: 30, unit: 'days' })

function started(kind: Kind, before: Any | undefined): Any | undefined {
  const span = spanOf(before)
  const today = new Date().toISOString().slice(0, 10)
  if (kind === 'ever') return undefined
  if (kind === 'between') return { kind, from: { n: span.n * 2, unit: span.unit }, to: span } as Any
  if (kind === 'dates') return { kind, from: `${today.slice(0, 4)}-01-01`, to: today }
  if (kind === 'since') return { kind, which: 'last', of: { kind: 'order' } }
  if (kind === 'next') return { kind, span: { n: Math.min(span.n, 365), unit: span.unit === 'weeks' ? 'weeks' : 'days' } }
  return { kind, span } as Any
}

type Props<W> = { window: W | undefined; kinds: readonly Kind[]; onChange: (window: W | undefined) => void; /** What "since" is about, drawn by whoever knows happenings. */ since?: (of: Happenings, change: (of: Happenings) => void) => React.ReactNode }

/** When: "in the last 90 days". Facts are asked in whole days. */
export function WindowInput<W extends Any>({ window, kinds, onChange, since }: Props<W>) {
  const t = useText()
  const isFact = kinds.includes('next')
  const units: readonly Unit[] | undefined = isFact ? days : undefined
  const set = (next: Any | undefined) => onChange(next as W | undefined)
  return (
    <>
      <Choice label={t('segment-builder.when')} value={window?.kind ?? 'ever'} quiet={!window} options={kinds.map(kind => [kind, t(kindNames[kind])])} onChange={kind => set(started(kind, window))} />
      {window && <Inside window={window} units={units} set={set} />}
      {window?.kind === 'since' && <SinceWhich which={window.which} onChange={which => set({ ...window, which })} />}
      {window?.kind === 'since' && since?.(window.of, of => set({ ...window, of }))}
    </>
  )
}

function Inside({ window, units, set }: { window: Any; units: readonly Unit[] | undefined; set: (window: Any) => void }) {
  const t = useText()
  const own = units ? { units } : {}
  if (window.kind === 'last') return <SpanInput span={window.span} {...own} onChange={span => set({ ...window, span } as Any)} />
  if (window.kind === 'next') return <SpanInput span={window.span} units={['days', 'weeks']} onChange={span => set({ ...window, span })} />
  if (window.kind === 'ago') return <><SpanInput span={window.span} {...own} onChange={span => set({ ...window, span } as Any)} /><span>{t('segment-builder.ago')}</span></>
  if (window.kind === 'between') {
    return (
      <>
        <SpanInput span={window.from} {...own} onChange={from => set({ ...window, from } as Any)} /><span>{t('segment-builder.and')}</span>
        <SpanInput span={window.to} {...own} onChange={to => set({ ...window, to } as Any)} /><span>{t('segment-builder.ago')}</span>
      </>
    )
  }
  if (window.kind !== 'dates') return null
  const said = (change: { from?: string | undefined; to?: string | undefined }) => {
    const next = { from: window.from, to: window.to, ...change }
    set({ kind: 'dates', ...(next.from ? { from: next.from } : {}), ...(next.to ? { to: next.to } : {}) })
  }
  return <><DayInput label={t('segment-builder.fromDay')} value={window.from} onChange={from => said({ from })} /><span>–</span><DayInput label={t('segment-builder.toDay')} value={window.to} onChange={to => said({ to })} /></>
}

function SinceWhich({ which, onChange }: { which: 'first' | 'last'; onChange: (which: 'first' | 'last') => void }) {
  const t = useText()
  return <Choice label={t('segment-builder.whichOne')} value={which} options={[['first', t('segment-builder.theFirst')], ['last', t('segment-builder.theLast')]]} onChange={onChange} />
}
