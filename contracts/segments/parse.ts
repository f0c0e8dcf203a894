import { readCondition } from './conditions.ts'
import { Reader } from './reader.ts'
import { Rule } from './rule.ts'
import { problemOf, WrongText, type TextProblem } from './tokens.ts'

/** The longest text of a rule, in UTF-16 units. */
export const longestText = 50_000

/** Reads a rule's text, or says what is wrong at which place. `printRule` of the result means the same. */
export function parseRule(text: string): { rule: Rule; problem?: undefined } | { rule?: undefined; problem: TextProblem } {
  try {
    if (text.length > longestText) throw new WrongText(`Expected at most ${longestText.toLocaleString('en')} characters.`, { from: longestText, to: text.length })
    const reader = new Reader(text)
    const rule = readRule(reader)
    if (reader.here.kind !== 'end') reader.fail('the end')
    return { rule: checked(reader, rule) }
  } catch (error) {
    if (error instanceof WrongText) return { problem: problemOf(text, error) }
    throw error
  }
}

/** What only the whole shows (limits, which fact takes which question) is said at the part that it is about. */
function checked(reader: Reader, rule: Rule): Rule {
  const { success, data, error } = Rule.safeParse(rule)
  if (success) return data
  const issue = error.issues[0]!
  let part: unknown = rule
  let place = { from: 0, to: reader.here.to }
  for (const key of [...issue.path, '']) {
    if (part && typeof part === 'object') place = reader.places.get(part) ?? place
    part = (part as Record<PropertyKey, unknown> | undefined)?.[key]
  }
  throw new WrongText(issue.message, place)
}

function readRule(r: Reader): Rule {
  return r.part(() => joined(r, 'any', 'or', () => r.part(() => joined(r, 'all', 'and', () => readUnary(r)))))
}

function joined(r: Reader, kind: 'all' | 'any', word: string, read: () => Rule): Rule {
  const rules = [read()]
  while (r.takes(word)) rules.push(read())
  return rules.length === 1 ? rules[0]! : { kind, rules }
}

function readUnary(r: Reader): Rule {
  return r.within(() => r.part(() => (r.takes('not') ? { kind: 'none', rules: [readUnary(r)] } : readPrimary(r))))
}

function readPrimary(r: Reader): Rule {
  if (r.takes('everyone')) return { kind: 'all', rules: [] }
  for (const kind of ['all', 'any', 'none'] as const) if (r.takes(kind, 'of')) return { kind, rules: r.inParentheses(() => readRule(r)) }
  if (!r.takes('(')) return readCondition(r)
  const rule = readRule(r)
  r.needs(')')
  return rule
}
