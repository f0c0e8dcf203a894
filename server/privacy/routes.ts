import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Certificate } from '../../contracts/privacy.ts'
import * as contract from '../../contracts/privacy.ts'
import { serve, within, type Ctx, type Served } from '../platform/index.ts'
import * as consent from '../../contracts/consent.ts'
import { badRows, importConsents, listConsentImports } from './consents/import.ts'
import { release } from './erasing/release.ts'
import { linkOf, openFile, requestIn } from './exporting/export.ts'
import { dropRetention, retentionRules, setRetention } from './keeping/retention.ts'
import { changeRules, rulesOf } from './keeping/rules.ts'
import { ask, listRequests, refuse, requestNotFound, requestOf, start, type Work } from './requests.ts'

export const routesOf = (work: Work): Served[] => [
  serve(contract.listPrivacyRequests, (ctx, { query }) => listRequests(ctx, query)),
  serve(contract.getPrivacyRequest, async (ctx, { params: { requestId }, caller }) => {
    const request = await requestOf(ctx.db, requestId)
    return { ...request, link: request.file && caller.may('privacy.write') ? linkOf(ctx, requestId) : null, certificate: await certificateOf(ctx, requestId) }
  }),
  serve(contract.askPrivacy, (ctx, { body }) => ask(ctx, work, body)),
  serve(contract.startPrivacy, (ctx, { params }) => start(ctx, work, params.requestId)),
  serve(contract.refusePrivacy, (ctx, { params, body }) => refuse(ctx, params.requestId, body.because)),
  serve(contract.privacyFile, async (ctx, { params, reply }) => sendFile(ctx, params.requestId, reply)),
  serve(contract.privacyCertificate, async (ctx, { params: { requestId }, reply }) => {
    const certificate = await certificateOf(ctx, requestId)
    if (!certificate) throw requestNotFound()
    reply.header('content-disposition', `attachment; filename="erasure-${requestId}.json"`)
    return certificate
  }),
  serve(contract.releaseErased, (ctx, { body }) => release(ctx, body)),
  serve(contract.listRetention, ctx => retentionRules(ctx)),
  serve(contract.setRetention, (ctx, { body }) => setRetention(ctx, body.eventName, body.days)),
  serve(contract.dropRetention, (ctx, { params }) => dropRetention(ctx, params.eventName).then(() => ({ done: true as const }))),
  serve(contract.privacyRules, ctx => rulesOf(ctx.db)),
  serve(consent.importConsents, (ctx, { body }) => importConsents(ctx, body.fileName, body.content)),
  serve(consent.listConsentImports, (ctx, { query }) => listConsentImports(ctx, query)),
  serve(consent.consentImportBadRows, async (ctx, { params, reply }) => {
    const rows = await badRows(ctx, params.importId)
    return reply.header('content-disposition', 'attachment; filename="consents-not-usable.csv"').type('text/csv; charset=utf-8').send(rows)
  }),
  serve(contract.changePrivacyRules, (ctx, { body }) => changeRules(ctx, body)),
]

async function certificateOf({ db }: Ctx, requestId: string): Promise<Certificate | null> {
  const row = await db.selectFrom('privacy_requests').select('certificate').where('id', '=', requestId).executeTakeFirst()
  return (row?.certificate as Certificate | null | undefined) ?? null
}

async function sendFile(ctx: Ctx, requestId: string, reply: FastifyReply) {
  const { bytes, content } = await openFile(ctx, requestId)
  return reply.header('content-disposition', `attachment; filename="your-data.zip"`).header('content-length', bytes).header('cache-control', 'private, no-store').header('referrer-policy', 'no-referrer').type('application/zip').send(content)
}

/** The link that is given to the person: it needs no sign-in and works for a day. */
export function serveExports(app: FastifyInstance, ctx: Ctx): void {
  app.get('/privacy-export/:token', async (request: FastifyRequest<{ Params: { token: string } }>, reply) => {
    const id = requestIn(ctx, request.params.token)
    if (!id) throw requestNotFound()
    return sendFile(within(ctx, { actor: { kind: 'suki', id: null, name: 'the person', ip: request.ip } }), id, reply)
  })
}
