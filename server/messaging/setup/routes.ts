import * as contract from '../../../contracts/sending-setup.ts'
import { serve } from '../../platform/index.ts'
import { checkNow, createDomain, editDomain, listDomains, removeDomain } from './domains.ts'
import { createKey, removeKey, useKey } from './keys.ts'
import { createProvider, editProvider, listProviders, removeProvider, setPaused } from './providers.ts'
import { listRates, removeRate, setRate } from './rates.ts'
import { archiveSender, createSender, editSender, listSenders } from './senders.ts'
import { tryServer } from './trying.ts'

const done = { done: true as const }

export const setupRoutes = [
  serve(contract.listProviders, ctx => listProviders(ctx)),
  serve(contract.createProvider, (ctx, { body }) => createProvider(ctx, body)),
  serve(contract.editProvider, (ctx, { params, body }) => editProvider(ctx, params.providerId, body)),
  serve(contract.pauseProvider, (ctx, { params }) => setPaused(ctx, params.providerId, true)),
  serve(contract.resumeProvider, (ctx, { params }) => setPaused(ctx, params.providerId, false)),
  serve(contract.removeProvider, (ctx, { params }) => removeProvider(ctx, params.providerId).then(() => done)),
  serve(contract.tryProvider, (ctx, { body }) => tryServer(ctx, body)),

  serve(contract.listSenders, ctx => listSenders(ctx)),
  serve(contract.createSender, (ctx, { body }) => createSender(ctx, body)),
  serve(contract.editSender, (ctx, { params, body }) => editSender(ctx, params.senderId, body)),
  serve(contract.archiveSender, (ctx, { params }) => archiveSender(ctx, params.senderId).then(() => done)),

  serve(contract.listSendingDomains, ctx => listDomains(ctx)),
  serve(contract.createSendingDomain, (ctx, { body }) => createDomain(ctx, body)),
  serve(contract.editSendingDomain, (ctx, { params, body }) => editDomain(ctx, params.domainId, body)),
  serve(contract.checkSendingDomain, (ctx, { params }) => checkNow(ctx, params.domainId)),
  serve(contract.createDkimKey, (ctx, { params }) => createKey(ctx, params.domainId)),
  serve(contract.signWithDkimKey, (ctx, { params }) => useKey(ctx, params)),
  serve(contract.removeDkimKey, (ctx, { params }) => removeKey(ctx, params)),
  serve(contract.removeSendingDomain, (ctx, { params }) => removeDomain(ctx, params.domainId).then(() => done)),

  serve(contract.listRecipientRates, ctx => listRates(ctx)),
  serve(contract.setRecipientRate, (ctx, { params, body }) => setRate(ctx, params.domain, body.perSecond)),
  serve(contract.removeRecipientRate, (ctx, { params }) => removeRate(ctx, params.domain).then(() => done)),
]
