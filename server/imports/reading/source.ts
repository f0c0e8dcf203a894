import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { isAscii, isUtf8 } from 'node:buffer'
import type { ImportSettings } from '../../../contracts/imports.ts'
import { appError } from '../../platform/index.ts'

export const brokenGzip = appError('imports.broken_gzip', 422, 'The file cannot be unpacked: {reason}. Pack it again, or choose the unpacked file.')

/** A file that can be read from its first byte as often as needed. */
export type Source = { open(): AsyncIterable<Buffer> }

/** How many bytes were read of the file as it lies there: packed, if it is. */
export type Meter = { bytes: number }

/** The bytes of a file, unpacked when they are gzip (by content, not by name). @throws brokenGzip */
export async function* bytesOf(source: Source, meter: Meter = { bytes: 0 }): AsyncGenerator<Buffer> {
  const parts = counted(source, meter)
  const first = await parts.next()
  if (first.done) return
  const all = startingWith(first.value, parts)
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) return yield* all
  const packed = Readable.from(all, { objectMode: false })
  const unpacked = createGunzip({ chunkSize: 256 * 1024 })
  // The error that ends the reading is the one that the loop below throws.
  pipeline(packed, unpacked, () => {})
  try {
    for await (const part of unpacked) yield part as Buffer
  } catch (error) {
    throw String((error as { code?: string }).code).startsWith('Z_') ? brokenGzip({ reason: (error as Error).message }) : error
  }
}

async function* counted(source: Source, meter: Meter) {
  for await (const part of source.open()) {
    meter.bytes += part.length
    yield part
  }
}

async function* startingWith(first: Buffer, rest: AsyncGenerator<Buffer>) {
  yield first
  yield* rest
}

/** The first `length` unpacked bytes. What is missing of a file that is still being uploaded is no error. */
export async function headOf(source: Source, length: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let have = 0
  try {
    for await (const part of bytesOf(source)) {
      parts.push(part)
      if ((have += part.length) >= length) break
    }
  } catch (error) {
    if (!have) throw error
  }
  return Buffer.concat(parts).subarray(0, length)
}

/**
 * The text of a file in pieces. A file that is UTF-8 as far as it was looked at may turn out to be Windows-1252
 * further on: then what looked like UTF-8 was plain ASCII, and the rest is read as Windows-1252.
 */
export async function* textOf(source: Source, { encoding, certain }: { encoding: ImportSettings['encoding']; certain: boolean }, meter?: Meter): AsyncGenerator<string> {
  let decoder = certain || encoding !== 'utf-8' ? new TextDecoder(encoding) : undefined
  let held: Buffer = Buffer.alloc(0)
  const ascii = new TextDecoder('utf-8')
  for await (const part of bytesOf(source, meter)) {
    const bytes = held.length ? Buffer.concat([held, part]) : part
    held = Buffer.alloc(0)
    // Fewer bytes than a character of UTF-8 may have tell nothing yet.
    if (!decoder && !isAscii(bytes) && bytes.length < 8) held = bytes
    else if (!decoder && !isAscii(bytes)) decoder = new TextDecoder(isUtf8From(bytes) ? 'utf-8' : 'windows-1252')
    if (!held.length) yield (decoder ?? ascii).decode(bytes, { stream: true })
  }
  decoder ??= new TextDecoder(isUtf8(held) ? 'utf-8' : 'windows-1252')
  yield decoder.decode(held)
}

/** Valid UTF-8, but for a character that is cut at the end: which needs company, because any lone letter of Windows-1252 looks cut. */
const isUtf8From = (bytes: Buffer) => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }).length > 0
  } catch {
    return false
  }
}
