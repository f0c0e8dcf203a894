import { sql } from 'kysely'
import type { Preview, WhyNode } from '../../contracts/segment-routes.ts'
import { parseRule, printRule, type Rule } from '../../contracts/segments.ts'
import { appError, type Ctx } from '../platform/index.ts'
import { ask } from './emitting/ask.ts'
import { changesAt, evaluatorOf } from './evaluating/evaluate.ts'
import type { Verdict } from './evaluating/verdicts.ts'
import { historiesOf } from './keeping/histories.ts'
import { catalogueOf, interestsOf, servingRules } from './keeping/rules.ts'
import { segmentNotFound, zoneOf } from './segments.ts'

export const ruleUnreadable = appError('segments.unreadable', 400, 'Line {line}, column {column}: {message}')
export const notACustomer = appError('segments.no_customer', 404, 'There is no customer {customerId}.')

/** A rule from its tree or its text. @throws ruleUnreadable */
export function ruleIn({ rule, text }: { rule?: Rule | undefined; text?: string | undefined }): Rule {
  if (rule) return rule
  const { rule: read, problem } = parseRule(text ?? '')
  if (problem) throw ruleUnreadable({ line: problem.line, column: problem.column, message: problem.message }, [{ field: 'text', message: problem.message }])
  return read
}

type Counted = { count: number; total: number; email: number; sms: number; spent: Record<string, number>; ids: string[] }

/** How many customers a rule has now, and some of them: one question to the warehouse. @throws ruleTooHeavy */
export async function preview(ctx: Ctx, { rule, storeId = null }: { rule: Rule; storeId?: string | null | undefined }): Promise<Preview> {
  const began = performance.now()
  const now = ctx.clock.now().epochMilliseconds
  const [segments, zone] = [await servingRules(ctx.db), await zoneOf(ctx.db, storeId)]
  const [counted] = await ask<Counted>(ctx.warehouse, { rules: [{ rule, zone }], segments, now, columns: ['consents', 'spent_minor', 'currency'] }, ({ from, holds: [holds], columns: [consents, spent, currency] }) => `
    select countIf(h) as count, count() as total, countIf(h and has(consents, 'email:marketing:granted')) as email, countIf(h and has(consents, 'sms:marketing:granted')) as sms,
      sumMapIf(map(currency, spent), h and currency != '') as spent, groupArrayIf(8)(customer_id, h) as ids
    from (select customer_id, toUInt8(${holds}) as h, ${consents} as consents, ${spent} as spent, toString(${currency}) as currency from ${from})`)
  const { count, total, email, sms, spent, ids } = counted!
  const sample = ids.length ? await ctx.db.selectFrom('customers').select(['id', 'name', 'email', 'country', 'orders_count as ordersCount', 'spent_minor as spentMinor', 'currency']).where('id', 'in', ids).execute() : []
  const sums = Object.entries(spent).map(([key, spentMinor]) => ({ currency: key, spentMinor: Number(spentMinor) })).sort((a, b) => b.spentMinor - a.spentMinor)
  return { count, of: total, at: new Date(now).toISOString(), text: printRule(rule), reachable: { email, sms }, spent: sums, sample, tookMs: Math.round(performance.now() - began) }
}

/** Why a customer is in a segment or not, by its rule and their history of this moment. @throws segmentNotFound, notACustomer */
export async function why(ctx: Ctx, { segmentId, customerId }: { segmentId: string; customerId: string }) {
  const segments = await servingRules(ctx.db)
  const segment = segments.get(segmentId)
  if (!segment) throw segmentNotFound({ segmentId })
  const interests = interestsOf([...segments.values()].map(s => s.rule))
  const [history] = await historiesOf(ctx, [customerId], interests)
  if (!history) throw notACustomer({ customerId })
  const evaluate = evaluatorOf(segment, { segments, catalogue: { products: await catalogueOf(ctx.db, interests) } }, [segmentId])
  const now = ctx.clock.now().epochMilliseconds
  const verdict = evaluate(history, now)
  const { rows } = await sql`select from segment_members where segment_id = ${segmentId} and customer_id = ${customerId}`.execute(ctx.db)
  return { customerId, at: new Date(now).toISOString(), isMember: rows.length > 0, changesAt: instant(changesAt(evaluate, history, now)), why: explained(verdict) }
}

const instant = (at: number) => (Number.isFinite(at) ? new Date(at).toISOString() : null)

function explained({ rule, holds, next, parts = [], found }: Verdict): WhyNode {
  const { actual, behind } = found?.() ?? { actual: null, behind: [] }
  const inner = parts.filter(part => part.rule).map(explained)
  return { kind: rule!.kind, text: printRule(rule!), holds, until: instant(next), actual, behind: behind.map(b => ({ kind: b.kind, id: b.id, at: new Date(b.at).toISOString(), name: b.name ?? null })), parts: inner }
}
