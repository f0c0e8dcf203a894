import type { Readable } from 'node:stream'
import { decimals, toMajor } from '../../../contracts/money.ts'
import type { RfmMember, rfmMembers } from '../../../contracts/rfm.ts'
import type { Parsed } from '../../../contracts/route.ts'
import { csvStream, fromCursor, pageOf, type Ctx } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { spanOf } from './moments.ts'
import { peopleOf } from './people.ts'

type Query = Parsed<typeof rfmMembers>['query']
type Whose = Omit<Query, 'limit' | 'after'>
type Scores = { recency: number | null; frequency: number | null; monetary: number | null; rfm_group: string | null; value_decile: number | null }

/** Customers of a cell, of a group, or of a flow between groups; who brought most first. @throws periodBackwards */
export async function membersOf(ctx: Ctx, { limit, after, ...whose }: Query): Promise<{ items: RfmMember[]; next: string | null }> {
  const { items, next } = await idsOf(ctx, { limit, after, ...whose })
  const rows = items.length ? await ctx.db.selectFrom('customers').select(['id', 'name', 'email', 'country', 'orders_count as ordersCount', 'spent_minor as spentMinor', 'currency', 'last_order_at as lastOrderAt']).where('id', 'in', items.map(item => item.id)).execute() : []
  const byId = new Map(rows.map(row => [row.id, row]))
  return { items: items.flatMap(({ id }) => byId.get(id) ?? []), next }
}

async function idsOf(ctx: Ctx, { limit, after, from, to, fromGroup, toGroup, recency, value, group, ...scope }: Query) {
  const people = await peopleOf(ctx, scope)
  const wanted = { recency, value, group, fromGroup, toGroup }
  const tests: Record<keyof typeof wanted, string> = { recency: 's.recency = {recency:UInt8}', value: 'intDiv(s.frequency + s.monetary + 1, 2) = {value:UInt8}', group: 's.rfm_group = {group:String}', fromGroup: 'f.from_group = {fromGroup:String}', toGroup: 'f.to_group = {toGroup:String}' }
  const asked = Object.entries(wanted).filter(([, given]) => given !== undefined) as [keyof typeof wanted, unknown][]
  const flows = from && to ? await spanOf(ctx, { from, to }) : undefined
  const conditions = asked.filter(([key]) => flows || !key.endsWith('Group')).map(([key]) => tests[key])
  const [revenue, id] = fromCursor(after, 2) ?? []
  if (after) conditions.push('(p.revenue, toString(p.customer_id)) < ({revenue:Int64}, {id:String})')
  const rows = await ctx.warehouse.rows<{ id: string; revenue: number }>(`
    select toString(p.customer_id) as id, p.revenue as revenue
    from ${people.rows} as p ${recency ?? value ?? group ? 'join (select * from scores final where not deleted) as s on s.id = p.customer_id' : ''} ${flows ? `join ${flows.rows} as f on f.customer_id = p.customer_id` : ''}
    ${conditions.length ? `where ${conditions.join(' and ')}` : ''} order by revenue desc, id desc limit {limit:UInt32}`,
    { ...people.params, ...Object.fromEntries(asked), ...(after ? { revenue, id } : {}), limit: limit + 1 })
  return pageOf(rows, limit, row => [row.revenue, row.id])
}

/** So many at a time: the warehouse is asked once for each. */
const batch = 20_000

/** The same as CSV with the scores of each. */
export async function exportMembers(ctx: Ctx, whose: Whose): Promise<Readable> {
  await audit(ctx, { action: 'rfm.export', record: { kind: 'customers', id: '', label: whose.group ?? 'rfm' }, changes: { export: { from: null, to: whose } } })
  const money = (row: Row) => (row.currency ? toMajor(row.spentMinor, row.currency).toFixed(decimals(row.currency)) : '')
  return csvStream<Row>([
    ['id', row => row.id], ['name', row => row.name], ['email', row => row.email], ['phone', row => row.phone], ['country', row => row.country], ['orders', row => row.ordersCount], ['spent', money], ['currency', row => row.currency],
    ['last_order', row => row.lastOrderAt], ['recency', row => row.recency], ['frequency', row => row.frequency], ['monetary', row => row.monetary], ['group', row => row.rfm_group], ['value_decile', row => row.value_decile],
  ], pages(ctx, whose))
}

type Row = RfmMember & Scores & { phone: string | null }

async function* pages(ctx: Ctx, whose: Whose) {
  for (let after: string | undefined, first = true; first || after; first = false) {
    const { items, next } = await idsOf(ctx, { ...whose, limit: batch, after })
    const ids = items.map(item => item.id)
    const rows = ids.length ? await ctx.db.selectFrom('customers as c').leftJoin('scores as s', 's.id', 'c.id').select(['c.id', 'c.name', 'c.email', 'c.phone', 'c.country', 'c.orders_count as ordersCount', 'c.spent_minor as spentMinor', 'c.currency', 'c.last_order_at as lastOrderAt', 's.recency', 's.frequency', 's.monetary', 's.rfm_group', 's.value_decile']).where('c.id', 'in', ids).execute() : []
    const byId = new Map(rows.map(row => [row.id, row]))
    yield ids.flatMap(id => byId.get(id) ?? [])
    after = next ?? undefined
  }
}
