import { useEffect, useSyncExternalStore } from 'react'
import type { News } from '../contracts/live.ts'
import { queries } from './api.ts'

// What each topic makes stale. Figures of the warehouse follow a moment after the record, with news of their own.
const stale: Record<News['topic'], string[]> = {
  orders: ['/v1/orders', '/v1/customers'],
  carts: ['/v1/carts', '/v1/customers'],
  customers: ['/v1/customers', '/v1/consents'],
  imports: ['/v1/imports'],
  mails: ['/v1/mails'],
  warehouse: ['/v1/analytics', '/v1/warehouse', '/v1/products'],
  sources: ['/v1/sources'],
  privacy: ['/v1/privacy'],
  segments: ['/v1/segments'],
  scores: ['/v1/rfm'],
  messages: ['/v1/messages', '/v1/customers/:customerId/messages', '/v1/campaigns', '/v1/mailings'],
  templates: ['/v1/templates'],
}

const hearers = new Set<(news: News) => void>()
let connected = false
const watchers = new Set<() => void>()
const nowConnected = (value: boolean) => {
  connected = value
  watchers.forEach(watch => watch())
}

/** One connection for the whole console; reconnects by itself and then refreshes what is on the screen. */
export function useLive() {
  useEffect(() => {
    const source = new EventSource('/v1/live')
    source.addEventListener('open', () => nowConnected(true))
    source.addEventListener('error', () => nowConnected(false))
    source.addEventListener('refresh', () => void queries.invalidateQueries({ refetchType: 'active' }))
    source.addEventListener('news', event => hear(JSON.parse(event.data as string) as News))
    return () => source.close()
  }, [])
}

const due = new Map<string, ReturnType<typeof setTimeout>>()

/** Refreshes at most once a second for each topic: an import announces thousands of changes. */
function hear(news: News) {
  hearers.forEach(listener => listener(news))
  if (due.has(news.topic)) return
  due.set(news.topic, setTimeout(() => {
    due.delete(news.topic)
    for (const path of stale[news.topic] ?? []) {
      // A list with several pages open is only marked: the reader's place must not move under them.
      void queries.invalidateQueries({ refetchType: 'active', predicate: query => isUnder(query.queryKey[0], path) && !hasSeveralPages(query.state.data) })
      void queries.invalidateQueries({ refetchType: 'none', predicate: query => isUnder(query.queryKey[0], path) && hasSeveralPages(query.state.data) })
    }
  }, 1000))
}

const isUnder = (key: unknown, path: string) => typeof key === 'string' && (key === path || key.startsWith(`${path}/`))
const hasSeveralPages = (data: unknown) => ((data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0) > 1

/** Tells a component the news as it comes. */
export function useNews(listen: (news: News) => void) {
  useEffect(() => {
    hearers.add(listen)
    return () => void hearers.delete(listen)
  }, [listen])
}

export const useIsLive = () => useSyncExternalStore(watch => (watchers.add(watch), () => void watchers.delete(watch)), () => connected)
