/** One part of a mail, decoded as far as reading a report needs. */
export type Piece = { type: string; headers: Headers; text: string }
/** Names in lower case; of several headers with one name the first comes first. */
export type Headers = Map<string, string[]>

// A report of a full queue or a 20 MB original must not cost more than a short one: what tells the reason comes first.
const readBytes = 1_000_000
const textLimit = 200_000
const maxPieces = 60
const maxDepth = 8
const maxHeaders = 500

/**
 * Takes a mail apart, tolerantly and in time linear in its first megabyte: broken boundaries, unknown charsets and bad
 * encodings lose a part, never the mail. Full parsing of what a person reads is `parsing/`.
 */
export function piecesOf(raw: Uint8Array): { headers: Headers; pieces: Piece[] } {
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, readBytes)).toString('latin1').replace(/\r\n?/g, '\n')
  // mbox's own first line is no header.
  const mail = text.startsWith('From ') ? text.slice(text.indexOf('\n') + 1) : text
  const pieces: Piece[] = []
  const headers = walk(mail.replace(/^\n+/, ''), pieces, 0)
  return { headers, pieces }
}

function walk(mail: string, into: Piece[], depth: number): Headers {
  const { headers, body } = split(mail)
  const { type, params } = contentType(first(headers, 'content-type'))
  const boundary = params.get('boundary')
  if (type.startsWith('multipart/') && boundary && depth < maxDepth) {
    for (const part of between(body, boundary)) if (into.length < maxPieces) walk(part, into, depth + 1)
    // A boundary that never comes: what is there is read as text.
    if (into.length || depth > 0) return headers
  }
  into.push({ type, headers, text: decoded(body, headers, params.get('charset')) })
  return headers
}

/** Headers and body. A mail that begins with an empty line has no headers. */
export function split(mail: string): { headers: Headers; body: string } {
  const end = mail.startsWith('\n') ? 0 : mail.indexOf('\n\n')
  const head = end === -1 ? mail : mail.slice(0, end)
  return { headers: headersOf(head), body: end === -1 ? '' : mail.slice(end + (end ? 2 : 1)) }
}

export function headersOf(head: string): Headers {
  const headers: Headers = new Map()
  let name = ''
  let count = 0
  for (const line of head.slice(0, textLimit).split('\n')) {
    const known = name ? headers.get(name) : undefined
    if (/^[ \t]/.test(line) && known) {
      const last = known.length - 1
      if (known[last]!.length < 10_000) known[last] += ` ${line.trim()}`
      continue
    }
    const colon = line.indexOf(':')
    if (colon < 1 || colon > 80 || /\s/.test(line.slice(0, colon).trimEnd()) || ++count > maxHeaders) {
      name = ''
      continue
    }
    name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers.set(name, [...(headers.get(name) ?? []), value])
  }
  return headers
}

export const first = (headers: Headers, name: string): string => headers.get(name)?.[0] ?? ''

function contentType(value: string): { type: string; params: Map<string, string> } {
  const params = new Map<string, string>()
  for (const [, name, quoted, bare] of value.slice(0, 2000).matchAll(/;\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^;\s]+))/g)) params.set(name!.toLowerCase(), quoted ?? bare ?? '')
  return { type: (/^[\w.+-]+\/[\w.+-]+/.exec(value)?.[0] ?? 'text/plain').toLowerCase(), params }
}

function* between(body: string, boundary: string): Generator<string> {
  const mark = `--${boundary}`
  let from = body.startsWith(mark) ? 0 : body.indexOf(`\n${mark}`) + 1
  if (from === 0 && !body.startsWith(mark)) return
  for (;;) {
    if (body.startsWith('--', from + mark.length)) return
    const start = body.indexOf('\n', from + mark.length) + 1
    if (start === 0) return
    const next = body.indexOf(`\n${mark}`, start - 1)
    yield next === -1 ? body.slice(start) : body.slice(start, next)
    if (next === -1) return
    from = next + 1
  }
}

function decoded(body: string, headers: Headers, charset: string | undefined): string {
  const encoding = first(headers, 'content-transfer-encoding').toLowerCase()
  const shown = body.slice(0, textLimit)
  if (encoding === 'base64') return inCharset(Buffer.from(shown.replace(/[^A-Za-z0-9+/]/g, ''), 'base64'), charset)
  if (encoding !== 'quoted-printable') return inCharset(Buffer.from(shown, 'latin1'), charset)
  const bytes = shown.replace(/=[ \t]*\n/g, '').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return inCharset(Buffer.from(bytes, 'latin1'), charset)
}

/** What is not UTF-8 and names no charset that exists is read as Windows-1252, which takes any byte. */
function inCharset(bytes: Uint8Array, charset: string | undefined): string {
  if (charset && !/^(us-ascii|utf-?8)$/i.test(charset)) {
    try {
      return new TextDecoder(charset).decode(bytes)
    } catch {
      // A charset that nobody knows.
    }
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Readable text of an HTML part, for reports that have no other. */
export function withoutTags(html: string): string {
  let text = html
  for (const name of ['style', 'script', 'head']) text = withoutElement(text, name)
  return text
    .replace(/<(br|\/p|\/div|\/tr|\/li|\/h\d)\b[^<>]{0,200}>/gi, '\n')
    .replace(/<[^<>]{0,2000}>/g, ' ')
    .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&nbsp;/g, ' ').replace(/&#39;|&apos;/g, "'").replace(/&quot;/g, '"').replace(/&amp;/g, '&')
}

function withoutElement(html: string, name: string): string {
  const lower = html.toLowerCase()
  let [kept, from] = ['', 0]
  for (;;) {
    const begin = lower.indexOf(`<${name}`, from)
    const end = begin === -1 ? -1 : lower.indexOf(`</${name}>`, begin)
    if (end === -1) return kept + html.slice(from)
    kept += `${html.slice(from, begin)} `
    from = end + name.length + 3
  }
}
