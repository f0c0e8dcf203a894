import { useEffect, useEffectEvent, useState } from 'react'
import { countCustomers } from '../../contracts/customers.ts'
import { countMergeSuggestions, decideMergeSuggestions, listMergeSuggestions, undoMergeSuggestions } from '../../contracts/merge-suggestions.ts'
import { useChange } from '../api.ts'
import { changedByIdentity } from '../customers/identity/changed.ts'
import { undoable, useText } from '../ui/index.ts'

export type Decision = 'accept' | 'dismiss'

const changed = [listMergeSuggestions, countMergeSuggestions, countCustomers, ...changedByIdentity]
const said: Record<Decision, string> = { accept: 'identity.duplicates.accepted', dismiss: 'identity.duplicates.dismissed' }

/** Decides pairs, which leave the list at once, and offers to take that back. */
export function useDeciding() {
  const t = useText()
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const decide = useChange(decideMergeSuggestions, { done: changed })
  const undo = useChange(undoMergeSuggestions, { done: changed })
  const back = (ids: string[]) => setGone(before => new Set([...before].filter(id => !ids.includes(id))))
  const takeBack = (ids: string[]) => undo.mutateAsync({ body: { ids } }).then(() => back(ids))
  const run = async (ids: string[], decision: Decision) => {
    setGone(before => new Set([...before, ...ids]))
    try {
      const { decided } = await decide.mutateAsync({ body: { ids, decision } })
      undoable(t(said[decision], { count: decided.length }), () => takeBack(decided))
    } catch {
      back(ids)
    }
  }
  return { gone, run: (ids: string[], decision: Decision) => void run(ids, decision), takeBack: (ids: string[]) => void takeBack(ids).catch(() => undefined) }
}

const keys: Record<string, Decision | undefined> = { a: 'accept', d: 'dismiss' }

/** `a` accepts, `d` dismisses, anywhere on the page unless a person is typing. */
export function useDecisionKeys(decide: (decision: Decision) => void) {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const decision = keys[event.key]
    const target = event.target as HTMLElement
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && (target as HTMLInputElement).type !== 'checkbox'
    if (!decision || event.metaKey || event.ctrlKey || event.altKey || isTyping || document.querySelector('.mantine-Modal-content, .mantine-Menu-dropdown, .mantine-Popover-dropdown, [data-palette]')) return
    event.preventDefault()
    decide(decision)
  })
  useEffect(() => {
    const hear = (event: KeyboardEvent) => press(event)
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}
