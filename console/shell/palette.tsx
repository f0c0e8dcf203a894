import { FocusTrap } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { Link, useGo } from '../ui/link.tsx'
import { useText } from '../ui/text.ts'
import { rememberFind, useFinds, type Find } from './finds.ts'
import css from './palette.module.css'
import shell from './shell.module.css'

const groupNames: Record<Find['group'], string> = { recent: 'shell.palette.recent', customers: 'shell.places.customers', segments: 'segments.title', campaigns: 'campaigns.title', orders: 'shell.places.orders', products: 'shell.places.products', places: 'shell.palette.places', actions: 'shell.palette.actions' }

/** ⌘K: customers, orders, products, pages and actions from one field, without the mouse. */
export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const t = useText()
  const go = useGo()
  const [typed, setTyped] = useState('')
  const [words] = useDebouncedValue(typed.trim(), 110)
  const [chosen, choose] = useState(0)
  const { finds, isWorking } = useFinds(words, onHelp)
  const isLooking = isWorking || words !== typed.trim()
  const [entered, enter] = useState<{ inNewTab: boolean }>()
  const list = useRef<HTMLDivElement>(null)
  const at = Math.min(chosen, Math.max(0, finds.length - 1))
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [at, finds.length])
  const take = (find: Find | undefined, inNewTab = false) => {
    if (!find) return
    rememberFind(find)
    onClose()
    if (find.act) return find.act()
    if (inNewTab) window.open(find.to)
    else go(find.to!)
  }
  // Who types and presses Enter at once gets what these words find, not what stood there before.
  useEffect(() => {
    if (entered && !isLooking) take(finds[at], entered.inNewTab)
  })
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, n: event.ctrlKey ? 1 : 0, p: event.ctrlKey ? -1 : 0 }[event.key] ?? 0
    if (step) choose((at + step + finds.length) % Math.max(1, finds.length))
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) enter({ inNewTab: event.metaKey || event.ctrlKey })
    else if (event.key === 'Escape') onClose()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className={css.veil} data-palette onMouseDown={event => event.target === event.currentTarget && onClose()}>
      <FocusTrap>
        <div className={css.box} role="dialog" aria-modal aria-label={t('shell.find')} onKeyDown={press}>
          <div className={css.input}>
            <IconSearch size={19} stroke={1.8} aria-hidden />
            <input data-autofocus autoFocus value={typed} onChange={event => { setTyped(event.currentTarget.value); choose(0); enter(undefined) }} placeholder={t('shell.findAnything')} aria-label={t('shell.findAnything')} role="combobox" aria-expanded aria-controls="finds" aria-autocomplete="list" aria-activedescendant={finds[at] ? `find-${at}` : undefined} spellCheck={false} autoComplete="off" />
            {isLooking && <span className={css.working} aria-hidden />}
          </div>
          <div ref={list} className={css.list} id="finds" role="listbox" aria-label={t('shell.find')}>
            {finds.map((find, i) => <Item key={find.key} find={find} i={i} isFirst={finds[i - 1]?.group !== find.group} isChosen={i === at} onChoose={() => choose(i)} onTake={() => take(find)} />)}
          </div>
          {finds.length === 0 && !isLooking && <p className={css.nothing} role="status">{t('shell.palette.nothing', { words })}</p>}
          <div className={css.foot} aria-hidden>
            <span><kbd className={shell.kbd}>↑</kbd><kbd className={shell.kbd}>↓</kbd>{t('shell.palette.move')}</span>
            <span><kbd className={shell.kbd}>Enter</kbd>{t('shell.palette.open')}</span>
            <span><kbd className={shell.kbd}>Esc</kbd>{t('ui.close')}</span>
          </div>
        </div>
      </FocusTrap>
    </div>
  )
}

type ItemProps = { find: Find; i: number; isFirst: boolean; isChosen: boolean; onChoose: () => void; onTake: () => void }

function Item({ find, i, isFirst, isChosen, onChoose, onTake }: ItemProps) {
  const t = useText()
  const { icon: Icon, title, note, to } = find
  const inside = <><Icon size={18} stroke={1.8} /><span className={`${css.title} clip`}>{title}</span>{note && <span className={`${css.note} clip num`}>{note}</span>}</>
  const shared = { id: `find-${i}`, className: css.item, role: 'option', 'aria-selected': isChosen, onMouseMove: isChosen ? undefined : onChoose, tabIndex: -1 } as const
  return (
    <>
      {isFirst && <div className={css.group} role="presentation">{t(groupNames[find.group])}</div>}
      {to ? <Link to={to} {...shared} onClick={event => { if (event.metaKey || event.ctrlKey) return; event.preventDefault(); onTake() }}>{inside}</Link> : <div {...shared} onClick={onTake}>{inside}</div>}
    </>
  )
}
