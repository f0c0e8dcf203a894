import { Button, Menu, Popover, SegmentedControl } from '@mantine/core'
import { IconBuildingStore, IconCalendar, IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { comparisons, periods, ScopeSearch, useChosenScope, type Comparison } from '../scope.ts'
import { useFormat } from '../ui/format.ts'
import { useSearchState } from '../ui/link.tsx'
import { useText } from '../ui/text.ts'

const periodNames: Record<string, string> = { '7d': 'shell.period.7d', '30d': 'shell.period.30d', '90d': 'shell.period.90d', '12m': 'shell.period.12m', month: 'shell.period.month', year: 'shell.period.year' }
const comparisonNames: Record<Comparison, string> = { previous: 'shell.period.previous', year: 'shell.period.lastYear', none: 'shell.period.alone' }
const versus: Record<Comparison, string> = { previous: 'shell.period.vsPrevious', year: 'shell.period.vsLastYear', none: '' }

/** One store, or all stores of one currency: amounts of different currencies are never added up. */
export function StoreChoice() {
  const t = useText()
  const format = useFormat()
  const { stores, store, currency, currencies } = useChosenScope()
  const [, set] = useSearchState(ScopeSearch)
  if (stores.length < 2) return null
  const allOf = (code: string) => (currencies.length > 1 ? t('shell.allStoresIn', { currency: code }) : t('shell.allStores'))
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button leftSection={<IconBuildingStore size={17} stroke={1.8} />} visibleFrom="sm">{store?.name ?? allOf(currency ?? '')}</Button></Menu.Target>
      <Menu.Dropdown>
        {currencies.map(code => (
          <div key={code}>
            {currencies.length > 1 && <Menu.Label>{format.currency(code)}</Menu.Label>}
            <Menu.Item onClick={() => set({ store: undefined, currency: code === currencies[0] ? undefined : code })} rightSection={!store && code === currency ? <IconCheck size={15} /> : null}>{allOf(code)}</Menu.Item>
            {stores.filter(one => one.currency === code).map(one => <Menu.Item key={one.id} onClick={() => set({ store: one.id, currency: undefined })} rightSection={one.id === store?.id ? <IconCheck size={15} /> : null}>{one.name}</Menu.Item>)}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

export function PeriodChoice() {
  const t = useText()
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const { period, days, compare } = useChosenScope()
  const [, set] = useSearchState(ScopeSearch)
  const name = periodNames[period] ? t(periodNames[period]) : `${format.date(days.from)} – ${format.date(days.to)}`
  const day = (key: 'from' | 'to', value: string) => value && set({ period: key === 'from' ? `${value}..${days.to}` : `${days.from}..${value}` }, { replace: true })
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target><Button leftSection={<IconCalendar size={17} stroke={1.8} />} onClick={() => setOpen(!open)} aria-expanded={open}>{name}{compare !== 'none' && <span className="wide-only">&nbsp;· {t(versus[compare])}</span>}</Button></Popover.Target>
      <Popover.Dropdown aria-label={t('shell.period.title')}>
        <div style={{ display: 'grid', gap: 12, width: 'min(330px, 84vw)' }}>
          <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 6 }}>
            {periods.map(one => <Button key={one} variant={one === period ? 'light' : 'default'} aria-pressed={one === period} onClick={() => { set({ period: one }); setOpen(false) }} justify="flex-start">{t(periodNames[one]!)}</Button>)}
          </div>
          <div className="row">
            <label className="push"><span className="muted" style={{ fontSize: 12 }}>{t('shell.period.from')}</span><input className="field" type="date" value={days.from} max={days.to} onChange={event => day('from', event.currentTarget.value)} /></label>
            <label className="push"><span className="muted" style={{ fontSize: 12 }}>{t('shell.period.to')}</span><input className="field" type="date" value={days.to} min={days.from} onChange={event => day('to', event.currentTarget.value)} /></label>
          </div>
          <div>
            <div className="muted" style={{ fontSize: 12, marginBottom: 4 }} id="compare-with">{t('shell.period.compareWith')}</div>
            <SegmentedControl fullWidth size="xs" aria-labelledby="compare-with" value={compare} onChange={value => set({ compare: value as Comparison })} data={comparisons.map(one => ({ value: one, label: t(comparisonNames[one]) }))} />
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
