import { hash } from 'node:crypto'
import { erasedAmong, identityPolicy, nodeIds, uuidOf, type Identifier, type Policy } from '../../collect/index.ts'
import type { Ctx } from '../../platform/index.ts'
import { absorb } from './graph/absorb.ts'
import { keepNews, lockIdentity, meet, type Linking } from './graph/queries.ts'
import { settle, type Because } from './graph/settle.ts'

/** Identifiers that were seen together, the strongest first: in an event, a row of a file, or joined by a person. */
export type Seen = { id: string; at: string; sourceId: string; identifiers: Identifier[]; byStaff?: string }

/**
 * Takes in what was seen, and changes at once who is who: nodes, clusters, customers, and everything that belongs to
 * them. Seeing the same again changes nothing. In the caller's transaction, which holds the identity lock from here on.
 * @returns the customers that are new
 */
export async function identify(ctx: Ctx, seen: Seen[], policy?: Policy): Promise<string[]> {
  if (!seen.length) return []
  const nodeId = await nodeIds(ctx)
  return see(ctx, seen.map(({ identifiers, ...rest }) => ({ ...rest, nodes: identifiers.map(i => ({ ...i, id: nodeId(i) })) })), policy ?? (await identityPolicy(ctx)))
}

/** The same for nodes that are known by their ids. */
export async function see(ctx: Ctx, given: Named[], policy: Policy): Promise<string[]> {
  await lockIdentity(ctx.db)
  // As PostgreSQL gives instants back, so that equal ones are equal as texts.
  const named = (await withoutErased(ctx, given)).map(one => ({ ...one, at: new Date(one.at).toISOString() }))
  const nodes = new Map(named.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)).flatMap(s => s.nodes.map(node => [node.id, { ...node, at: s.at }])))
  const fresh = await meet(ctx, [...nodes.values()])
  const news = await keepNews(ctx.db, linkingOf(named))
  const changed = await absorb(ctx.db, news, policy)
  const settled = new Set(changed.flat())
  const alone = [...fresh].filter(node => !settled.has(node)).map(node => [node])
  const reasons = new Map<string, Because>(named.flatMap(s => s.nodes.map(node => [node.id, { id: s.id, at: s.at }])))
  for (const { nodes: together, eventId, at } of news) for (const node of together) reasons.set(node, { id: eventId, at })
  return settle(ctx, [...changed, ...alone], node => reasons.get(node) ?? reasonOf(news, changed, node), fresh)
}

/** Identifiers of people who were erased lead to nobody: they stay strangers, whoever names them. */
async function withoutErased({ db }: Ctx, given: Named[]): Promise<Named[]> {
  const erased = await erasedAmong(db, given.flatMap(one => one.nodes.map(node => node.id)))
  return erased.size ? given.map(one => ({ ...one, nodes: one.nodes.filter(node => !erased.has(node.id)) })).filter(one => one.nodes.length > 0) : given
}

/** The observation that changed the component of this node, which it did not name itself. */
function reasonOf(news: Linking[], changed: string[][], node: string): Because {
  const component = new Set(changed.find(c => c.includes(node)))
  const found = news.find(n => n.nodes.some(other => component.has(other)))
  return { id: found?.eventId ?? null, at: found?.at ?? '' }
}

type Named = Omit<Seen, 'identifiers'> & { nodes: (Identifier & { id: string })[] }

/** Of several observations of the same nodes in a batch only the earliest counts. */
function linkingOf(named: Named[]): Linking[] {
  const kept = new Map<string, Linking>()
  for (const { id: eventId, at, sourceId, byStaff, nodes } of named) {
    if (nodes.length < 2) continue
    const ids = nodes.map(node => node.id)
    const id = uuidOf(hash('sha256', `${byStaff ? 'staff' : ''}${ids.toSorted().join(' ')}`, 'hex'))
    const before = kept.get(id)
    if (!before || Date.parse(at) < Date.parse(before.at) || (at === before.at && eventId < before.eventId)) kept.set(id, { id, eventId, at, sourceId, nodes: ids, byStaff: byStaff ?? null })
  }
  return [...kept.values()]
}
