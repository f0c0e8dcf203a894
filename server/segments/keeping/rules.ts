import { sql } from 'kysely'
import { asksLines, conditionsOf, type Happenings, type Rule } from '../../../contracts/segments.ts'
import type { Db } from '../../platform/index.ts'
import { asksProducts } from '../evaluating/happenings.ts'
import type { ProductRow } from '../evaluating/history.ts'
import type { Zoned } from '../evaluating/evaluate.ts'

/** A segment whose membership is kept. */
export type Kept = Zoned & { id: string; name: string; version: number }

/** The rules by which segments are kept now, those that are archived left out. */
export async function servingRules(db: Db): Promise<Map<string, Kept>> {
  const { rows } = await sql<Kept>`
    select s.id, s.name, v.number as version, v.rule, v.time_zone as zone from segments as s join segment_versions as v on v.segment_id = s.id and v.state = 'serving'
    where s.archived_at is null order by s.id`.execute(db)
  return new Map(rows.map(row => [row.id, row]))
}

/** What of a history rules look at. `names`: undefined where an event of any name may matter. */
export type Interests = { names: string[] | undefined; lastSeen: boolean; lines: boolean; scores: boolean; products: { ids: string[]; categories: string[]; brands: string[] } }

export function interestsOf(rules: Rule[]): Interests {
  const conditions = rules.flatMap(conditionsOf)
  const happenings = conditions.flatMap((c): Happenings[] => [
    ...('of' in c ? [c.of] : []),
    ...(c.kind === 'sequence' ? [...c.steps.map(step => step.of), ...(c.without ? [c.without.of] : [])] : []),
    ...('window' in c && c.window?.kind === 'since' ? [c.window.of] : []),
  ])
  const facts = new Set<string>(conditions.flatMap(c => (c.kind === 'fact' ? [c.fact] : [])))
  const catalogue = happenings.flatMap(of => ((of.kind === 'order' || of.kind === 'event') && asksProducts(of) ? [of] : []))
  return {
    names: conditions.some(c => c.kind === 'seen') ? undefined : [...new Set(happenings.flatMap(of => (of.kind === 'event' ? [of.name] : [])))],
    lastSeen: facts.has('last_seen'),
    lines: happenings.some(of => of.kind === 'order' && asksLines(of)),
    scores: [...facts].some(fact => fact.startsWith('rfm_') || fact === 'value_decile'),
    products: { ids: catalogue.flatMap(of => of.products ?? []), categories: catalogue.flatMap(of => of.categories ?? []), brands: catalogue.flatMap(of => of.brands ?? []) },
  }
}

/** The products that rules may mean. */
export async function catalogueOf(db: Db, { products: { ids, categories, brands } }: Interests): Promise<ProductRow[]> {
  if (!ids.length && !categories.length && !brands.length) return []
  const { rows } = await sql<ProductRow>`
    select p.id, p.store_id as "storeId", p.external_id as "externalId", coalesce(c.name, '') as category, coalesce(p.brand, '') as brand from products as p left join categories as c on c.id = p.category_id
    where p.id = any(${ids}::uuid[]) or c.name = any(${categories}) or p.brand = any(${brands})`.execute(db)
  return rows
}
