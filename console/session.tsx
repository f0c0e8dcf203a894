import { useMantineColorScheme } from '@mantine/core'
import { useEffect, useEffectEvent } from 'react'
import { editMe, me, type Me } from '../contracts/account.ts'
import type { Permission } from '../contracts/permissions.ts'
import type { Language } from '../contracts/shapes.ts'
import { speak } from '../languages/index.ts'
import { call, queries, useCall } from './api.ts'
import { setTimeZone } from './ui/format.ts'

/** Who is signed in; undefined until known and on pages that anyone may open. */
export function useMe(): Me | undefined {
  return useCall(me, {}, { staleTime: 5 * 60_000 }).data
}

/** `may('orders.write')`: what to offer. The server decides again. */
export function useMay(): (permission: Permission) => boolean {
  const mine = useMe()?.permissions
  return permission => mine?.includes(permission) ?? false
}

/** Takes the reader's language, time zone and colours from their account. */
export function useOwnSettings() {
  const who = useMe()
  const { setColorScheme } = useMantineColorScheme()
  const [language, theme, timeZone] = [who?.language, who?.theme, who?.timeZone]
  const paint = useEffectEvent((wanted: Me['theme']) => setColorScheme(wanted === 'system' ? 'auto' : wanted))
  useEffect(() => setTimeZone(timeZone), [timeZone])
  useEffect(() => {
    if (!language) return
    localStorage.setItem('suki.language', language)
    void speak(language)
  }, [language])
  useEffect(() => {
    if (theme) paint(theme)
  }, [theme])
}

/** Changes the own settings: at once in the console, then in the account. */
export async function changeSettings(change: { language?: Language; theme?: Me['theme'] }) {
  const key = [me.path, {}]
  const before = queries.getQueryData<Me>(key)
  if (before) queries.setQueryData(key, { ...before, ...change })
  if (change.language) await speak(change.language)
  if (before) queries.setQueryData(key, await call(editMe, { body: change }))
}
