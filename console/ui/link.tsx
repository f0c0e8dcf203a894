import { useLocation, useParams, useRouter } from '@tanstack/react-router'
import { useCallback, useMemo, type AnchorHTMLAttributes, type MouseEvent } from 'react'
import type { z } from 'zod'

type Props = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & { to: string }

/** A real link inside the console: middle click, new tab and copying work; a plain click stays in the page. */
export function Link({ to, onClick, ...rest }: Props) {
  const go = useGo()
  const router = useRouter()
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || rest.target) return
    event.preventDefault()
    go(to)
  }
  const preload = () => void router.preloadRoute({ to: to.split('?')[0] ?? to } as never).catch(() => undefined)
  return <a {...rest} href={to} onClick={follow} onMouseEnter={preload} onFocus={preload} />
}

/** `go('/customers?search=ana')`; `{ replace: true }` leaves no step in the history. */
export function useGo() {
  const router = useRouter()
  return useCallback((to: string, { replace = false } = {}) => void router.navigate({ href: to, replace }), [router])
}

/** A part of the path, e.g. `useParam('customerId')` on `/customers/$customerId`. */
export function useParam(name: string): string {
  const params = useParams({ strict: false }) as Record<string, string | undefined>
  return params[name] ?? ''
}

/**
 * What a page keeps in its address: filters, sort, the open panel. Read through a zod object; give each key a
 * default or make it optional. `set({ status: undefined })` takes a key away; other keys of the address stay.
 */
export function useSearchState<S extends z.ZodObject>(schema: S): [z.output<S>, (change: Partial<z.input<S>>, options?: { replace?: boolean }) => void] {
  const { search, pathname } = useLocation() as unknown as { search: Record<string, string | string[]>; pathname: string }
  const go = useGo()
  const text = JSON.stringify(search)
  const state = useMemo(() => readState(schema, JSON.parse(text) as Record<string, unknown>), [schema, text])
  const set = useCallback((change: Partial<z.input<S>>, options: { replace?: boolean } = {}) => {
    const initial = readState(schema, {}) as Record<string, unknown>
    // The address as it is now: two changes in one event must not undo each other.
    const next = new URLSearchParams(window.location.search)
    for (const [key, value] of Object.entries(change)) {
      next.delete(key)
      const isDefault = JSON.stringify(value) === JSON.stringify(initial[key])
      for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined && one !== null && one !== '' && !isDefault) next.append(key, String(one))
    }
    go(next.size ? `${pathname}?${next}` : pathname, options)
  }, [schema, go, pathname])
  return [state, set]
}

/** Reads key by key, so that one unusable value in a typed address does not lose the others. */
function readState<S extends z.ZodObject>(schema: S, search: Record<string, unknown>): z.output<S> {
  const whole = schema.safeParse(search)
  if (whole.success) return whole.data
  const bad = new Set(whole.error.issues.map(issue => issue.path[0]))
  return schema.parse(Object.fromEntries(Object.entries(search).filter(([key]) => !bad.has(key))))
}

/** The address as flat text, several values as a list. */
export const parseSearch = (search: string): Record<string, string | string[]> => {
  const params = new URLSearchParams(search)
  return Object.fromEntries([...new Set(params.keys())].map(key => [key, params.getAll(key).length > 1 ? params.getAll(key) : (params.get(key) ?? '')]))
}

export const stringifySearch = (search: Record<string, unknown>): string => {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(search)) for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined && one !== null && one !== '') params.append(key, String(one))
  return params.size ? `?${params}` : ''
}
