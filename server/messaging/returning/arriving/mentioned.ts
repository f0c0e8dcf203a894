import { setImmediate as breathe } from 'node:timers/promises'

/** At most so many different addresses are kept of one mail. */
const mostAddresses = 2_000
/** So much is looked through at once; an address may lie across two of them. */
const [atOnce, overlap] = [64 * 1024, 400]

/**
 * Every e-mail address that stands anywhere in a mail, also in one that no parser reads: in headers, in texts as they are
 * or as quoted-printable, and in base64. In small letters. Time and memory are linear in the mail, in pieces of 64 kB.
 */
export async function addressesIn(raw: Uint8Array): Promise<string[]> {
  const found = new Set<string>()
  const [words, encoded] = [scanner(found), scanner(found)]
  let run = ''
  const endRun = () => {
    if (run) encoded.read(Buffer.from(run, 'base64').toString('latin1'))
    run = ''
    encoded.end()
  }
  for (let from = 0; from < raw.byteLength && found.size < mostAddresses; from = nextLine(raw, from + atOnce)) {
    for (const line of Buffer.from(raw.buffer, raw.byteOffset + from, nextLine(raw, from + atOnce) - from).toString('latin1').split(/\r?\n|\r/)) {
      if (isBase64(line, run !== '')) {
        run += line
        // Whole groups of four are whole bytes.
        if (run.length < atOnce) continue
        encoded.read(Buffer.from(run.slice(0, run.length - (run.length % 4)), 'base64').toString('latin1'))
        run = run.slice(run.length - (run.length % 4))
        continue
      }
      endRun()
      words.read(line.endsWith('=') ? unquoted(line.slice(0, -1)) : `${unquoted(line)}\n`)
    }
    await breathe()
  }
  endRun()
  words.end()
  return [...found].slice(0, mostAddresses)
}

/** The beginning of the line after this place. */
function nextLine(raw: Uint8Array, at: number): number {
  if (at >= raw.byteLength) return raw.byteLength
  const end = raw.indexOf(10, at)
  // A line without an end is cut.
  return end < 0 ? Math.min(raw.byteLength, at + atOnce) : Math.min(end + 1, at + atOnce)
}

const isBase64 = (line: string, isInside: boolean) => line.length >= (isInside ? 1 : 24) && /^[A-Za-z0-9+/]+={0,2}$/.test(line)
const unquoted = (line: string) => line.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** Gathers text and looks for addresses in it, whole pieces at a time. */
function scanner(found: Set<string>) {
  let text = ''
  const look = () => {
    // Not our own: addresses of return and ids of messages are written like addresses, and name nobody.
    for (const [address] of text.matchAll(/[\w.!#$%&'*+/?^`{|}~-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi)) {
      const clean = address.toLowerCase().replace(/^[.'/]+/, '')
      if (!/^bounces?\+[0-9a-f]{48}@|^[0-9a-f]{8}-[0-9a-f-]{27}@/.test(clean)) found.add(clean)
    }
  }
  return {
    read(more: string) {
      text += more
      if (text.length < atOnce) return
      look()
      text = text.slice(-overlap)
    },
    end() {
      look()
      text = ''
    },
  }
}
