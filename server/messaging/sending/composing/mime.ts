import { domainToASCII } from 'node:url'

/** A mail as it goes out. Headers in the order in which they stand; values are written in one line, in Unicode. */
export type Mime = { headers: [name: string, value: string][]; text: string; html: string | null; boundary: string }

/** The bytes of a mail (RFC 5322, 2045): text and HTML as alternatives, quoted-printable, so that every line is short ASCII. */
export function composed({ headers, text, html, boundary }: Mime): { headers: string; body: string } {
  const head = headers.map(([name, value]) => header(name, value))
  if (html === null) return { headers: [...head, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable'].join('\r\n'), body: `${quotedPrintable(text)}\r\n` }
  const part = (type: string, content: string) => `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable(content)}\r\n`
  return { headers: [...head, 'MIME-Version: 1.0', `Content-Type: multipart/alternative; boundary="${boundary}"`].join('\r\n'), body: `${part('text/plain', text)}${part('text/html', html)}--${boundary}--\r\n` }
}

const structured = new Set(['from', 'to', 'reply-to', 'sender', 'message-id', 'date', 'list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'feedback-id', 'auto-submitted'])

/** A header line, folded. What is not ASCII stands as encoded words (RFC 2047), in addresses within the name alone, where it was put by `mailbox`. */
function header(name: string, value: string): string {
  const clean = value.replace(/[\r\n\0]+/g, ' ').trim()
  return fold(`${name}: ${structured.has(name.toLowerCase()) ? clean : encodedWords(clean)}`)
}

/** `Name <address>` with the name quoted or encoded. */
export function mailbox(name: string, address: string): string {
  const clean = name.replace(/[\r\n\0]+/g, ' ').trim()
  const plain = asciiAddress(address)
  if (!clean) return plain
  return isPlain(clean) ? `"${clean.replace(/["\\]/g, '\\$&')}" <${plain}>` : `${encodedWords(clean)} <${plain}>`
}

/** An address with its domain as the DNS has it: `hallo@café.example` is at xn--caf-dma.example. */
export function asciiAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 0 ? address : `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1)) || address.slice(at + 1)}`
}

/** May stand as it is: ASCII, nothing that looks encoded, no word too long for a line. */
const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text) && !text.includes('=?') && !/\S{300}/.test(text)

/** Text as encoded words where it needs them: each at most 75 characters and whole characters only. */
export function encodedWords(text: string): string {
  if (isPlain(text)) return text
  const words: string[] = []
  let part = ''
  for (const character of text) {
    if (Buffer.byteLength(part + character) > 45) {
      words.push(part)
      part = ''
    }
    part += character
  }
  return [...words, part].map(word => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ')
}

/** Breaks a header before words, so that lines have at most 76 characters where that is possible. */
function fold(line: string): string {
  if (line.length <= 76) return line
  const lines: string[] = []
  let current = ''
  for (const word of line.split(/ (?=[^ ])/)) {
    if (current && current.length + 1 + word.length > 76) {
      lines.push(current)
      current = ` ${word}`
    } else current = current ? `${current} ${word}` : word
  }
  return [...lines, current].join('\r\n')
}

const hex = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)

/** RFC 2045, 6.7: lines of at most 76 characters, ends of lines as CRLF, no space before one. */
export function quotedPrintable(text: string): string {
  return text.replace(/\r\n?/g, '\n').split('\n').map(quotedLine).join('\r\n')
}

function quotedLine(line: string): string {
  // What most lines are: short, ASCII, nothing to quote.
  if (line.length <= 76 && !/^(?:\.|From )/.test(line) && /^(?:[\x21-\x3c\x3e-\x7e\t ]*[\x21-\x3c\x3e-\x7e])?$/.test(line)) return line
  const bytes = Buffer.from(line)
  let out = ''
  let length = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    // Servers on the way change lines that begin with "From " and, when they are careless, with a dot.
    const isChanged = length === 0 && (byte === 46 || (byte === 70 && bytes.toString('latin1', i, i + 5) === 'From '))
    const plain = !isChanged && ((byte > 32 && byte < 127 && byte !== 61) || ((byte === 32 || byte === 9) && i < bytes.length - 1))
    const width = plain ? 1 : 3
    if (length + width > 75 && !(i === bytes.length - 1 && length + width <= 76)) {
      out += '=\r\n'
      length = 0
    }
    out += plain ? String.fromCharCode(byte) : hex[byte]!
    length += width
  }
  return out
}
