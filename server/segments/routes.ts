import * as contract from '../../contracts/segment-routes.ts'
import { suggestForRule } from '../../contracts/segment-suggestions.ts'
import { parseRule, printRule } from '../../contracts/segments.ts'
import { serve } from '../platform/index.ts'
import { preview, ruleIn, why } from './asking.ts'
import { compareSegments, overlapOf } from './comparing/compare.ts'
import { trendsOf } from './comparing/trends.ts'
import { historyOf, listSegments, membersOf, movesOf, segmentOf, segmentsOf } from './lists.ts'
import { scoringRoutes } from './scoring/routes.ts'
import { suggest } from './suggesting/suggest.ts'
import { archiveSegment, makeSegment, redefineSegment, renameSegment, restoreSegment } from './segments.ts'
import { needsIt, usesOf, type AskUses } from './uses.ts'
import { changeWatch } from './watching/watch.ts'

/** `asks`: the modules below that use segments. */
export const segmentRoutesOver = (asks: () => AskUses[]) => [
  ...scoringRoutes,
  serve(suggestForRule, (ctx, { query }) => suggest(ctx, query)),
  serve(contract.listSegments, (ctx, { query }) => listSegments(ctx, query)),
  serve(contract.getSegment, async (ctx, { params, caller }) => segmentOf(ctx.db, params.segmentId, await usesOf(ctx, { ...params, caller }, asks()))),
  serve(contract.createSegment, async (ctx, { body }) => segmentOf(ctx.db, await makeSegment(ctx, { name: body.name, description: body.description ?? '', storeId: body.storeId ?? null, rule: ruleIn(body) }), [])),
  serve(contract.editSegment, async (ctx, { params: { segmentId }, body: { name, description, ...said }, caller }) => {
    if (name !== undefined || description !== undefined) await renameSegment(ctx, { segmentId, name, description })
    if (said.rule !== undefined || said.text !== undefined) await redefineSegment(ctx, { segmentId, rule: ruleIn(said) })
    return segmentOf(ctx.db, segmentId, await usesOf(ctx, { segmentId, caller }, asks()))
  }),
  serve(contract.archiveSegmentRoute, async (ctx, { params, caller }) => {
    await archiveSegment(ctx, { ...params, needed: async own => (await usesOf(own, { ...params, caller }, asks())).filter(needsIt).map(use => use.name) })
    return { done: true as const }
  }),
  serve(contract.restoreSegment, async (ctx, { params }) => {
    await restoreSegment(ctx, params)
    return { done: true as const }
  }),
  serve(contract.watchSegment, async (ctx, { params, body }) => {
    await changeWatch(ctx, { ...params, ...body })
    return { done: true as const }
  }),
  serve(contract.segmentTrends, (ctx, { query }) => trendsOf(ctx, { ids: query.ids ?? [] })),
  serve(contract.compareSegments, (ctx, { query }) => compareSegments(ctx, query)),
  serve(contract.segmentOverlap, (ctx, { params }) => overlapOf(ctx, params)),
  serve(contract.previewSegment, (ctx, { body }) => preview(ctx, { rule: ruleIn(body), storeId: body.storeId })),
  serve(contract.readRule, (_, { body }) => {
    if (body.rule) return { rule: body.rule, text: printRule(body.rule), problem: null }
    const { rule, problem } = parseRule(body.text ?? '')
    return rule ? { rule, text: printRule(rule), problem: null } : { rule: null, text: null, problem: problem! }
  }),
  serve(contract.segmentMembers, (ctx, { params, query }) => membersOf(ctx, { ...params, ...query })),
  serve(contract.segmentMoves, (ctx, { params, query }) => movesOf(ctx, { ...params, ...query })),
  serve(contract.segmentHistory, (ctx, { params, query }) => historyOf(ctx, { ...params, ...query })),
  serve(contract.whySegment, (ctx, { params }) => why(ctx, params)),
  serve(contract.customerSegments, (ctx, { params }) => segmentsOf(ctx, params.customerId)),
]
