import * as contract from '../../../contracts/template-routes.ts'
import { serve } from '../../platform/index.ts'
import { publicUrl } from '../../staff/index.ts'
import { isOwnNetwork } from './checks/reach.ts'
import { brandKit, saveBrandKit } from './brand.ts'
import { addImage, editImage, listImages } from './images/library.ts'
import { archive, createTemplate, renameTemplate, saveDraft } from './keeping.ts'
import { listTemplates, listVersions, templateOf } from './queries.ts'
import { checkVersion, sendVersionTest, showVersion, versionOf } from './showing.ts'
import { previewStarter } from './starters/preview.ts'
import { starters } from './starters/index.ts'
import { check, preview, sendTest, toSource } from './trying.ts'
import { publish, restoreVersion } from './versions.ts'

export const templateRoutes = [
  serve(contract.listTemplates, (ctx, { query }) => listTemplates(ctx, query)),
  serve(contract.getTemplate, (ctx, { params }) => templateOf(ctx.db, params.templateId)),
  serve(contract.createTemplate, (ctx, { body }) => createTemplate(ctx, body)),
  serve(contract.saveDraft, (ctx, { params, body }) => saveDraft(ctx, { ...params, ...body })),
  serve(contract.editTemplate, (ctx, { params, body }) => renameTemplate(ctx, { ...params, ...body })),
  serve(contract.archiveTemplate, async (ctx, { params }) => (await archive(ctx, { ...params, isAway: true }), { done: true as const })),
  serve(contract.restoreTemplate, async (ctx, { params }) => (await archive(ctx, { ...params, isAway: false }), templateOf(ctx.db, params.templateId))),
  serve(contract.publishTemplate, (ctx, { params, body }) => publish(ctx, { ...params, ...body })),
  serve(contract.listVersions, (ctx, { params, query }) => listVersions(ctx, { ...params, ...query })),
  serve(contract.getVersion, (ctx, { params }) => versionOf(ctx, params)),
  serve(contract.checkVersion, async (ctx, { params }) => ({ findings: (await checkVersion(ctx, params)).findings })),
  serve(contract.getMailAddress, ctx => ({ address: publicUrl(ctx.config), isPrivate: isOwnNetwork(publicUrl(ctx.config)) })),
  serve(contract.previewVersion, (ctx, { params, query, caller }) => showVersion(ctx, { ...params, ...query }, caller)),
  serve(contract.sendVersionTest, async (ctx, { params, body, caller }) => (await sendVersionTest(ctx, { ...params, ...body }, caller), { done: true as const })),
  serve(contract.restoreVersion, (ctx, { params, body }) => restoreVersion(ctx, { ...params, ...body })),

  serve(contract.previewTemplate, (ctx, { body, caller }) => preview(ctx, body, caller)),
  serve(contract.checkTemplate, (ctx, { body }) => check(ctx, body)),
  serve(contract.toMjml, (ctx, { body }) => toSource(ctx, body)),
  serve(contract.sendTest, async (ctx, { body, caller }) => (await sendTest(ctx, body, caller), { done: true as const })),

  serve(contract.listStarters, () => ({ items: starters })),
  serve(contract.previewStarter, (ctx, { params, query }) => previewStarter(ctx, { ...params, ...query })),

  serve(contract.getBrandKit, (ctx, { params }) => brandKit(ctx.db, params.storeId)),
  serve(contract.saveBrandKit, (ctx, { params, body }) => saveBrandKit(ctx, { ...params, kit: body })),

  serve(contract.listImages, (ctx, { query }) => listImages(ctx, query)),
  serve(contract.addImage, (ctx, { query, request }) => addImage(ctx, { ...query, body: request.body })),
  serve(contract.editImage, (ctx, { params, body }) => editImage(ctx, { ...params, ...body })),
]
