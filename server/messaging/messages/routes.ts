import * as contract from '../../../contracts/messages.ts'
import { serve } from '../../platform/index.ts'
import { decideMessages } from './deciding.ts'
import { sendMessage } from './post.ts'
import { detailOf, listMessages, undecided } from './queries.ts'

export const messageRoutes = [
  serve(contract.listMessages, (ctx, { query }) => listMessages(ctx, query)),
  serve(contract.undecidedMessages, ctx => undecided(ctx)),
  serve(contract.getMessage, (ctx, { params }) => detailOf(ctx, params.messageId)),
  serve(contract.customerMessages, (ctx, { params, query }) => listMessages(ctx, { ...query, customer: params.customerId })),
  serve(contract.sendMessage, (ctx, { body }) => sendMessage(ctx, body)),
  serve(contract.decideMessages, (ctx, { body }) => decideMessages(ctx, body)),
]
