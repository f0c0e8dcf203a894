import { Outlet, useRouterState } from '@tanstack/react-router'
import { useDisclosure, useHotkeys, useLocalStorage, useNetwork } from '@mantine/hooks'
import { useLive } from '../live.ts'
import { useOwnSettings } from '../session.tsx'
import { useText } from '../ui/text.ts'
import { KeyboardHelp } from './help.tsx'
import { Palette } from './palette.tsx'
import { BottomBar, Rail } from './rail.tsx'
import css from './shell.module.css'
import { TopBar } from './top-bar.tsx'

/** What stays around every page: the rail, the top bar, search and help; a bottom bar on a phone. */
export function Shell() {
  const t = useText()
  const [finding, palette] = useDisclosure()
  const [helping, help] = useDisclosure()
  const [isNarrow, setNarrow] = useLocalStorage({ key: 'suki.rail', defaultValue: false, getInitialValueInEffect: false })
  const { online } = useNetwork()
  const shown = useRouterState({ select: state => state.resolvedLocation?.pathname })
  useOwnSettings()
  useLive()
  useHotkeys([['mod+K', palette.open], ['shift+?', help.open], ['mod+B', () => setNarrow(now => !now)]])
  useHotkeys([['mod+K', palette.open]], [])
  return (
    <div className={css.app} data-narrow={isNarrow || undefined}>
      <a href="#content" className={css.skip}>{t('shell.skip')}</a>
      <Rail isNarrow={isNarrow} onNarrow={() => setNarrow(!isNarrow)} onHelp={help.open} />
      <div className={css.main}>
        <TopBar onFind={palette.open} />
        {!online && <div role="status" className={css.offline}>{t('shell.offline')}</div>}
        <main id="content" tabIndex={-1} style={{ outline: 'none' }} data-shown={shown}><Outlet /></main>
      </div>
      <BottomBar onFind={palette.open} onHelp={help.open} />
      {finding && <Palette onClose={palette.close} onHelp={help.open} />}
      {helping && <KeyboardHelp onClose={help.close} />}
    </div>
  )
}
