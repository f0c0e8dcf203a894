import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IdentityEdge, IdentityNode } from '../../../contracts/identity.ts'
import { layOut, size, tiesOf } from './layout.ts'

const node = (id: string, kind: string): IdentityNode => ({ id, kind, value: id, firstSeenAt: null, lastSeenAt: null, eventsCount: 0, isAnchor: false })
const edge = (id: string, ...nodes: string[]): IdentityEdge => ({ id, nodes, at: '2026-03-01T09:00:00Z', eventId: id, eventName: null, source: '', sourceId: null, byStaff: null })

test('what was seen together often is one line, and more than two hang on the strongest', () => {
  const ties = tiesOf([edge('1', 'user', 'mail', 'visit'), edge('2', 'mail', 'user')])
  assert.deepEqual(ties.map(tie => [tie.id, tie.edges.length]), [['mail user', 2], ['user visit', 1]])
})

test('no two identifiers cover one another, wide or narrow, at 300 of them', () => {
  const nodes = Array.from({ length: 300 }, (_, i) => node(`n${i}`, i % 3 ? 'anonymous_id' : i % 2 ? 'email' : 'user_id'))
  for (const isNarrow of [false, true]) {
    const places = [...layOut(nodes, tiesOf(nodes.slice(1).map((n, i) => edge(`e${i}`, 'n0', n.id))), isNarrow).at.values()]
    const covered = places.filter((a, i) => places.some((b, j) => j > i && Math.abs(a.x - b.x) < size.width && Math.abs(a.y - b.y) < size.height))
    assert.deepEqual(covered, [])
  }
})

test('a device stands left of the address that it was seen with, and beside it', () => {
  const nodes = [node('a', 'email'), node('b', 'email'), node('va', 'anonymous_id'), node('vb', 'anonymous_id')]
  const { at } = layOut(nodes, tiesOf([edge('1', 'a', 'va'), edge('2', 'b', 'vb')]), false)
  assert.ok(at.get('va')!.x < at.get('a')!.x)
  assert.deepEqual([at.get('va')!.y, at.get('vb')!.y].map(y => [at.get('a')!.y, at.get('b')!.y].includes(y)), [true, true])
})
