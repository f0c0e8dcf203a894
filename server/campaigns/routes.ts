import * as contract from '../../contracts/campaigns.ts'
import { serve } from '../platform/index.ts'
import { campaignOf, copyCampaign, editCampaign, listCampaigns, makeCampaign, removeCampaign } from './campaigns.ts'
import { dryRunOf, dryRunPeople, startDryRun } from './dry-run.ts'
import { approve, cancel, launch, pause, resume } from './launching.ts'
import { linksOf, peopleOf } from './reporting/people.ts'
import { reportOf } from './reporting/report.ts'

export const campaignRoutes = [
  serve(contract.compareCampaigns, async (ctx, { query: { campaign } }) => Promise.all([campaign].flat().map(async id => ({ ...(await reportOf(ctx, id)), name: (await campaignOf(ctx.db, id)).name })))),
  serve(contract.listCampaigns, (ctx, { query }) => listCampaigns(ctx, query)),
  serve(contract.createCampaign, (ctx, { body }) => makeCampaign(ctx, body)),
  serve(contract.getCampaign, (ctx, { params }) => campaignOf(ctx.db, params.campaignId)),
  serve(contract.editCampaign, (ctx, { params, body }) => editCampaign(ctx, params.campaignId, body)),
  serve(contract.removeCampaign, async (ctx, { params }) => (await removeCampaign(ctx, params.campaignId), { done: true as const })),
  serve(contract.copyCampaign, (ctx, { params }) => copyCampaign(ctx, params.campaignId)),
  serve(contract.startDryRun, (ctx, { params }) => startDryRun(ctx, params.campaignId)),
  serve(contract.getDryRun, (ctx, { params }) => dryRunOf(ctx.db, params.campaignId)),
  serve(contract.dryRunPeople, (ctx, { params, query }) => dryRunPeople(ctx, params.campaignId, query)),
  serve(contract.launchCampaign, (ctx, { params }) => launch(ctx, params.campaignId)),
  serve(contract.approveCampaign, (ctx, { params }) => approve(ctx, params.campaignId)),
  serve(contract.pauseCampaign, (ctx, { params }) => pause(ctx, params.campaignId)),
  serve(contract.resumeCampaign, (ctx, { params }) => resume(ctx, params.campaignId)),
  serve(contract.cancelCampaign, (ctx, { params }) => cancel(ctx, params.campaignId)),
  serve(contract.campaignReport, (ctx, { params }) => reportOf(ctx, params.campaignId)),
  serve(contract.campaignPeople, (ctx, { params, query }) => peopleOf(ctx, params.campaignId, query)),
  serve(contract.campaignLinks, (ctx, { params }) => linksOf(ctx, params.campaignId)),
]
