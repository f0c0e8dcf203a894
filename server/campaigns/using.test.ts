import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '../../contracts/campaigns.ts'
import { archiveSegmentRoute, createSegment, getSegment } from '../../contracts/segment-routes.ts'
import { saveView } from '../../contracts/views.ts'
import { withAudience } from '../../tests/support/audience.ts'
import { signedIn } from '../../tests/support/people.ts'

test('a segment knows what uses it: campaigns that are not over, other segments, views that one may see', async t => {
  const w = await withAudience(t, 1)
  const { marie } = w
  const made = await marie.call(createSegment, { body: { name: 'Dutch', text: 'country = NL' } })
  const params = { segmentId: made.id }
  const uses = async (person = marie) => (await person.call(getSegment, { params })).usedBy.map(use => [use.kind, use.name])
  assert.deepEqual(await uses(), [])
  const draft = await w.draft({ name: 'To them', audience: { include: [made.id], exclude: [] } })
  await w.draft({ name: 'Not to them', audience: { include: [w.segmentId], exclude: [made.id] } })
  await marie.call(saveView, { body: { page: 'customers', name: 'Mine', search: { segment: made.id, country: ['NL'] } } })
  await marie.call(saveView, { body: { page: 'customers', name: 'Everybody’s', shared: true, search: { notSegment: [w.segmentId, made.id] } } })
  await marie.call(saveView, { body: { page: 'customers', name: 'Another', search: { segment: [w.segmentId], q: made.id } } })
  assert.deepEqual(await uses(), [['view', 'Mine'], ['view', 'Everybody’s'], ['campaign', 'Not to them'], ['campaign', 'To them']])
  assert.deepEqual(await uses(await signedIn(w, 'analyst')), [['view', 'Everybody’s'], ['campaign', 'Not to them'], ['campaign', 'To them']])

  // A draft does not hold it; a campaign that is on its way to it does, and so does a segment that is made of it.
  await marie.call(createSegment, { body: { name: 'Dutch or new', text: `in segment "${made.id}" or created in last 7 days` } })
  await marie.call(contract.editCampaign, { params: { campaignId: draft.id }, body: { audience: { include: [w.segmentId], exclude: [made.id] }, schedule: { kind: 'at', at: '2026-03-09T09:00:00Z' } } })
  await w.ctx.db.updateTable('segments').set({ serving: 1 }).where('id', '=', made.id).execute()
  await marie.call(contract.launchCampaign, { params: { campaignId: draft.id }, query: {} })
  const refused = await marie.ask(archiveSegmentRoute, { params })
  assert.deepEqual([refused.status, refused.problem.code, refused.problem.title], [409, 'segments.in_use', 'This segment is needed by Dutch or new, To them. Change or cancel that first.'])
  assert.equal((await uses())[0]?.[1], 'Dutch or new')
  await marie.call(contract.cancelCampaign, { params: { campaignId: draft.id } })
  const { items } = await marie.call(contract.listCampaigns, { query: { segment: made.id } })
  assert.equal(items.length, 2)
})
