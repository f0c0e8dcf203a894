import { Button } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { ApiProblem } from '../api.ts'
import { When } from './figures.tsx'
import { useText } from './text.ts'
import css from './ui.module.css'

type Props = { meanwhile: NonNullable<ApiProblem['meanwhile']>; onTheirs: () => void; onMine: () => void; /** What differs, shown when asked for. */ children: ReactNode }

/** Two windows had the same draft open: who saved meanwhile and when, and what to do with what stands here. */
export function SavedMeanwhile({ meanwhile, onTheirs, onMine, children }: Props) {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  return (
    <div className={css.problem} role="alert" style={{ alignItems: 'flex-start', flexWrap: 'wrap', background: 'var(--amber-soft)', borderColor: 'var(--amber)' }}>
      <IconUsers size={20} color="var(--amber-ink)" aria-hidden />
      <div className="push" style={{ minWidth: 200 }}>
        <div style={{ fontWeight: 600 }}>{t('ui.meanwhile.title', { name: meanwhile.by })} <When at={meanwhile.at} /></div>
        <div style={{ color: 'var(--ink-2)' }}>{t('ui.meanwhile.text')}</div>
      </div>
      <div className="row" style={{ gap: 8, flexWrap: 'wrap' }}>
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>{t('ui.meanwhile.difference')}</Button>
        <Button onClick={onTheirs}>{t('ui.meanwhile.theirs')}</Button>
        <Button onClick={onMine}>{t('ui.meanwhile.mine')}</Button>
      </div>
      {isOpen && <div style={{ flexBasis: '100%', minWidth: 0, padding: '12px 14px', borderRadius: 8, background: 'var(--surface)' }}>{children}</div>}
    </div>
  )
}
