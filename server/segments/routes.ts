import * as contract from '../../contracts/segment-routes.ts'
import { parseRule, printRule } from '../../contracts/segments.ts'
import { serve } from '../platform/index.ts'
import { preview, ruleIn, why } from './asking.ts'
import { historyOf, listSegments, membersOf, movesOf, segmentOf, segmentsOf } from './lists.ts'
import { scoringRoutes } from './scoring/routes.ts'
import { archiveSegment, makeSegment, redefineSegment, renameSegment } from './segments.ts'

export const segmentRoutes = [
  ...scoringRoutes,
  serve(contract.listSegments, (ctx, { query }) => listSegments(ctx, query)),
  serve(contract.getSegment, (ctx, { params }) => segmentOf(ctx.db, params.segmentId)),
  serve(contract.createSegment, async (ctx, { body }) => segmentOf(ctx.db, await makeSegment(ctx, { name: body.name, description: body.description ?? '', storeId: body.storeId ?? null, rule: ruleIn(body) }))),
  serve(contract.editSegment, async (ctx, { params: { segmentId }, body: { name, description, ...said } }) => {
    if (name !== undefined || description !== undefined) await renameSegment(ctx, { segmentId, name, description })
    if (said.rule !== undefined || said.text !== undefined) await redefineSegment(ctx, { segmentId, rule: ruleIn(said) })
    return segmentOf(ctx.db, segmentId)
  }),
  serve(contract.archiveSegmentRoute, async (ctx, { params }) => {
    await archiveSegment(ctx, params)
    return { done: true as const }
  }),
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
