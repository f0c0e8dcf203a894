import { tokensOf, WrongText, type Token } from './tokens.ts'

/**
 * Walks over the tokens of a rule's text. Every look that finds something else is remembered, so that an error can
 * say all that would have been right at that place.
 */
export class Reader {
  readonly tokens: Token[]
  /** Where in the text each part of the tree was written, for errors that only the whole shows. */
  readonly places = new WeakMap<object, { from: number; to: number }>()
  #next = 0
  #depth = 0
  #expected = new Set<string>()

  constructor(text: string) {
    this.tokens = tokensOf(text)
  }

  get here(): Token {
    return this.tokens[this.#next]!
  }

  ahead(n: number): Token {
    return this.tokens[Math.min(this.#next + n, this.tokens.length - 1)]!
  }

  advance(): Token {
    const token = this.here
    this.#next = Math.min(this.#next + 1, this.tokens.length - 1)
    this.#expected.clear()
    return token
  }

  /** Whether these words or symbols come next; they are not read yet. */
  sees(...words: string[]): boolean {
    const found = words.every((word, i) => this.ahead(i).text === word && this.ahead(i).kind !== 'text')
    if (!found) this.#expected.add(`"${words.join(' ')}"`)
    return found
  }

  /** Reads these words or symbols if they come next. */
  takes(...words: string[]): boolean {
    if (!this.sees(...words)) return false
    words.forEach(() => this.advance())
    return true
  }

  /** Reads the one of these words that comes next. */
  oneOf<W extends string>(words: readonly W[]): W | undefined {
    return words.find(word => this.takes(word))
  }

  needs(...words: string[]): void {
    if (!this.takes(...words)) this.fail()
  }

  /** Reads a token of a kind. `meant` names it in errors, e.g. `a number`. */
  read(kinds: Token['kind'][], meant: string): Token {
    if (kinds.includes(this.here.kind)) return this.advance()
    return this.fail(meant)
  }

  /** Remembers what else would have been right here. */
  hopes(meant: string): void {
    this.#expected.add(meant)
  }

  fail(...meant: string[]): never {
    meant.forEach(m => this.#expected.add(m))
    const expected = [...this.#expected]
    const found = this.here.kind === 'end' ? 'the text ends' : `there is ${this.here.kind === 'text' ? this.here.text : `"${this.here.text}"`}`
    throw new WrongText(`Expected ${listed(expected)}, but ${found}.`, this.here, expected)
  }

  /** An error about tokens already read. */
  wrong(message: string, token: { from: number; to: number }): never {
    throw new WrongText(message, token)
  }

  /** Reads a part and remembers where it was written. */
  part<T>(read: () => T): T {
    const { from } = this.here
    const made = read()
    if (made && typeof made === 'object') this.places.set(made, { from, to: this.tokens[Math.max(0, this.#next - 1)]!.to })
    return made
  }

  /** Reads what stands in parentheses within parentheses, fifty deep at most. */
  within<T>(read: () => T): T {
    if (++this.#depth > 50) throw new WrongText('Parentheses and "not" are nested too deeply here.', this.here)
    const made = read()
    this.#depth--
    return made
  }

  /** `( a, b, … )` */
  inParentheses<T>(read: () => T): T[] {
    this.needs('(')
    const items: T[] = []
    do items.push(read())
    while (this.takes(','))
    this.needs(')')
    return items
  }
}

const listed = (items: string[]) => (items.length > 1 ? `${items.slice(0, -1).join(', ')} or ${items.at(-1)}` : (items[0] ?? 'something else'))
