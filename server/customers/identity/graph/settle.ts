import { randomUUIDv7 } from 'node:crypto'
import { append, namesNobody, sources, type NewEvent } from '../../../collect/index.ts'
import type { Ctx } from '../../../platform/index.ts'
import { anchoredRows, insertRows, membersToSettle, noteMerges, noteMoves, rowsWithId, settleOwned, writeHomes, type AnchoredRow, type Settled, type ToSettle } from './homes.ts'

/** Why it was settled: the event or the decision, and when. */
export type Because = { id: string | null; at: string }

type Part = { members: ToSettle[]; rows: AnchoredRow[] }

/**
 * Gives every component its customer. The oldest customer whose anchor is in it stays; others are merged into that one
 * and keep their row. A component that names somebody and has no customer gets one, with the id that its visitor had.
 * @param fresh nodes that this transaction has made: nobody can have seen them elsewhere
 * @returns the customers that are new
 */
export async function settle(ctx: Ctx, components: string[][], becauseOf: (node: string) => Because, fresh: Set<string>): Promise<string[]> {
  if (!components.length) return []
  const members = new Map((await membersToSettle(ctx.db, components.flat())).map(m => [m.id, m]))
  const rows = Map.groupBy(await anchoredRows(ctx.db, components.flat()), row => row.anchorId)
  const parts = components.map(ids => ({ members: ids.flatMap(id => members.get(id) ?? []).toSorted(byAge), rows: ids.flatMap(id => rows.get(id) ?? []).toSorted(byAge) }))
  const free = await freeHomes(ctx, parts)
  const settled = parts.map(part => settlePart(part, free))
  await insertRows(ctx, settled.filter(s => s.isNew))
  const moved = settled.flatMap(({ customerId, members: own }) => own.filter(m => m.customerId !== customerId).map(m => ({ nodeId: m.id, fromId: m.customerId, toId: customerId, isFresh: fresh.has(m.id) })))
  await writeHomes(ctx.db, moved)
  const merges = await noteMerges(ctx, settled)
  const seen = moved.filter(m => !m.isFresh)
  await noteMoves(ctx.db, seen.map(m => ({ ...m, because: becauseOf(m.nodeId).id, at: ctx.clock.now().toString() })))
  await settleOwned(ctx.db, [...moved.map(m => m.nodeId), ...merges.rows, ...settled.filter(s => s.isNew).flatMap(s => s.members.map(m => m.id))])
  await append(ctx.db, [...settled.filter(s => s.isNew).map(s => created(ctx, s, becauseOf)), ...merges.told.map(told => asEvent(ctx, told, becauseOf))])
  return settled.filter(s => s.isNew).map(s => s.customerId)
}

const byAge = (a: { createdAt: string; id: string }, b: { createdAt: string; id: string }) => Date.parse(a.createdAt) - Date.parse(b.createdAt) || (a.id < b.id ? -1 : 1)

/** Ids of visitors that no customer has. */
async function freeHomes(ctx: Ctx, parts: Part[]): Promise<Set<string>> {
  const homes = new Set(parts.filter(part => !part.rows.length).flatMap(part => part.members.map(m => m.customerId)))
  for (const id of await rowsWithId(ctx.db, [...homes])) homes.delete(id)
  return homes
}

function settlePart({ members, rows }: Part, free: Set<string>): Settled {
  const [oldest, ...merged] = rows
  if (oldest) return { customerId: oldest.id, isNew: false, members, row: oldest, merged }
  const home = members.map(m => m.customerId).find(id => free.has(id)) ?? randomUUIDv7()
  free.delete(home)
  return { customerId: home, isNew: members.some(m => !namesNobody(m.kind)), members, row: undefined, merged: [] }
}

function created({ clock }: Ctx, { customerId, members }: Settled, becauseOf: (node: string) => Because): NewEvent {
  const first = members.find(m => !namesNobody(m.kind))!
  return { sourceId: sources.suki, messageId: `${customerId}:created`, name: 'Customer Created', nodeId: customerId, occurredAt: earlier(first.createdAt, clock.now().toString()), context: { because: becauseOf(first.id).id } }
}

const earlier = (a: string, b: string) => (Date.parse(a) < Date.parse(b) ? a : b)

export type MergeTold = { name: 'Customers Merged' | 'Customers Separated'; customerId: string; others: string[]; node: string }

const asEvent = ({ clock, actor }: Ctx, { name, customerId, others, node }: MergeTold, becauseOf: (node: string) => Because): NewEvent => ({
  sourceId: sources.suki,
  messageId: randomUUIDv7(),
  name,
  nodeId: customerId,
  properties: { customers: others, because: becauseOf(node).id },
  context: actor.kind === 'staff' ? { actor: { kind: actor.kind, id: actor.id, name: actor.name } } : {},
  occurredAt: clock.now().toString(),
})
