import { IconCornerDownRight } from '@tabler/icons-react'
import type { Condition, Happenings } from '../../../../contracts/segments.ts'
import { useText } from '../../../ui/index.ts'
import css from '../builder.module.css'
import { SpanInput } from '../controls/controls.tsx'
import { HappeningsInput, Off } from '../controls/happenings.tsx'
import { useStill } from '../controls/still.tsx'
import { firstStepKinds, WindowInput } from '../controls/window.tsx'

type Sequence = Extract<Condition, { kind: 'sequence' }>
const inADay = { n: 1, unit: 'days' } as const
const anOrder: Happenings = { kind: 'order' }

/** One step a line: this, then that within a time, and what did not follow. */
export function SequenceInput({ condition: c, onChange }: { condition: Sequence; onChange: (condition: Condition) => void }) {
  const t = useText()
  const { without, window, ...rest } = c
  const set = (change: Partial<Sequence>) => onChange({ ...c, ...change } as Sequence)
  const isStill = useStill()
  const mayLose = c.steps.length > 2 || (c.steps.length === 2 && without !== undefined)
  return (
    <span className={css.steps}>
      {c.steps.map((step, i) => (
        <span key={i} className={css.step}>
          <b>{i ? <><IconCornerDownRight size={15} aria-hidden /> {t('segment-builder.then')}</> : t('segment-builder.kind.sequence')}</b>
          <HappeningsInput of={step.of} onChange={of => set({ steps: c.steps.with(i, { ...step, of }) })} />
          {step.within && <><span>{t('segment-builder.within')}</span><SpanInput span={step.within} onChange={within => set({ steps: c.steps.with(i, { ...step, within }) })} /></>}
          {i > 0 && mayLose && <Off label={t('segment-builder.then')} onClick={() => set({ steps: c.steps.toSpliced(i, 1) })} />}
        </span>
      ))}
      {without && (
        <span className={css.step}>
          <b><IconCornerDownRight size={15} aria-hidden /> {t('segment-builder.andThenNot')}</b>
          <HappeningsInput of={without.of} onChange={of => set({ without: { ...without, of } })} />
          <span>{t('segment-builder.within')}</span><SpanInput span={without.within} onChange={within => set({ without: { ...without, within } })} />
          {c.steps.length > 1 && <Off label={t('segment-builder.andThenNot')} onClick={() => onChange({ ...rest, ...(window ? { window } : {}) })} />}
        </span>
      )}
      <span className={css.step}>
        {!isStill && c.steps.length < 5 && <button type="button" className={css.adder} onClick={() => set({ steps: [...c.steps, { of: anOrder, within: inADay }] })}>+ {t('segment-builder.step')}</button>}
        {!isStill && !without && <button type="button" className={css.adder} onClick={() => set({ without: { of: anOrder, within: inADay } })}>+ {t('segment-builder.andThenNot')}</button>}
        <span>{t('segment-builder.beginning')}</span>
        <WindowInput window={window} kinds={firstStepKinds} onChange={next => onChange({ ...rest, ...(without ? { without } : {}), ...(next ? { window: next } : {}) })} />
      </span>
    </span>
  )
}
