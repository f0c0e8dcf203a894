import { countMergeSuggestions } from '../../contracts/merge-suggestions.ts'
import { useCall } from '../api.ts'
import { useFormat } from '../ui/format.ts'
import css from './duplicates.module.css'

/** How many pairs wait, beside the page's name in the rail. */
export function WaitingPairs() {
  const format = useFormat()
  const { data } = useCall(countMergeSuggestions, {}, { staleTime: 5 * 60_000 })
  return data?.open ? <span className={css.count}>{data.open < 1000 ? format.number(data.open) : `${format.number(999)}+`}</span> : null
}
