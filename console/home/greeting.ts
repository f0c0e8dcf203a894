import { useState } from 'react'
import { moment } from '../../contracts/analytics.ts'
import { useCall } from '../api.ts'
import type { Scope } from '../scope.ts'
import { useMe } from '../session.tsx'
import { timeZone, useFormat } from '../ui/format.ts'
import { useText } from '../ui/text.ts'
import { changeOf, storesOf } from './figures.ts'

const hourNow = () => Number(new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: timeZone() }).format(new Date()))

/** "Good morning, Maria", by the reader's own clock. */
export function useGreeting(): string {
  const t = useText()
  const name = useMe()?.name.split(' ')[0] ?? ''
  const hour = hourNow()
  if (hour < 5 || hour >= 22) return t('home.greeting.night', { name })
  if (hour < 12) return t('home.greeting.morning', { name })
  return hour < 18 ? t('home.greeting.afternoon', { name }) : t('home.greeting.evening', { name })
}

/** One or two sentences that are true this minute. */
export function useMoment(scope: Scope, enabled: boolean): string | undefined {
  const t = useText()
  const format = useFormat()
  const now = useCall(moment, { query: storesOf(scope) }, { enabled, every: 60_000 }).data
  const [today] = useState(() => new Date().toISOString())
  if (!now) return undefined
  const arrived = now.ordersLastTenMinutes > 0
    ? t('home.moment.tenMinutes', { count: now.ordersLastTenMinutes })
    : now.ordersToday > 0 ? t('home.moment.today', { count: now.ordersToday }) : now.lastOrderAt ? t('home.moment.last', { when: format.relative(now.lastOrderAt) }) : ''
  const change = changeOf(now.grossTodayMinor, now.usualGrossByNowMinor)
  const day = format.weekday(today)
  // Before the first orders of a day the share says nothing.
  const pace = change === null || (now.usualOrdersByNow ?? 0) < 3 ? '' : Math.abs(change) < 0.03 ? t('home.moment.usual', { day }) : change > 0 ? t('home.moment.ahead', { by: format.percent(change, 0), day }) : t('home.moment.behind', { by: format.percent(-change, 0), day })
  return [arrived, pace].filter(Boolean).join(' ')
}
