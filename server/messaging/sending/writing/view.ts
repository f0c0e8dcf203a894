import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Ctx } from '../../../platform/index.ts'
import { publicUrl } from '../../../staff/index.ts'
import type { Mailing, Message } from '../ledger.ts'
import { writeMessages } from './write.ts'

type Secretive = Pick<Ctx, 'config'>

/** Where a message can be read in a browser, by whoever has the link. */
export const viewUrl = (ctx: Secretive, messageId: string): string => `${publicUrl(ctx.config)}/m/${messageId}.${macOf(ctx, messageId)}`

const macOf = ({ config }: Secretive, messageId: string) => createHmac('sha256', config.secret!).update(`read in a browser ${messageId}`).digest('base64url').slice(0, 16)

function messageIn(ctx: Secretive, token: string): string | undefined {
  const [id = '', mac = ''] = token.split('.')
  const [given, wanted] = [Buffer.from(mac), Buffer.from(macOf(ctx, id))]
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? id : undefined
}

/** The mail as a page: written anew, with what is known of its reader now. Nothing in it may run. */
export function serveViews(app: FastifyInstance, ctx: Ctx): void {
  app.get<{ Params: { token: string } }>('/m/:token', async (request, reply) => {
    const id = messageIn(ctx, request.params.token)
    const html = id && (await htmlOf(ctx, id))
    if (!html) return reply.code(404).type('text/plain; charset=utf-8').send('404')
    return reply
      .headers({ 'content-security-policy': "default-src 'none'; img-src * data:; style-src 'unsafe-inline'; font-src *; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation", 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex', 'cache-control': 'private, no-store' })
      .type('text/html; charset=utf-8').send(html)
  })
}

async function htmlOf(ctx: Ctx, id: string): Promise<string | undefined> {
  const { rows } = await sql<Message & { mailing: Mailing }>`
    select x.id, x.mailing_id as "mailingId", x.letter, x.customer_id as "customerId", x.node_id as "nodeId", x.address, x.language, x.attempts, t.version_id as "versionId", x.data,
      json_build_object('id', m.id, 'stream', m.stream, 'purpose', m.purpose, 'channel', m.channel, 'name', m.name, 'variants', m.variants) as mailing
    from messages as x join mailings as m on m.id = x.mailing_id left join templates as t on t.id = x.template_id where x.id = ${id} and x.customer_id is not null`.execute(ctx.db)
  const row = rows[0]
  if (!row) return undefined
  const content = (await writeMessages(ctx, row.mailing, [row])).get(id)
  return content instanceof Error ? undefined : (content?.html ?? undefined)
}
