import { createContext, use, type ReactNode } from 'react'
import { suggestForRule } from '../../../../contracts/segment-suggestions.ts'
import { useCall } from '../../../api.ts'
import { useFormat } from '../../../ui/index.ts'
import css from '../builder.module.css'
import { byId, labelOf, type From } from './suggested.ts'

const Still = createContext(false)

/** Whether the words of a sentence are only read here. */
export const useStill = (): boolean => use(Still)

/** A condition as the builder says it, to be read: the same words in the same order, without anything to change. */
export const StillSentence = ({ children }: { children: ReactNode }) => <Still value><span className={css.still}>{children}</span></Still>

/** What somebody chose or typed. */
export const Said = ({ children, quiet }: { children: ReactNode; quiet?: boolean | undefined }) => (quiet ? <span>{children}</span> : <em>{children}</em>)

/** Values by their names: countries in the reader's language, products and segments as they are called. */
export function SaidValues({ from, values }: { from: From; values: string[] }) {
  const format = useFormat()
  const isId = byId.has(from.of)
  const named = useCall(suggestForRule, { query: { ...from, values } }, { staleTime: 300_000, enabled: isId && values.length > 0 }).data?.items
  return <Said>{format.listOr(values.map(value => (isId ? (named?.find(one => one.value === value)?.label ?? '…') : labelOf(from.of, value, value, format))))}</Said>
}
