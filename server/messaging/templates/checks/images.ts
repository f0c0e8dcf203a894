import { sql } from 'kysely'
import { Parser } from 'htmlparser2'
import type { Db } from '../../../platform/index.ts'
import { reach } from './reach.ts'

/** Over this a picture keeps a reader on a train waiting. */
const bigBytes = 1_000_000

type BigImage = { src: string; bytes: number }

/** Pictures over 1 MB: of the library by what is kept, with `ask` also those elsewhere, as their servers say. */
export async function bigImages(db: Db, html: string, { ask }: { ask: boolean }): Promise<BigImage[]> {
  const sources = sourcesOf(html)
  const own = new Map(sources.flatMap(src => /\/mail-images\/([\w-]+)\.\w+$/.exec(src)?.slice(1, 2).map(token => [token, src] as const) ?? []))
  const kept = own.size ? (await sql<{ token: string; bytes: number }>`select token, bytes from template_images where token = any(${[...own.keys()]}::text[]) and bytes > ${bigBytes}`.execute(db)).rows : []
  const others = ask ? await reach(sources.filter(src => /^https?:/i.test(src) && ![...own.values()].includes(src))) : []
  return [...kept.map(({ token, bytes }) => ({ src: own.get(token)!, bytes })), ...others.flatMap(({ url, bytes }) => (bytes !== null && bytes > bigBytes ? [{ src: url, bytes }] : []))]
}

function sourcesOf(html: string): string[] {
  const found = new Set<string>()
  const parser = new Parser({ onopentag: (name, { src }) => void (name === 'img' && src && found.add(src)) })
  parser.end(html)
  return [...found]
}
