import { hash, randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { TemplateImage } from '../../../../contracts/templates.ts'
import { appError, fromCursor, inTransaction, pageOf, within, type Ctx, type Db } from '../../../platform/index.ts'
import { audit, changesBetween } from '../../../staff/index.ts'
import { imageTooLarge, mostBytes, prepareImage } from './prepare.ts'

const imageNotFound = appError('templates.image_not_found', 404, 'There is no such image.')
const noStore = appError('stores.not_found', 404, 'There is no such store.')

const endings: Record<string, string> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif' }
type Row = Omit<TemplateImage, 'url'> & { token: string; mediaType: string }
const columns = sql`id, token, file_name as "fileName", alt, media_type as "mediaType", width, height, bytes, added_at as "addedAt", added_by as "addedBy"`
/** Without the address of this installation: that is put before it when it is sent. */
const shown = ({ token, mediaType, ...row }: Row): TemplateImage => ({ ...row, url: `/mail-images/${token}.${endings[mediaType]}` })

/** The images of a store, newest first. */
export async function listImages({ db }: Ctx, { store, search, limit, after }: { store: string; search?: string | undefined; limit: number; after?: string | undefined }) {
  const position = fromCursor(after, 2)
  const like = `%${(search ?? '').replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<Row>`select ${columns} from template_images where store_id = ${store} ${search ? sql`and (alt ilike ${like} or file_name ilike ${like})` : sql``}
    ${position ? sql`and (added_at, id) < (${position[0]}::timestamptz, ${position[1]}::uuid)` : sql``} order by added_at desc, id desc limit ${limit + 1}`.execute(db)
  return pageOf(rows.map(shown), limit, row => [row.addedAt, row.id])
}

/**
 * Adds an image; one that is there already, byte by byte, is not added twice but gets the new words.
 * @throws notAnImage, imageTooLarge
 */
export async function addImage(ctx: Ctx, { store, fileName, alt, body }: { store: string; fileName: string; alt: string; body: unknown }): Promise<TemplateImage> {
  const { bytes, type, width, height } = await prepareImage(await readAll(body))
  const given = { store_id: store, token: randomBytes(16).toString('base64url'), file_name: fileName, alt, media_type: type, width, height, bytes: bytes.length, sha256: hash('sha256', bytes, 'hex'), data: bytes, added_by: ctx.actor.name, added_at: ctx.clock.now().toString() }
  return inTransaction(ctx.db, async db => {
    if (!(await db.selectFrom('stores').select('id').where('id', '=', store).executeTakeFirst())) throw noStore()
    const { id } = await db.insertInto('template_images').values(given).onConflict(c => c.columns(['store_id', 'sha256']).doUpdateSet({ alt })).returning('id').executeTakeFirstOrThrow()
    await audit(within(ctx, { db }), { action: 'templates.add_image', record: { kind: 'image', id, label: alt } })
    return imageOf(db, id)
  })
}

export const editImage = (ctx: Ctx, { imageId, alt }: { imageId: string; alt: string }): Promise<TemplateImage> =>
  inTransaction(ctx.db, async db => {
    const before = await imageOf(db, imageId)
    const changes = changesBetween({ alt: before.alt }, { alt })
    if (!Object.keys(changes).length) return before
    await db.updateTable('template_images').set({ alt }).where('id', '=', imageId).execute()
    await audit(within(ctx, { db }), { action: 'templates.edit_image', record: { kind: 'image', id: imageId, label: alt }, changes })
    return imageOf(db, imageId)
  })

async function imageOf(db: Db, imageId: string): Promise<TemplateImage> {
  const { rows } = await sql<Row>`select ${columns} from template_images where id = ${imageId}`.execute(db)
  if (!rows[0]) throw imageNotFound()
  return shown(rows[0])
}

async function readAll(body: unknown): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of (body ?? []) as Readable) {
    size += (piece as Buffer).length
    if (size > mostBytes) throw imageTooLarge({ what: 'more than 10 MB' })
    pieces.push(piece as Buffer)
  }
  return Buffer.concat(pieces)
}

/** The images as mails load them: open to whoever knows the address, which has 128 random bits. They never change. */
export function serveImages(app: FastifyInstance, { db }: Ctx): void {
  app.get<{ Params: { file: string } }>('/mail-images/:file', async (request, reply) => {
    const [token = ''] = request.params.file.split('.')
    const image = /^[\w-]{22}$/.test(token) ? await db.selectFrom('template_images').select(['media_type', 'data']).where('token', '=', token).executeTakeFirst() : undefined
    if (!image) return reply.callNotFound()
    return reply.type(image.media_type).header('cache-control', 'public, max-age=31536000, immutable').header('cross-origin-resource-policy', 'cross-origin').send(image.data)
  })
}
