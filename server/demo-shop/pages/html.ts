/** HTML that may stand in a page as it is; everything else that is put into one is text. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | false | null | undefined | Part[]

/** A piece of a page. Texts are escaped, lists joined, and what is false, null or undefined leaves nothing. */
export const html = (pieces: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(pieces.reduce((text, piece, i) => text + textOf(parts[i - 1]) + piece))

function textOf(part: Part): string {
  if (part instanceof Html) return part.text
  if (Array.isArray(part)) return part.map(textOf).join('')
  return part === false || part === null || part === undefined ? '' : escaped(String(part))
}

const escaped = (text: string) => text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`)

/** Data within a page, for scripts that read it. */
export const json = (value: unknown): Html => new Html(JSON.stringify(value).replace(/</g, '\\u003c'))
