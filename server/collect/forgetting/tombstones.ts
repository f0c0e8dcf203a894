import { sql } from 'kysely'
import type { Ctx, Db } from '../../platform/index.ts'
import { namesNobody, nodeIds, type Identifier } from '../identifiers/index.ts'

/** What becomes of the identifiers of one event or row. `erased`: whose it is asked to be forgotten, so it comes in without them. */
export type Sifted = { isErased: boolean; kept: Identifier[]; gone: Identifier[] }

const untouched = (kept: Identifier[]): Sifted => ({ isErased: false, kept, gone: [] })

/**
 * Takes out identifiers of people who were erased. Whatever is told of an erased person is theirs as a whole, unless a
 * stronger identifier names somebody else whom we know: a family's address goes, the other customer stays.
 * @param named the identifiers of each, the strongest first
 */
export async function sift(ctx: Pick<Ctx, 'db' | 'config' | 'clock'>, named: Identifier[][]): Promise<Sifted[]> {
  if (!(await someErased(ctx.db))) return named.map(untouched)
  const nodeId = await nodeIds(ctx)
  const nodes = named.map(identifiers => identifiers.map(nodeId))
  const erased = await erasedAmong(ctx.db, nodes.flat())
  if (!erased.size) return named.map(untouched)
  const alive = await customersAmong(ctx.db, nodes.flatMap(own => own[0] ?? []))
  const sifted = named.map((identifiers, i): Sifted => {
    const own = nodes[i]!
    if (!own.some(node => erased.has(node))) return untouched(identifiers)
    const gone = identifiers.filter((_, at) => erased.has(own[at]!))
    const isOthers = !erased.has(own[0]!) && alive.has(own[0]!) && !namesNobody(identifiers[0]!.kind)
    return isOthers ? { isErased: false, kept: identifiers.filter(one => !gone.includes(one)), gone } : { isErased: true, kept: [], gone }
  })
  await noteReturn(ctx, sifted.flatMap(one => (one.isErased ? one.gone.map(nodeId) : [])))
  return sifted
}

const someErased = async (db: Db) => (await sql`select from tombstones limit 1`.execute(db)).rows.length > 0

/** Of these nodes those that were erased. */
export async function erasedAmong(db: Db, nodes: (string | null)[]): Promise<Set<string>> {
  const ids = [...new Set(nodes.filter(node => node !== null))]
  if (!ids.length) return new Set()
  const { rows } = await sql<{ id: string }>`select node_id as id from tombstones where node_id = any(${ids}::uuid[])`.execute(db)
  return new Set(rows.map(row => row.id))
}

async function customersAmong(db: Db, nodes: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select i.id from customer_identifiers as i join customers as c on c.id = i.customer_id where i.id = any(${nodes}::uuid[])`.execute(db)
  return new Set(rows.map(row => row.id))
}

/** Staff see that somebody came back, and may release them. */
async function noteReturn({ db, clock }: Pick<Ctx, 'db' | 'clock'>, nodes: string[]): Promise<void> {
  const counts = [...Map.groupBy(nodes, node => node)].map(([node, times]) => ({ node, count: times.length }))
  if (counts.length) await sql`
    update tombstones as t set came_again = came_again + c.count, came_last_at = ${clock.now().toString()}::timestamptz
    from (select node, count from json_to_recordset(${JSON.stringify(counts)}::json) as c (node uuid, count int) order by node) as c where t.node_id = c.node`.execute(db)
}
