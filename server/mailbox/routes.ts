import * as contract from '../../contracts/mailbox.ts'
import { serve } from '../platform/index.ts'
import { emptyMailbox, listMails, mailboxState, mailSource, readMail } from './mails.ts'

export const routes = [
  serve(contract.mailboxState, ctx => mailboxState(ctx)),
  serve(contract.listMails, (ctx, { query }) => listMails(ctx, query)),
  serve(contract.readMail, (ctx, { params }) => readMail(ctx, params.mailId)),
  serve(contract.mailSource, async (ctx, { params, query, reply }) => {
    const source = await mailSource(ctx, params.mailId)
    if (query.download) void reply.header('content-disposition', `attachment; filename="${params.mailId}.eml"`)
    return reply.type('text/plain; charset=utf-8').send(source)
  }),
  serve(contract.emptyMailbox, ctx => emptyMailbox(ctx)),
]
