import type { ComboboxItem } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { suggestForRule, type Suggestible, type Suggestion } from '../../../../contracts/segment-suggestions.ts'
import { useCall } from '../../../api.ts'
import { useFormat, type Format } from '../../../ui/index.ts'

/** Where suggestions come from: real data. */
export type From = { of: Suggestible; event?: string; path?: string }
/** Ids are chosen; anything else may also be typed. */
export const byId = new Set<Suggestible>(['product', 'variant', 'store', 'source', 'segment'])

/** Where there is nothing yet, what was just imported may be on its way. */
const soon = 5_000

export type Named = ComboboxItem & { share?: number | null; count?: number | null }

/** What fits to what is typed, with what is chosen. */
export function useSuggested(from: From, typed: string, chosen: string[]): Named[] {
  const format = useFormat()
  const [q] = useDebouncedValue(typed.trim(), 150)
  const isId = byId.has(from.of)
  const search = chosen.some(value => value === q) ? '' : q
  const found = useCall(suggestForRule, { query: { ...from, ...(search ? { q: codesOf(from.of, search, format) } : {}) } }, { keep: true, staleTime: 300_000, every: answer => !search && answer?.items.length === 0 && soon, enabled: from.of !== 'property' || !!from.path })
  const named = useCall(suggestForRule, { query: { ...from, values: chosen } }, { keep: true, staleTime: 300_000, enabled: isId && chosen.length > 0 })
  const all = new Map<string, Named>()
  const add = ({ value, label, share, count }: Suggestion) => all.set(value, { value, label: labelOf(from.of, value, label, format), share, count })
  for (const one of [...(found.data?.items ?? []), ...(named.data?.items ?? [])]) add(one)
  for (const value of chosen) if (!all.has(value)) all.set(value, { value, label: isId ? '…' : labelOf(from.of, value, value, format) })
  if (q && !isId && !all.has(q) && (from.of !== 'country' || /^[A-Z]{2}$/.test(q))) all.set(q, { value: q, label: labelOf(from.of, q, q, format) })
  return [...all.values()]
}

/** Countries are searched by their name and kept by their code. */
const codesOf = (of: Suggestible, q: string, format: Format) => (of === 'country' ? (format.countries().find(([, name]) => name.toLowerCase().startsWith(q.toLowerCase()))?.[0] ?? q) : q)
export const labelOf = (of: Suggestible, value: string, label: string, format: Format) => (of === 'country' && /^[A-Z]{2}$/.test(value) ? format.country(value) : label)
