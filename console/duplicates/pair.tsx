import { Button, Checkbox } from '@mantine/core'
import { IconArrowBackUp, IconCheck, IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { MergeSuggestion } from '../../contracts/merge-suggestions.ts'
import { Comparison } from '../customers/identity/comparison.tsx'
import { reasonNames } from '../customers/identity/words.ts'
import { Tag, useFormat, useText } from '../ui/index.ts'
import type { Decision } from './deciding.ts'
import css from './duplicates.module.css'

type Props = { pair: MergeSuggestion; isCurrent: boolean; isPicked: boolean; mayDecide: boolean; onPick: () => void; onDecide: (decision: Decision) => void; onUndo: () => void }

/** Two customers side by side, why they may be one, and the decision. */
export function Pair({ pair, isCurrent, isPicked, mayDecide, onPick, onDecide, onUndo }: Props) {
  const t = useText()
  const format = useFormat()
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    if (isCurrent) box.current?.scrollIntoView({ block: 'nearest' })
  }, [isCurrent])
  const names = [pair.one, pair.other].map(one => one.name || one.emails[0] || one.phones[0] || t('customers.unnamed')).join(' · ')
  return (
    <article ref={box} className={css.pair} data-current={isCurrent || undefined} data-picked={isPicked || undefined} aria-label={names} aria-current={isCurrent || undefined}>
      <header className={css.top}>
        {mayDecide && pair.state === 'open' && <Checkbox checked={isPicked} onChange={onPick} aria-label={t('identity.duplicates.pick', { names })} />}
        <span className={css.score} title={t('identity.duplicates.scoreHint')}><span className={css.meter} aria-hidden><i style={{ width: `${pair.score}%` }} /></span>{t('identity.duplicates.score', { score: pair.score })}</span>
        {pair.reasons.map(reason => <Tag key={reason} tone="brand">{t(reasonNames[reason])}</Tag>)}
        <span className="push" />
        {pair.state !== 'open' && <span className="muted">{t('identity.duplicates.decided', { name: pair.decidedBy ?? '', when: pair.decidedAt ? format.dateTime(pair.decidedAt) : '' })}</span>}
        {mayDecide && pair.state === 'open' && <Button size="compact-md" leftSection={<IconX size={15} />} onClick={() => onDecide('dismiss')}>{t('identity.duplicates.dismiss')}</Button>}
        {mayDecide && pair.state === 'open' && <Button size="compact-md" variant={isCurrent ? 'filled' : 'default'} leftSection={<IconCheck size={15} />} onClick={() => onDecide('accept')}>{t('identity.duplicates.accept')}</Button>}
        {mayDecide && pair.state !== 'open' && <Button size="compact-md" leftSection={<IconArrowBackUp size={15} />} onClick={onUndo}>{t('ui.undo')}</Button>}
      </header>
      <Comparison customers={[pair.one, pair.other]} isBrief={pair.state !== 'open'} />
    </article>
  )
}
