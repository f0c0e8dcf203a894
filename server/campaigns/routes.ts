import * as contract from '../../contracts/campaigns.ts'
import { serve } from '../platform/index.ts'
import { campaignOf, copyCampaign, editCampaign, makeCampaign, removeCampaign } from './campaigns.ts'
import { dryRunOf, dryRunPeople, startDryRun } from './dry-run.ts'
import { approve, cancel, launch, pause, resume } from './launching.ts'
import { listCampaigns } from './list.ts'
import { exportPeople } from './reporting/export.ts'
import { notedReport } from './reporting/figures.ts'
import { linksOf } from './reporting/links.ts'
import { ordersOf } from './reporting/orders.ts'
import { peopleOf } from './reporting/people.ts'
import { reportOf } from './reporting/report.ts'
import { archiveCampaigns, copyCampaigns, restoreCampaigns } from './several.ts'

export const campaignRoutes = [
  serve(contract.compareCampaigns, async (ctx, { query: { campaign } }) => Promise.all([campaign].flat().map(async id => ({ ...(await reportOf(ctx, id)), name: (await campaignOf(ctx.db, id)).name })))),
  serve(contract.listCampaigns, (ctx, { query }) => listCampaigns(ctx, query)),
  serve(contract.archiveCampaigns, async (ctx, { body }) => (await archiveCampaigns(ctx, body), { done: true as const })),
  serve(contract.restoreCampaigns, async (ctx, { body }) => (await restoreCampaigns(ctx, body), { done: true as const })),
  serve(contract.copyCampaigns, async (ctx, { body }) => ({ items: await copyCampaigns(ctx, body) })),
  serve(contract.createCampaign, (ctx, { body }) => makeCampaign(ctx, body)),
  serve(contract.getCampaign, (ctx, { params }) => campaignOf(ctx.db, params.campaignId)),
  serve(contract.editCampaign, (ctx, { params, body }) => editCampaign(ctx, params.campaignId, body)),
  serve(contract.removeCampaign, async (ctx, { params }) => (await removeCampaign(ctx, params.campaignId), { done: true as const })),
  serve(contract.copyCampaign, (ctx, { params }) => copyCampaign(ctx, params.campaignId)),
  serve(contract.startDryRun, (ctx, { params }) => startDryRun(ctx, params.campaignId)),
  serve(contract.getDryRun, (ctx, { params }) => dryRunOf(ctx.db, params.campaignId)),
  serve(contract.dryRunPeople, (ctx, { params, query }) => dryRunPeople(ctx, params.campaignId, query)),
  serve(contract.launchCampaign, (ctx, { params, query }) => launch(ctx, params.campaignId, query)),
  serve(contract.approveCampaign, (ctx, { params }) => approve(ctx, params.campaignId)),
  serve(contract.pauseCampaign, (ctx, { params }) => pause(ctx, params.campaignId)),
  serve(contract.resumeCampaign, (ctx, { params }) => resume(ctx, params.campaignId)),
  serve(contract.cancelCampaign, (ctx, { params }) => cancel(ctx, params.campaignId)),
  serve(contract.campaignReport, (ctx, { params }) => notedReport(ctx, params.campaignId)),
  serve(contract.campaignPeople, (ctx, { params, query }) => peopleOf(ctx, params.campaignId, query)),
  serve(contract.exportCampaignPeople, async (ctx, { params, query, reply }) => reply.header('content-disposition', 'attachment; filename="campaign.csv"').type('text/csv; charset=utf-8').send(await exportPeople(ctx, params.campaignId, query))),
  serve(contract.campaignOrders, (ctx, { params, query }) => ordersOf(ctx, params.campaignId, query)),
  serve(contract.campaignLinks, (ctx, { params }) => linksOf(ctx, params.campaignId)),
]
