import { sql } from 'kysely'
import { decisions, type ConsentRules } from '../../contracts/consent.ts'
import type { Preview, WhyNode } from '../../contracts/segment-routes.ts'
import { parseRule, printRule, type Rule } from '../../contracts/segments.ts'
import { consentRules } from '../customers/index.ts'
import { appError, type Ctx, type Db } from '../platform/index.ts'
import { ask, knownOf, propertiesOf } from './emitting/ask.ts'
import { saysConsent } from './emitting/emit.ts'
import { changesAt, evaluatorOf, type Zoned } from './evaluating/evaluate.ts'
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

/** Of those who pay in one currency; who never paid has none. */
type Counted = { currency: string; count: number; total: number; email: number; sms: number; spent: number; some: number[] }

/** As `mayContact` answers for marketing: an address, nothing that stops it, and a yes or a rule that needs none. Asked of the kinds of customers (migration 0008). */
function reachableBy(channel: 'email' | 'sms', { assumed }: ConsentRules): string {
  const says = (what: string) => saysConsent('kind', `' ${what} '`)
  const said = (state: string) => says(`${channel}:marketing:${state}`)
  const agreed = assumed[channel].includes('marketing') ? `(${said('granted')} or not (${decisions.filter(d => d !== 'granted').map(said).join(' or ')}))` : said('granted')
  return `${says(channel === 'email' ? 'has:email' : 'has:phone')} and ${agreed} and not ${says('restricted')} and not ${says(`${channel}:stopped`)}`
}

/** No copy has a greater one. */
const greatestOrdinal = (db: Db) => db.selectFrom('customers').select(q => q.fn.max('ordinal').as('most')).executeTakeFirstOrThrow()

/** How many customers a rule has now, and some of them: one question to the warehouse. @throws ruleTooHeavy */
export async function preview(ctx: Ctx, { rule, storeId = null }: { rule: Rule; storeId?: string | null | undefined }): Promise<Preview> {
  const began = performance.now()
  const now = ctx.clock.now().epochMilliseconds
  const [segments, zone, rules, known, { most }] = await Promise.all([servingRules(ctx.db), zoneOf(ctx.db, storeId), consentRules(ctx.db), knownOf(ctx.warehouse, propertiesOf(rule)), greatestOrdinal(ctx.db)])
  const counted = await ask<Counted>(ctx.warehouse, { rules: [{ rule, zone }], segments, now, known, most, bySets: true, columns: ['ordinal', 'kind_said', 'spent_minor'] }, ({ from, holds: [holds], columns: [ordinal, kind, spent] }) => `
    select substringIndex(kind, ' ', 1) as currency, sum(n) as count, sum(whole) as total, sumIf(n, ${reachableBy('email', rules)}) as email, sumIf(n, ${reachableBy('sms', rules)}) as sms, sum(minor) as spent, arraySlice(groupArrayArray(few), 1, 8) as some
    from (select ${kind} as kind, countIf(h) as n, count() as whole, sumIf(${spent}, h) as minor, groupArrayIf(8)(${ordinal}, h) as few from (select *, toUInt8(${holds}) as h from ${from}) group by kind) group by currency`)
  const sum = (of: 'count' | 'total' | 'email' | 'sms') => counted.reduce((all, row) => all + row[of], 0)
  const some = counted.flatMap(row => row.some).slice(0, 8)
  const sample = some.length ? await ctx.db.selectFrom('customers').select(['id', 'name', 'email', 'country', 'orders_count as ordersCount', 'spent_minor as spentMinor', 'currency']).where('ordinal', 'in', some).execute() : []
  const spent = counted.filter(row => row.currency && row.count).map(row => ({ currency: row.currency, spentMinor: row.spent })).sort((a, b) => b.spentMinor - a.spentMinor)
  return { count: sum('count'), of: sum('total'), at: new Date(now).toISOString(), text: printRule(rule), reachable: { email: sum('email'), sms: sum('sms') }, spent, sample, tookMs: Math.round(performance.now() - began) }
}

/** How many customers each rule has, in one pass over everybody. @throws ruleTooHeavy */
export async function countAll(ctx: Ctx, { rules, now = ctx.clock.now().epochMilliseconds }: { rules: Zoned[]; now?: number }): Promise<number[]> {
  const segments = await servingRules(ctx.db)
  const [counted] = await ask<{ counts: number[] }>(ctx.warehouse, { rules, segments, now }, ({ from, holds }) => `select [${holds.map(h => `countIf(${h})`).join(', ')}] as counts from ${from}`)
  return counted!.counts
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
