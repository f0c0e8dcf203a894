import { Menu, Tooltip } from '@mantine/core'
import { IconDots, IconKeyboard, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconLogout, IconMoon, IconSearch, IconSun, IconUserCog } from '@tabler/icons-react'
import { useLocation } from '@tanstack/react-router'
import { signOut } from '../../contracts/signin.ts'
import { call, queries } from '../api.ts'
import { useScopeTail } from '../scope.ts'
import { changeSettings, useMay, useMe } from '../session.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Link, useGo } from '../ui/link.tsx'
import { useText } from '../ui/text.ts'
import { places, type Place } from './places.ts'
import css from './shell.module.css'

const keepsScope = (to: string) => to === '/'

export function useAllowedPlaces() {
  const may = useMay()
  return places.map(group => ({ ...group, places: group.places.filter(place => !place.may || may(place.may)) })).filter(group => group.places.length)
}

const useIsHere = () => {
  const { pathname } = useLocation()
  return (to: string) => (to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`))
}

export function Rail({ isNarrow, onNarrow, onHelp }: { isNarrow: boolean; onNarrow: () => void; onHelp: () => void }) {
  const t = useText()
  const groups = useAllowedPlaces()
  const isHere = useIsHere()
  const tail = useScopeTail()
  const draw = ({ to, text, icon: Icon, badge: Badge }: Place) => (
    <Tooltip key={to} label={t(text)} position="right" disabled={!isNarrow}>
      <Link to={keepsScope(to) ? `${to}${tail}` : to} className={css.place} data-on={isHere(to) || undefined} aria-current={isHere(to) ? 'page' : undefined} aria-label={isNarrow ? t(text) : undefined}>
        <Icon size={18} stroke={1.8} /><span className={`${css.wide} clip`}>{t(text)}</span>{Badge && !isNarrow && <Badge />}
      </Link>
    </Tooltip>
  )
  return (
    <nav className={css.rail} aria-label={t('shell.navigation')}>
      <Link to={`/${tail}`} className={css.mark} aria-label="suki"><span className={css.markIcon} aria-hidden /><span className={css.wide}>suki</span></Link>
      {groups.map(group => <div key={group.text ?? 'first'} style={{ display: 'contents' }}>{group.text && <div className={css.group}>{t(group.text)}</div>}{group.places.map(draw)}</div>)}
      <div className={css.foot}>
        <button type="button" className={`plain ${css.place}`} onClick={onNarrow} aria-label={isNarrow ? t('shell.widen') : t('shell.narrow')}>
          {isNarrow ? <IconLayoutSidebarLeftExpand size={18} stroke={1.8} aria-hidden /> : <IconLayoutSidebarLeftCollapse size={18} stroke={1.8} aria-hidden />}
          <span className={css.wide}>{t('shell.narrow')}</span>
        </button>
        <MyMenu isNarrow={isNarrow} onHelp={onHelp} />
      </div>
    </nav>
  )
}

/** Signs out and starts fresh, so that nothing of the last person stays in memory. */
export async function leave() {
  await call(signOut, {}).catch(() => undefined)
  queries.clear()
  localStorage.removeItem('suki.recent')
  window.location.assign('/sign-in')
}

export const roleNames: Record<string, string> = { owner: 'shell.roles.owner', admin: 'shell.roles.admin', marketer: 'shell.roles.marketer', agent: 'shell.roles.agent', analyst: 'shell.roles.analyst' }

function MyMenu({ isNarrow, onHelp }: { isNarrow: boolean; onHelp: () => void }) {
  const t = useText()
  const who = useMe()
  if (!who) return null
  return (
    <Menu position="top-start" width={210}>
      <Menu.Target>
        <button type="button" className={`plain ${css.me}`} aria-label={isNarrow ? who.name : undefined}>
          <Avatar name={who.name} />
          <span className={`${css.wide} clip`} style={{ display: isNarrow ? 'none' : 'block' }}><span className={`${css.meName} clip`} style={{ display: 'block' }}>{who.name}</span><span className={css.meRole}>{t(roleNames[who.role]!)}</span></span>
        </button>
      </Menu.Target>
      <Menu.Dropdown><MyItems onHelp={onHelp} /></Menu.Dropdown>
    </Menu>
  )
}

function MyItems({ onHelp }: { onHelp: () => void }) {
  const t = useText()
  const go = useGo()
  const isDark = document.documentElement.getAttribute('data-mantine-color-scheme') === 'dark'
  return (
    <>
      <Menu.Item leftSection={<IconUserCog size={16} />} onClick={() => go('/account')}>{t('shell.places.account')}</Menu.Item>
      <Menu.Item leftSection={isDark ? <IconSun size={16} /> : <IconMoon size={16} />} onClick={() => void changeSettings({ theme: isDark ? 'light' : 'dark' })}>{isDark ? t('shell.actions.light') : t('shell.actions.dark')}</Menu.Item>
      <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onHelp}>{t('shell.actions.keys')}</Menu.Item>
      <Menu.Divider />
      <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>{t('shell.actions.signOut')}</Menu.Item>
    </>
  )
}

/** On a phone: the four first places, and everything else under "More". */
export function BottomBar({ onFind, onHelp }: { onFind: () => void; onHelp: () => void }) {
  const t = useText()
  const go = useGo()
  const isHere = useIsHere()
  const all = useAllowedPlaces().flatMap(group => group.places)
  const rest = all.slice(4)
  return (
    <nav className={css.bar} aria-label={t('shell.navigation')}>
      {all.slice(0, 4).map(({ to, text, icon: Icon }) => (
        <Link key={to} to={to} className={css.tab} data-on={isHere(to) || undefined} aria-current={isHere(to) ? 'page' : undefined}><Icon size={20} stroke={1.8} /><span>{t(text)}</span></Link>
      ))}
      <Menu position="top-end" width={230}>
        <Menu.Target><button type="button" className={`plain ${css.tab}`} data-on={rest.some(place => isHere(place.to)) || undefined}><IconDots size={20} stroke={1.8} aria-hidden /><span>{t('shell.more')}</span></button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconSearch size={16} />} onClick={onFind}>{t('shell.find')}</Menu.Item>
          {rest.map(({ to, text, icon: Icon }) => <Menu.Item key={to} leftSection={<Icon size={16} stroke={1.8} />} onClick={() => go(to)}>{t(text)}</Menu.Item>)}
          <Menu.Divider />
          <MyItems onHelp={onHelp} />
        </Menu.Dropdown>
      </Menu>
    </nav>
  )
}
