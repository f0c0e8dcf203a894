import { openVariables, variables } from '../../../../contracts/template-variables.ts'
import type { Finding } from '../../../../contracts/templates.ts'
import type { Examination } from '../apart/examine.ts'
import { findingOf } from '../engine/findings.ts'
import { html, plain } from '../engine/liquid.ts'
import type { Checked } from './all.ts'

const known = new Map(variables.map(variable => [variable.path, variable]))

/** Variables that nobody fills, and those that are empty for some people and say nothing instead. */
export function variableFindings({ language, variant, shared }: Examination, { source, blockAt }: Checked): Finding[] {
  const texts = [['subject', variant.subject], ['preheader', variant.preheader], ['body', source], ['text', variant.text ?? '']] as const
  const found = new Map<string, Finding>()
  for (const [part, text] of texts) {
    const engine = part === 'body' ? html : plain
    for (const segments of engine.globalVariableSegmentsSync(text)) {
      const path = segments.map(segment => (typeof segment === 'string' ? segment : '')).join('.').replace(/\.+(size|first|last)?$/, '')
      // A website that is missing leads every link nowhere, which output.ts says.
      const finding = isSaidByStore(path, shared.scope) || path === 'store.website' ? undefined : judge(path, text, variant.defaults)
      const line = lineOf(text, path)
      if (finding && !found.has(path)) found.set(path, findingOf(finding, language, part, { subject: path, line: part === 'body' && !blockAt.length ? line : null, blockId: part === 'body' && line !== null ? (blockAt[line - 1] ?? null) : null }))
    }
  }
  return [...found.values()]
}

function judge(path: string, text: string, defaults: Record<string, string>): 'unknownVariable' | 'maybeEmpty' | undefined {
  if (defaults[path]) return undefined
  const isOpen = openVariables.some(open => path === open || path.startsWith(`${open}.`))
  const variable = known.get(path)
  if (!variable && !isOpen) return [...known.keys()].some(one => one.startsWith(`${path}.`)) ? undefined : 'unknownVariable'
  // Only what is printed leaves a hole; a condition knows what to do.
  return variable?.always || variable?.kind === 'list' || path.startsWith('picked') || isGuarded(path, text) ? undefined : 'maybeEmpty'
}

/** Of the store everybody reads the same: what is there now is there for all. */
function isSaidByStore(path: string, { store }: Examination['shared']['scope']): boolean {
  const [first, name = ''] = path.split('.')
  return first === 'store' && Boolean((store as Record<string, unknown>)[name])
}

/** It has a default of its own wherever it is printed, or stands behind a condition. */
function isGuarded(path: string, text: string): boolean {
  const name = path.replace(/\./g, '\\.')
  const printed = [...text.matchAll(new RegExp(`\\{\\{-?\\s*${name}\\b([^}]*)\\}\\}`, 'g'))]
  return printed.every(([, filters = '']) => /\|\s*default\s*:/.test(filters)) || new RegExp(`\\{%-?\\s*(if|unless|elsif)\\b[^%]*\\b${name.split('\\.').slice(0, 1)}`).test(text)
}

function lineOf(text: string, path: string): number | null {
  const at = text.search(new RegExp(`\\b${path.replace(/\./g, '\\.')}\\b`))
  return at < 0 ? null : text.slice(0, at).split('\n').length
}
