import { createHmac, timingSafeEqual } from 'node:crypto'
import { Readable } from 'node:stream'
import { announce, appError, type Ctx, type Db, type Kept } from '../../platform/index.ts'
import { audit, publicUrl } from '../../staff/index.ts'
import { tellProgress } from '../requests.ts'
import { writeArchive } from './archive.ts'

export const noFile = appError('privacy.no_file', 404, 'There is no archive. It is kept for a day; ask for another one.')

const chunkBytes = 1024 * 1024
const keptFor = { hours: 24 }

/** Writes the archive of a request in pieces, and offers it for a day. Begun again it begins anew. */
export async function exportPerson(ctx: Ctx, requestId: string, kept: Kept[]): Promise<void> {
  const request = await ctx.db.selectFrom('privacy_requests').select(['state', 'customer_id']).where('id', '=', requestId).executeTakeFirst()
  if (!request || (request.state !== 'running' && request.state !== 'failed')) return
  try {
    await ctx.db.deleteFrom('privacy_file_chunks').where('request_id', '=', requestId).execute()
    const bytes = await write(ctx, requestId, request.customer_id, kept)
    const now = ctx.clock.now()
    await ctx.db.updateTable('privacy_requests').set({ state: 'done', problem: null, progress: '{}', file_bytes: bytes, file_expires_at: now.add(keptFor).toString(), finished_at: now.toString() }).where('id', '=', requestId).execute()
    await announce(ctx.db, { topic: 'privacy', id: requestId })
  } catch (error) {
    await ctx.db.updateTable('privacy_requests').set({ state: 'failed', problem: (error as Error).message.slice(0, 500) }).where('id', '=', requestId).execute()
    await announce(ctx.db, { topic: 'privacy', id: requestId })
    throw error
  }
}

async function write(ctx: Ctx, requestId: string, customerId: string, kept: Kept[]): Promise<number> {
  let [n, total, size] = [0, 0, 0]
  let waiting: Buffer[] = []
  const flush = async () => {
    if (!size) return
    await ctx.db.insertInto('privacy_file_chunks').values({ request_id: requestId, n: n++, bytes: Buffer.concat(waiting) }).execute()
    ;[waiting, size] = [[], 0]
  }
  await writeArchive(ctx, customerId, kept, async bytes => {
    waiting.push(bytes)
    size += bytes.length
    total += bytes.length
    if (size >= chunkBytes) await flush()
  }, (done, all) => tellProgress(ctx, requestId, { step: 'gather', done, total: all }))
  await flush()
  return total
}

/** The archive as a stream, piece by piece. @throws noFile */
export async function openFile(ctx: Ctx, requestId: string): Promise<{ bytes: number; content: Readable }> {
  const { db, clock } = ctx
  const now = clock.now().toString()
  const request = await db.updateTable('privacy_requests').set({ fetched_at: now }).where('id', '=', requestId).where('file_expires_at', '>', now).where('file_bytes', 'is not', null).returning('file_bytes').executeTakeFirst()
  if (!request) throw noFile()
  await audit(ctx, { action: 'privacy.fetch', record: { kind: 'privacy_request', id: requestId, label: null } })
  await announce(db, { topic: 'privacy', id: requestId })
  return { bytes: request.file_bytes!, content: Readable.from(chunks(db, requestId), { objectMode: false }) }
}

async function* chunks(db: Db, requestId: string) {
  for (let n = 0; ; n++) {
    const chunk = await db.selectFrom('privacy_file_chunks').select('bytes').where('request_id', '=', requestId).where('n', '=', n).executeTakeFirst()
    if (!chunk) return
    yield chunk.bytes
  }
}

/** Archives whose day is over. */
export async function forgetFiles({ db, clock }: Ctx): Promise<void> {
  const over = (await db.selectFrom('privacy_requests').select('id').where('file_expires_at', '<=', clock.now().toString()).execute()).map(row => row.id)
  if (!over.length) return
  await db.deleteFrom('privacy_file_chunks').where('request_id', 'in', over).execute()
  await db.updateTable('privacy_requests').set({ file_bytes: null, file_expires_at: null }).where('id', 'in', over).execute()
}

/** The address that can be given to the person: whoever has it gets the archive, until its day is over. */
export const linkOf = (ctx: Ctx, requestId: string): string => `${publicUrl(ctx.config)}/privacy-export/${requestId}.${signature(ctx, requestId)}`

/** The request of such an address; undefined when nobody here signed it. */
export function requestIn(ctx: Ctx, token: string): string | undefined {
  const [id = '', signed = ''] = token.split('.')
  const wanted = Buffer.from(signature(ctx, id))
  const given = Buffer.from(signed)
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? id : undefined
}

const signature = ({ config }: Ctx, id: string) => createHmac('sha256', config.secret!).update(`privacy export ${id}`).digest('base64url')
