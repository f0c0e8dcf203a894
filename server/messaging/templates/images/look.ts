/** What a file is by its first bytes, and how large it says it is: read before any decoder sees it. */
export type Seen = { type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'; width: number; height: number }

export function lookAt(bytes: Buffer): Seen | undefined {
  if (bytes.length < 30) return undefined
  if (bytes.readUInt32BE(0) === 0x89504e47 && bytes.readUInt32BE(4) === 0x0d0a1a0a && bytes.toString('latin1', 12, 16) === 'IHDR') return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
  if (/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) return { type: 'image/gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return webp(bytes)
  return bytes.readUInt16BE(0) === 0xffd8 ? jpeg(bytes) : undefined
}

function webp(bytes: Buffer): Seen | undefined {
  const type = 'image/webp' as const
  const kind = bytes.toString('latin1', 12, 16)
  if (kind === 'VP8X') return { type, width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) }
  if (kind === 'VP8 ') return { type, width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
  if (kind !== 'VP8L') return undefined
  const packed = bytes.readUInt32LE(21)
  return { type, width: 1 + (packed & 0x3fff), height: 1 + ((packed >> 14) & 0x3fff) }
}

/** The first frame header (SOF) among the segments. */
function jpeg(bytes: Buffer): Seen | undefined {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1]!
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return { type: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}

/** Whether a GIF goes on to its end, block by block: it is served as it came, so nothing else may hang on it. */
export function isWholeGif(bytes: Buffer): boolean {
  const tableOf = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)
  const skipBlocks = (from: number) => {
    let at = from
    while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1
    return at + 1
  }
  let at = 13 + tableOf(bytes[10]!)
  for (;;) {
    const kind = bytes[at]
    if (kind === 0x3b) return at === bytes.length - 1
    if (kind === 0x21) at = skipBlocks(at + 2)
    else if (kind === 0x2c) at = skipBlocks(at + 11 + tableOf(bytes[at + 9] ?? 0))
    else return false
  }
}
