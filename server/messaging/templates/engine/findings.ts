import { LiquidError } from 'liquidjs'
import type { CheckCode, Finding } from '../../../../contracts/templates.ts'
import type { Language } from '../../../../contracts/shapes.ts'

const always: Partial<Record<CheckCode, Finding['severity']>> = { liquid: 'error', limit: 'error', noUnsubscribe: 'error', emptyLink: 'error', formOrScript: 'error', noSubject: 'error', noAlt: 'error', longSubject: 'hint', shoutingSubject: 'hint', exclamations: 'hint', noPreheader: 'hint', imagesOnly: 'hint', shortener: 'hint', maybeEmpty: 'hint', nearlyTooBig: 'hint', darkContrast: 'warning' }

export const findingOf = (code: CheckCode, language: Language, part: Finding['part'], more: Partial<Finding> = {}): Finding =>
  ({ code, severity: always[code] ?? 'warning', language, part, subject: '', detail: '', line: null, blockId: null, value: null, ...more })

/** What Liquid said, with its line; a limit that was met is told apart from a mistake. */
export function problemOf(error: unknown, language: Language, part: Finding['part'], blockAt: (string | null)[] = []): Finding {
  const message = error instanceof Error ? error.message : String(error)
  const line = error instanceof Error && LiquidError.is(error) ? lineOf(error) : null
  return findingOf(/limit exceeded|Invalid string length|call stack/.test(message) ? 'limit' : 'liquid', language, part, {
    detail: message.replace(/, line:\d+, col:\d+$/, '').slice(0, 500),
    line: blockAt.length ? null : line,
    blockId: line === null ? null : (blockAt[line - 1] ?? null),
  })
}

const lineOf = ({ token, message }: LiquidError) => Number(/line:(\d+)/.exec(message)?.[1] ?? token.input.slice(0, token.begin).split('\n').length)
