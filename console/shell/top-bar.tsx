import { IconSearch } from '@tabler/icons-react'
import { usePeriodInUse, useScopeInUse } from '../scope.ts'
import { useText } from '../ui/text.ts'
import { PeriodChoice, StoreChoice } from './scope-choice.tsx'
import css from './shell.module.css'

const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

export function TopBar({ onFind }: { onFind: () => void }) {
  const t = useText()
  const hasScope = useScopeInUse()
  const hasPeriod = usePeriodInUse()
  return (
    <div className={css.top}>
      <button type="button" className={`plain ${css.search}`} onClick={onFind} aria-keyshortcuts="Control+K Meta+K">
        <IconSearch size={17} stroke={1.8} aria-hidden style={{ flex: 'none' }} />
        <span className="clip">{t('shell.findAnything')}</span>
        <kbd aria-hidden>{isMac ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <span className="push" />
      {hasScope && <StoreChoice />}
      {hasPeriod && <PeriodChoice />}
    </div>
  )
}
