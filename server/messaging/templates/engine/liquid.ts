import { Context, Liquid, Tag, TokenKind, toValueSync, type Emitter, type Parser, type Template, type TagToken, type TopLevelToken } from 'liquidjs'
import { addFilters, written, type Reader } from './filters.ts'

/**
 * Liquid for mails: no files, no partials, own properties only, unknown filters refused, every value escaped in HTML.
 * Limits are counted by the engine itself; what runs text that nobody has tried yet adds a thread that can be ended (thread.ts).
 */
const options = { ownPropertyOnly: true, strictFilters: true, relativeReference: false, templates: {}, parseLimit: 1_500_000 }

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }
export const escaped = (text: string): string => (/[&<>"']/.test(text) ? text.replace(/[&<>"']/g, letter => entities[letter]!) : text)
export const unescaped = (text: string): string => text.replace(/&(?:#34|quot);/g, '"').replace(/&(?:#39|apos);/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')

function engine(isHtml: boolean): Liquid {
  const liquid = new Liquid({
    ...options,
    outputEscape: function (this: { context: Context }, value: unknown) {
      const text = written(value, this.context)
      return isHtml ? escaped(text) : text
    } as (value: unknown) => string,
  })
  for (const tag of ['include', 'render', 'layout', 'block', 'increment', 'decrement']) delete liquid.tags[tag]
  addFilters(liquid)
  liquid.registerFilter('raw', { raw: true, handler(value: unknown) { return written(value, this.context) } })
  liquid.registerTag('_link', linkTag(isHtml))
  return liquid
}

export const html = engine(true)
export const plain = engine(false)

/** What a link becomes: the address a person would go to, and which link of the mail it is. */
export type Rewrite = (url: string, index: number) => string

const isAddress = (url: string) => /^(https?:\/\/|mailto:|tel:|sms:|#)/i.test(url)

/** Round the address of each link of the mail, put there when it is built: {% _link 3 %}https://…{% end_link %}. In text a colon after the place stands before an address, if there is one. */
function linkTag(isHtml: boolean) {
  return class extends Tag {
    #index: number
    #before: string
    #inner: Template[]
    /** An address without Liquid is known beforehand. */
    #fixed: string | undefined
    constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, parser: Parser) {
      super(token, rest, liquid)
      this.#index = Number.parseInt(token.args)
      this.#before = token.args.endsWith(':') ? ': ' : ''
      this.#inner = []
      let text: string | undefined = ''
      for (let next = rest.shift(); next; next = rest.shift()) {
        if ((next as TagToken).name === 'end_link') {
          this.#fixed = text === undefined ? undefined : read(text)
          return
        }
        text = next.kind === TokenKind.HTML && text !== undefined ? text + next.getText() : undefined
        this.#inner.push(parser.parseToken(next, rest))
      }
      throw new Error(`tag ${token.getText()} not closed`)
    }
    *render(ctx: Context, emitter: Emitter): Generator<unknown, void, unknown> {
      const url: string = this.#fixed ?? read((yield this.liquid.renderer.renderTemplates(this.#inner, ctx)) as string)
      const rewrite = ctx.getRegister<Rewrite | undefined>('rewrite')
      const target = rewrite && url ? rewrite(url, this.#index) : url
      emitter.write(isHtml ? escaped(target) : target && this.#before + target)
    }
  }
  // An address out of somebody's data may be anything: only what a mail program may open stays.
  function read(text: string) {
    const url = (isHtml ? unescaped(text) : text).trim()
    return isAddress(url) ? url : ''
  }
}

export class OutputTooLong extends Error {}

/** Collects what is written, up to a limit. */
class Bounded implements Emitter {
  buffer = ''
  #limit: number
  constructor(limit: number) {
    this.#limit = limit
  }
  write(piece: unknown) {
    this.buffer += typeof piece === 'string' ? piece : piece === null || piece === undefined ? '' : String(piece)
    if (this.buffer.length > this.#limit) throw new OutputTooLong(`output limit exceeded: more than ${this.#limit} characters`)
  }
}

export type Scope = Record<string, unknown>
export type Limits = { ms: number; memory: number; output: number }
export type Run = { person: Scope; shared: Scope; reader: Reader; rewrite?: Rewrite | undefined; limits: Limits }

/**
 * Runs parsed Liquid for one person.
 * @throws LiquidError with the place in the text, also when a limit is met.
 */
export function run(liquid: Liquid, templates: Template[], { person, shared, reader, rewrite, limits }: Run): string {
  const context = new Context(person, liquid.options, { sync: true, globals: shared, renderLimit: limits.ms, memoryLimit: limits.memory }, { liquid })
  context.setRegister('reader', reader)
  if (rewrite) context.setRegister('rewrite', rewrite)
  const out = new Bounded(limits.output)
  toValueSync(liquid.renderer.renderTemplates(templates, context, out))
  return out.buffer
}
