import { useRef, useState } from 'react'
import { parseRule, printRule, Rule as RuleShape, type Rule } from '../../../contracts/segments.ts'
import { Card, useText } from '../../ui/index.ts'
import css from './builder.module.css'
import { asRoot, asRule, type Group } from './tree.ts'

type Problem = NonNullable<ReturnType<typeof parseRule>['problem']>

/** The same rule as text: what is typed or pasted here changes the sentences, and they change this. */
export function RuleText({ root, change }: { root: Group; change: (root: Group) => void }) {
  const t = useText()
  const area = useRef<HTMLTextAreaElement>(null)
  const rule = asRule(root)
  const printed = RuleShape.safeParse(rule).success ? printRule(rule) : undefined
  const [typed, setTyped] = useState<{ text: string; problem: Problem | undefined; of: string | undefined }>()
  // What was typed stands as it was written for as long as the sentences say the same.
  const isOwn = typed !== undefined && (typed.problem !== undefined || typed.of === printed)
  const text = isOwn ? typed.text : (printed ?? '')
  const problem = isOwn ? typed.problem : undefined
  const type = (next: string) => {
    const { rule: read, problem: wrong } = parseRule(next)
    setTyped({ text: next, problem: wrong, of: read ? printRule(asRule(asRoot(read as Rule))) : undefined })
    if (read) change(asRoot(read))
  }
  const insert = (word: string) => {
    if (!problem) return
    const before = text.slice(0, problem.offset)
    type(`${before}${before && !/[\s(]$/.test(before) ? ' ' : ''}${word} ${text.slice(problem.offset + problem.length)}`.trimEnd() + ' ')
    area.current?.focus()
  }
  return (
    <Card title={t('segment-builder.asText')} note={t('segment-builder.asTextNote')}>
      <div className={css.text} data-wrong={problem !== undefined || undefined}>
        <pre aria-hidden>{problem ? <>{text.slice(0, problem.offset)}<mark>{text.slice(problem.offset, problem.offset + problem.length) || ' '}</mark>{text.slice(problem.offset + problem.length)}</> : text}{'\n'}</pre>
        <textarea ref={area} value={text} spellCheck={false} autoCapitalize="off" autoComplete="off" aria-label={t('segment-builder.asText')} aria-invalid={problem !== undefined} aria-describedby="rule-problem" placeholder={printed === undefined ? t('segment-builder.textWaits') : undefined} onChange={event => type(event.currentTarget.value)} onBlur={() => !problem && setTyped(undefined)} />
      </div>
      <div id="rule-problem" aria-live="polite">
        {problem && (
          <div className={css.textProblem}>
            <button type="button" className="plain" onClick={() => { area.current?.focus(); area.current?.setSelectionRange(problem.offset, problem.offset + Math.max(1, problem.length)) }}><b>{t('segment-builder.place', { line: problem.line, column: problem.column })}</b> {problem.message}</button>
            <span className={css.completions}>{problem.expected.filter(word => /^"[\w =<>!()]+"$/.test(word)).slice(0, 12).map(word => word.slice(1, -1)).map(word => <button key={word} type="button" className={css.adder} onClick={() => insert(word)}><code>{word}</code></button>)}</span>
          </div>
        )}
      </div>
    </Card>
  )
}
