import { ActionIcon, FocusTrap } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconX } from '@tabler/icons-react'
import { useEffect, useId, type ReactNode } from 'react'
import css from './ui.module.css'
import { useText } from './text.ts'

/** Opens over a list without losing the place in it. Give it its own address with useSearchState; Escape closes. */
export function SidePanel({ title, onClose, actions, children }: { title: ReactNode; onClose: () => void; actions?: ReactNode; children: ReactNode }) {
  const t = useText()
  const id = useId()
  const isPhone = useMediaQuery('(max-width: 640px)') ?? false
  useEffect(() => {
    const close = (event: KeyboardEvent) => event.key === 'Escape' && !event.defaultPrevented && !isCovered() && onClose()
    document.addEventListener('keydown', close)
    return () => document.removeEventListener('keydown', close)
  }, [onClose])
  return (
    <FocusTrap active={isPhone}>
      <aside className={css.panel} role="dialog" aria-modal={isPhone} aria-labelledby={id}>
        <header className={css.panelHead}>
          <h2 id={id} className={`${css.cardTitle} push clip`}>{title}</h2>
          {actions}
          <ActionIcon variant="subtle" color="gray" onClick={onClose} aria-label={t('ui.close')} data-autofocus><IconX size={18} /></ActionIcon>
        </header>
        <div className={css.panelBody}>{children}</div>
      </aside>
    </FocusTrap>
  )
}

/** Something lies above that `Escape` closes first. A dropdown of a field stays in the page while it is shut. */
const isCovered = () => [...document.querySelectorAll('.mantine-Modal-content, .mantine-Popover-dropdown, .mantine-Menu-dropdown')].some(element => element.checkVisibility())
