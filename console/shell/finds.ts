import { IconChartPie, IconFileImport, IconKeyboard, IconLanguage, IconLogout, IconMoon, IconPackage, IconPalette, IconReceipt, IconSpeakerphone, IconSun, IconUser, IconUserPlus } from '@tabler/icons-react'
import { useState, type ComponentType } from 'react'
import { listCampaigns } from '../../contracts/campaigns.ts'
import type { CustomerRow } from '../../contracts/customers.ts'
import { listCustomers } from '../../contracts/customers.ts'
import { listOrders, type OrderRow } from '../../contracts/orders.ts'
import { listProducts, type ProductRow } from '../../contracts/products.ts'
import { listSegments } from '../../contracts/segment-routes.ts'
import { languages } from '../../contracts/shapes.ts'
import { languageNames } from '../../languages/index.ts'
import { useCall } from '../api.ts'
import { stateNames } from '../campaigns/words.ts'
import { changeSettings, useMay } from '../session.tsx'
import { useFormat } from '../ui/format.ts'
import { useGo } from '../ui/link.tsx'
import { useText } from '../ui/text.ts'
import { matches } from './match.ts'
import { account, places } from './places.ts'
import { leave, useAllowedPlaces } from './rail.tsx'

export type Find = { key: string; group: 'recent' | 'customers' | 'segments' | 'campaigns' | 'orders' | 'products' | 'places' | 'actions'; icon: ComponentType<{ size?: number; stroke?: number }>; title: string; note?: string; to?: string; act?: () => void }

/** Everything that ⌘K finds for these words, best first within each group; only what the person may do. While it looks, what it found before stays: nothing moves under the finger. */
export function useFinds(words: string, onHelp: () => void): { finds: Find[]; isWorking: boolean } {
  const records = useRecords(words)
  const doable = useDoable(onHelp)
  const recent = readRecent()
  const found = words ? doable.filter(find => matches(words, find.title) > 0).sort((a, b) => matches(words, b.title) - matches(words, a.title)) : doable.filter(find => find.group === 'places')
  const again = words ? [] : recent
  return { finds: [...again, ...records.finds, ...found.filter(find => find.group === 'places'), ...found.filter(find => find.group === 'actions').slice(0, 6)], isWorking: records.isWorking }
}

function useRecords(words: string) {
  const t = useText()
  const may = useMay()
  const format = useFormat()
  const wanted = words.length >= 2
  const customers = useCall(listCustomers, { query: { q: words, limit: 5 } }, { enabled: wanted && may('customers.read'), keep: true })
  const orders = useCall(listOrders, { query: { q: words, limit: 4 } }, { enabled: wanted && may('orders.read'), keep: true })
  const products = useCall(listProducts, { query: { q: words, limit: 4 } }, { enabled: wanted && may('products.read'), keep: true })
  const segments = useCall(listSegments, { query: { q: words, limit: 4 } }, { enabled: wanted && may('segments.read'), keep: true })
  const campaigns = useCall(listCampaigns, { query: { q: words, limit: 4 } }, { enabled: wanted && may('messages.read'), keep: true })
  const ofCustomer = (row: CustomerRow): Find => ({ key: row.id, group: 'customers', icon: IconUser, title: row.name || row.email || row.phone || '–', note: [row.city, row.email].filter(Boolean)[0] ?? '', to: `/customers/${row.id}` })
  const ofOrder = (row: OrderRow): Find => ({ key: row.id, group: 'orders', icon: IconReceipt, title: `#${row.number}`, note: [row.customerName, format.money(row.totalMinor, row.currency)].filter(Boolean).join(' · '), to: `/orders/${row.id}` })
  const ofProduct = (row: ProductRow): Find => ({ key: row.id, group: 'products', icon: IconPackage, title: row.title, note: row.brand ?? '', to: `/products/${row.id}` })
  const found = [...(customers.data?.items ?? []).map(ofCustomer), ...(segments.data?.items ?? []).map((row): Find => ({ key: row.id, group: 'segments', icon: IconChartPie, title: row.name, note: format.number(row.membersCount), to: `/segments/${row.id}` })), ...(campaigns.data?.items ?? []).map((row): Find => ({ key: row.id, group: 'campaigns', icon: IconSpeakerphone, title: row.name, note: t(stateNames[row.state]), to: `/campaigns/${row.id}` })), ...(orders.data?.items ?? []).map(ofOrder), ...(products.data?.items ?? []).map(ofProduct)]
  const isWorking = wanted && [customers, segments, campaigns, orders, products].some(asked => asked.isFetching)
  const [complete, setComplete] = useState<Find[]>([])
  if (!isWorking && complete.map(find => find.key).join() !== found.map(find => find.key).join()) setComplete(found)
  return { finds: wanted ? isWorking ? complete : found : [], isWorking }
}

/** Places to go and things to do. */
function useDoable(onHelp: () => void): Find[] {
  const t = useText()
  const go = useGo()
  const may = useMay()
  const open = useAllowedPlaces().flatMap(group => group.places)
  const place = ({ to, text, icon }: (typeof places)[number]['places'][number]): Find => ({ key: to, group: 'places', icon, title: t(text), to })
  const action = (key: string, icon: Find['icon'], title: string, act: () => void): Find => ({ key, group: 'actions', icon, title, act })
  return [
    ...[...open, account].map(place),
    ...(import.meta.env.DEV ? [action('ui', IconPalette, 'Catalogue', () => go('/ui'))] : []),
    ...(may('imports.run') ? [action('import', IconFileImport, t('shell.actions.newImport'), () => go('/imports/new'))] : []),
    ...(may('customers.write') ? [action('customer', IconUserPlus, t('shell.actions.newCustomer'), () => go('/customers?new=true'))] : []),
    action('light', IconSun, t('shell.actions.light'), () => void changeSettings({ theme: 'light' })),
    action('dark', IconMoon, t('shell.actions.dark'), () => void changeSettings({ theme: 'dark' })),
    action('keys', IconKeyboard, t('shell.actions.keys'), onHelp),
    ...languages.map(language => action(language, IconLanguage, t('shell.actions.speak', { language: languageNames[language] }), () => void changeSettings({ language }))),
    action('out', IconLogout, t('shell.actions.signOut'), () => void leave()),
  ]
}

const icons: Record<string, Find['icon']> = { customers: IconUser, segments: IconChartPie, campaigns: IconSpeakerphone, orders: IconReceipt, products: IconPackage }

/** What was opened last, on this machine, until sign-out. */
function readRecent(): Find[] {
  try {
    const kept = JSON.parse(localStorage.getItem('suki.recent') ?? '[]') as { to: string; title: string; note?: string; kind: string }[]
    return kept.flatMap(({ to, title, note, kind }) => (icons[kind] ? [{ key: `recent ${to}`, group: 'recent' as const, icon: icons[kind], title, note: note ?? '', to }] : []))
  } catch {
    return []
  }
}

export function rememberFind({ group, to, title, note }: Find) {
  if (!to || !icons[group]) return
  const others = readRecent().filter(one => one.to !== to).slice(0, 5).map(one => ({ to: one.to, title: one.title, note: one.note, kind: one.to!.split('/')[1] }))
  localStorage.setItem('suki.recent', JSON.stringify([{ to, title, note, kind: group }, ...others]))
}
