/** The words of the text form. `text` is as written; `value` is what a quoted text says. */
export type Token = { kind: 'word' | 'text' | 'number' | 'day' | 'symbol' | 'end'; text: string; value: string; from: number; to: number }

/** Where a rule's text is wrong: lines and columns count from 1, columns in UTF-16 units as editors do. */
export type TextProblem = { message: string; line: number; column: number; offset: number; length: number; expected: string[] }

export class WrongText extends Error {
  readonly from: number
  readonly to: number
  readonly expected: string[]
  constructor(message: string, { from, to }: { from: number; to: number }, expected: string[] = []) {
    super(message)
    this.from = from
    this.to = to
    this.expected = expected
  }
}

const shapes: [Token['kind'] | 'space', RegExp][] = [
  ['space', /[\s\u00a0]+/y],
  ['day', /\d{4}-\d{2}-\d{2}(?![\w-])/y],
  ['number', /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\w)/y],
  ['word', /[A-Za-z_]\w*/y],
  ['text', /"(?:[^"\\\n]|\\.)*"/y],
  ['symbol', /!=|<=|>=|[()=<>,.%]/y],
]

/** Cuts a rule's text into tokens; the last one is the end. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (let from = 0; from < text.length;) {
    const found = shapeAt(text, from)
    if (!found) throw new WrongText(...unreadable(text, from))
    const [kind, word] = found
    if (kind !== 'space') tokens.push({ kind, text: word, value: kind === 'text' ? unquoted(word, from) : word, from, to: from + word.length })
    from += word.length
  }
  return [...tokens, { kind: 'end', text: '', value: '', from: text.length, to: text.length }]
}

function shapeAt(text: string, from: number) {
  for (const [kind, shape] of shapes) {
    shape.lastIndex = from
    const match = shape.exec(text)
    if (match) return [kind, match[0]] as const
  }
  return undefined
}

function unreadable(text: string, from: number): [string, { from: number; to: number }, string[]] {
  const character = String.fromCodePoint(text.codePointAt(from)!)
  if (character === '"') {
    const end = text.indexOf('\n', from)
    return ['The quoted text that begins here has no end.', { from, to: end < 0 ? text.length : end }, ['"']]
  }
  if (/\d/.test(character)) return ['This is no number and no day. Days are written 2026-01-31.', { from, to: from + 1 }, []]
  return [`The character ${character} has no meaning here. Texts are written in double quotes.`, { from, to: from + character.length }, []]
}

function unquoted(word: string, from: number): string {
  try {
    return JSON.parse(word.replace(/\t/g, '\\t')) as string
  } catch {
    throw new WrongText('In quotes, \\ comes before ", \\, n, t or u with four hexadecimal digits.', { from, to: from + word.length })
  }
}

/** A text in double quotes, as `tokensOf` reads it. */
export const quoted = (text: string): string => JSON.stringify(text)

/** Whether a text can be written without quotes. */
export const isWord = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text)

export function problemOf(text: string, { message, from, to, expected }: WrongText): TextProblem {
  const before = text.slice(0, from)
  const line = before.split('\n').length
  return { message, line, column: from - before.lastIndexOf('\n'), offset: from, length: Math.max(0, to - from), expected }
}
