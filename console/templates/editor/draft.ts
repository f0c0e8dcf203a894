import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import { getTemplate, listTemplates, saveDraft } from '../../../contracts/template-routes.ts'
import type { Content, Template } from '../../../contracts/templates.ts'
import { call, keyOf, queries, type ApiProblem } from '../../api.ts'

type History = { past: Content[]; now: Content; future: Content[]; tag: string; at: number }
type Act = { kind: 'change'; content: Content; tag: string; at: number } | { kind: 'undo' } | { kind: 'redo' } | { kind: 'load'; content: Content }

/** Keystrokes in one place within a second are one step back. */
const oneStepMs = 1000
const mostSteps = 200

function remember(history: History, act: Act): History {
  const { past, now, future, tag, at } = history
  if (act.kind === 'load') return { past: [], now: act.content, future: [], tag: '', at: 0 }
  if (act.kind === 'undo') return past.length ? { past: past.slice(0, -1), now: past.at(-1)!, future: [now, ...future], tag: '', at: 0 } : history
  if (act.kind === 'redo') return future.length ? { past: [...past, now], now: future[0]!, future: future.slice(1), tag: '', at: 0 } : history
  const isSameStep = act.tag !== '' && act.tag === tag && act.at - at < oneStepMs
  return { past: isSameStep ? past : [...past, now].slice(-mostSteps), now: act.content, future: [], tag: act.tag, at: act.at }
}

const steps = (history: History, act: (what: Act) => void) => ({
  canUndo: history.past.length > 0, canRedo: history.future.length > 0, undo: () => act({ kind: 'undo' }), redo: () => act({ kind: 'redo' }),
  change: (content: Content, tag = '') => act({ kind: 'change', content, tag, at: Date.now() }),
})

export type Draft = ReturnType<typeof useDraft>

/** The draft in hand: changes with undo, kept on the server a second after the last one. */
export function useDraft(template: Template) {
  const [history, act] = useReducer(remember, { past: [], now: template.content, future: [], tag: '', at: 0 })
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [isSaving, setSaving] = useState(false)
  const [kept, setKept] = useState(template.content)
  const revision = useRef(template.revision)
  const running = useRef<Promise<void>>(Promise.resolve())
  const latest = useRef({ now: template.content, kept: template.content })
  useEffect(() => void (latest.current = { now: history.now, kept }), [history.now, kept])

  const save = useCallback((): Promise<void> => {
    running.current = running.current.then(async () => {
      const content = latest.current.now
      if (content === latest.current.kept) return
      setSaving(true)
      try {
        const saved = await call(saveDraft, { params: { templateId: template.id }, body: { content, revision: revision.current } })
        revision.current = saved.revision
        setKept((latest.current.kept = content))
        queries.setQueryData(keyOf(getTemplate, { params: { templateId: template.id } }), saved)
        void queries.invalidateQueries({ queryKey: [listTemplates.path] })
        setProblem(null)
      } catch (error) {
        setProblem(error as ApiProblem)
      } finally {
        setSaving(false)
      }
    })
    return running.current
  }, [template.id])

  const isKept = history.now === kept
  useSavesItself(history.now, { isKept, problem, save })

  return {
    content: history.now, problem, isSaving, isKept, save, ...steps(history, act),
    /** What the server answered to something else than a save. */
    take(changed: Template) {
      revision.current = changed.revision
      setKept(changed.content)
      queries.setQueryData(keyOf(getTemplate, { params: { templateId: template.id } }), changed)
      setProblem(null)
      act({ kind: 'load', content: changed.content })
    },
    revision: () => revision.current,
    /** Of a save that came too late: what stands on the screen, over theirs. */
    async keepMine() {
      revision.current = (await call(getTemplate, { params: { templateId: template.id } })).revision
      setProblem(null)
      await save()
    },
  }
}

/** A second after the last change or what failed, and when the page is left; not over somebody else's. */
function useSavesItself(now: Content, { isKept, problem, save }: { isKept: boolean; problem: ApiProblem | null; save: () => Promise<void> }) {
  useEffect(() => {
    if (isKept || problem?.meanwhile) return
    const later = setTimeout(() => void save(), 1000)
    return () => clearTimeout(later)
  }, [now, isKept, problem, save])
  useEffect(() => () => void save(), [save])
}
