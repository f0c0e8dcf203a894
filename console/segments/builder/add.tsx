import { Button, Popover, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Condition } from '../../../contracts/segments.ts'
import { useScope } from '../../scope.ts'
import { useText } from '../../ui/index.ts'
import css from './builder.module.css'
import { sections, starts, type Section, type Start } from './conditions/starts.ts'

/** Every condition there is, found by typing. */
export function AddCondition({ onAdd, isFirst = false }: { onAdd: (condition: Condition) => void; isFirst?: boolean }) {
  const t = useText()
  const { currencies } = useScope({ withPeriod: false })
  const [isOpen, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const fits = (start: Start) => t(start.text).toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase())
  const found = starts.filter(fits)
  const pick = (start: Start) => {
    setOpen(false)
    setTyped('')
    onAdd(start.make(currencies[0] ?? 'EUR'))
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus width={330} withinPortal>
      <Popover.Target><Button variant={isFirst ? 'filled' : 'default'} leftSection={<IconPlus size={16} aria-hidden />} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>{t('segment-builder.addCondition')}</Button></Popover.Target>
      <Popover.Dropdown aria-label={t('segment-builder.addCondition')}>
        <TextInput data-autofocus placeholder={t('segment-builder.findCondition')} aria-label={t('segment-builder.findCondition')} value={typed} onChange={event => setTyped(event.currentTarget.value)} onKeyDown={event => event.key === 'Enter' && found[0] && (event.preventDefault(), pick(found[0]))} />
        <div className={css.starts} onKeyDown={walk}>
          {(Object.keys(sections) as Section[]).map(section => {
            const own = found.filter(start => start.section === section)
            return own.length > 0 && (
              <div key={section} role="group" aria-label={t(sections[section])}>
                <div className={css.section}>{t(sections[section])}</div>
                {own.map(start => <button key={start.key} type="button" className={`plain ${css.start}`} onClick={() => pick(start)}><start.icon size={17} stroke={1.7} aria-hidden />{t(start.text)}</button>)}
              </div>
            )
          })}
          {found.length === 0 && <p className="muted" style={{ padding: 8 }}>{t('segment-builder.nothingFound')}</p>}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Arrows go through the list. */
function walk(event: React.KeyboardEvent<HTMLElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  event.preventDefault()
  const all = [...event.currentTarget.querySelectorAll('button')]
  all[all.indexOf(document.activeElement as HTMLButtonElement) + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
}
