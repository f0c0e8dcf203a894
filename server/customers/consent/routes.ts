import * as contract from '../../../contracts/consent.ts'
import { serve } from '../../platform/index.ts'
import { customerNotFound } from '../customers.ts'
import { mayContact } from './may-contact.ts'
import { changeRules, rulesOf } from './rules.ts'
import { ask, recordByApi, recordByStaff } from './saying.ts'
import { consentsOf, historyOf } from './shown.ts'
import { liftSuppression, suppressCustomer } from './stops/suppressions.ts'
import { createWording, listWordings, retireWording } from './wordings.ts'

const done = { done: true as const }

export const consentRoutes = [
  serve(contract.customerConsents, (ctx, { params }) => consentsOf(ctx, params.customerId)),
  serve(contract.consentHistory, (ctx, { params, query }) => historyOf(ctx, { ...params, ...query })),
  serve(contract.recordConsent, (ctx, { params, body }) => recordByStaff(ctx, params.customerId, body)),
  serve(contract.recordConsents, (ctx, { body }) => recordByApi(ctx, body.consents)),
  serve(contract.contactAnswers, async (ctx, { query: { customer = [], ...asked } }) => ({ items: [...(await mayContact(ctx, { customerIds: customer, ...asked })).values()] })),
  serve(contract.askConfirmation, (ctx, { params, body }) => ask(ctx, params.customerId, body).then(() => done)),
  serve(contract.suppressCustomer, async (ctx, { params: { customerId }, body }) => {
    if (!(await suppressCustomer(ctx, customerId, body.channel))) throw customerNotFound({ customerId })
    return done
  }),
  serve(contract.liftSuppression, (ctx, { params }) => liftSuppression(ctx, params.suppressionId).then(() => done)),
  serve(contract.listWordings, (ctx, { query }) => listWordings(ctx, query)),
  serve(contract.createWording, (ctx, { body }) => createWording(ctx, body)),
  serve(contract.retireWording, (ctx, { params }) => retireWording(ctx, params.wordingId)),
  serve(contract.consentRules, ctx => rulesOf(ctx.db)),
  serve(contract.changeConsentRules, (ctx, { body }) => changeRules(ctx, body)),
]
