/** Markup that is meant as such; everything else that is filled in is text. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Piece = Html | string | number | false | null | undefined | Piece[]

/** Markup with texts filled in, which cannot become markup themselves. */
export const html = (parts: TemplateStringsArray, ...pieces: Piece[]): Html => new Html(parts.reduce((whole, part, i) => whole + written(pieces[i - 1]) + part))

function written(piece: Piece): string {
  if (Array.isArray(piece)) return piece.map(written).join('')
  if (piece instanceof Html) return piece.text
  return piece === false || piece === null || piece === undefined ? '' : String(piece).replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`)
}
