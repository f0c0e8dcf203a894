import * as contract from '../../../contracts/returns.ts'
import { serve, type Served } from '../../platform/index.ts'
import { countInbound, inboundMail, listInbound, replay, sourceOf } from './arriving/mails.ts'
import { listWaysIn } from './arriving/ways.ts'
import { listHooks, removeHook, setHook } from './hooks/keys.ts'

const done = { done: true } as const

export const returnRoutes: Served[] = [
  serve(contract.listReturnHooks, ctx => listHooks(ctx)),
  serve(contract.setReturnHook, async (ctx, { params, body }) => (await setHook(ctx, params.provider, body.key), done)),
  serve(contract.removeReturnHook, async (ctx, { params }) => (await removeHook(ctx, params.provider), done)),
  serve(contract.listWaysIn, ctx => listWaysIn(ctx)),
  serve(contract.countInbound, ctx => countInbound(ctx)),
  serve(contract.listInboundMails, (ctx, { query }) => listInbound(ctx, query)),
  serve(contract.readInboundMail, (ctx, { params }) => inboundMail(ctx, params.mailId)),
  serve(contract.inboundSource, async (ctx, { params, reply }) => {
    const source = await sourceOf(ctx, params.mailId)
    // A stranger's mail: never shown by the browser, only saved.
    return reply.type('message/rfc822').header('content-disposition', `attachment; filename="${params.mailId}.eml"`).header('cache-control', 'no-store').send(source)
  }),
  serve(contract.replayInboundMail, async (ctx, { params }) => (await replay(ctx, params.mailId), done)),
]
