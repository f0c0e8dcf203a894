import * as debug from '../../contracts/debugger.ts'
import * as contract from '../../contracts/sources.ts'
import * as plan from '../../contracts/tracking-plan.ts'
import { serve, type Served } from '../platform/index.ts'
import { approveEvents, getTracked, planEvent, planNewEvent, settleWarnings, unplanEvents } from './plan/planning.ts'
import { listTracked, listWarnings } from './plan/tracked.ts'
import { createSource, editSource, getSource, listSources } from './sources.ts'
import { volumeOf } from './watching/figures.ts'
import { listMessages } from './watching/messages.ts'
import { mendMessage, replayMessages } from './watching/replay.ts'

export const sourceRoutes: Served[] = [
  serve(contract.listSources, (ctx, { query }) => listSources(ctx, query)),
  serve(contract.getSource, (ctx, { params }) => getSource(ctx, params.sourceId)),
  serve(contract.createSource, (ctx, { body }) => createSource(ctx, body)),
  serve(contract.editSource, (ctx, { params, body }) => editSource(ctx, { ...params, ...body })),
  serve(contract.sourceVolume, (ctx, { params, query }) => volumeOf(ctx, { ...params, ...query })),
  serve(debug.listMessages, (ctx, { params, query }) => listMessages(ctx, { ...params, ...query })),
  serve(debug.replayMessages, (ctx, { params, body }) => replayMessages(ctx, { ...params, ...body })),
  serve(debug.mendMessage, (ctx, { params, body }) => mendMessage(ctx, { ...params, ...body })),
  serve(plan.listTracked, (ctx, { query }) => listTracked(ctx, query)),
  serve(plan.getTracked, (ctx, { params }) => getTracked(ctx, params.eventId)),
  serve(plan.planNewEvent, (ctx, { body }) => planNewEvent(ctx, body)),
  serve(plan.planEvent, (ctx, { params, body }) => planEvent(ctx, params.eventId, body)),
  serve(plan.approveEvents, (ctx, { body }) => approveEvents(ctx, body)),
  serve(plan.unplanEvents, (ctx, { body }) => unplanEvents(ctx, body)),
  serve(plan.listWarnings, (ctx, { query }) => listWarnings(ctx, query)),
  serve(plan.settleWarnings, (ctx, { body }) => settleWarnings(ctx, body)),
]
