import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserWorld, settled, shot } from '../support/browser.ts'
import { runJobs } from '../support/jobs.ts'
import { scoreAll } from '../support/scores.ts'

test('a marketer sees where customers stand, opens a group, makes a segment of it and sees its figures on Home', async t => {
  const w = await browserWorld(t, { seed: 'demo', role: 'marketer' })
  await scoreAll(w.ctx)
  const { page, ctx } = w

  await page.goto('/rfm')
  await settled(page)
  await page.getByText(/champions, .* of your customers, brought/).waitFor()
  const scored = await ctx.db.selectFrom('scores').select(['recency', 'rfm_group']).execute()
  assert.ok(scored.length > 100)
  await page.getByText('Revenue', { exact: true }).first().click()
  assert.match(page.url(), /show=revenue/)
  assert.deepEqual(await shot(page, 'rfm'), [])

  // A group opens its customers over the page; the panel is in the address.
  await page.getByRole('link', { name: /^At risk/ }).first().click()
  const panel = page.getByRole('dialog', { name: 'At risk' })
  await panel.getByText(/\d+ customers/).first().waitFor()
  assert.match(page.url(), /group=at_risk/)
  const inGroup = scored.filter(row => row.rfm_group === 'at_risk').length
  await panel.getByText(new RegExp(`^${inGroup.toLocaleString('en')} customers?$`)).waitFor()
  assert.ok((await panel.getByRole('listitem').count()) > 0)

  // One click makes a segment, which is found in the background.
  await panel.getByRole('button', { name: 'Make a segment of them' }).click()
  await page.waitForURL(/\/segments\//)
  await runJobs(w)
  const segment = await ctx.db.selectFrom('segments').select(['id', 'name', 'members_count']).executeTakeFirstOrThrow()
  assert.deepEqual([segment.name, segment.members_count], ['At risk', inGroup])

  // Who moved: the largest moves are links to their customers.
  await page.goto('/rfm?over=12')
  await settled(page)
  await page.getByText(/rose, .* fell/).waitFor()
  await page.getByRole('heading', { name: 'The largest moves' }).locator('xpath=following-sibling::ul').getByRole('link').first().click()
  await page.waitForURL(/fromGroup=/)
  assert.ok((await page.getByRole('dialog').getByRole('listitem').count()) >= 0)

  // Home shows the figures of the segment's members alone.
  await page.goto(`/?period=12m&segment=${segment.id}`)
  await settled(page)
  await page.getByRole('button', { name: 'Figures of: At risk' }).waitFor()
  assert.deepEqual(await shot(page, 'home-segment'), [])
  await page.getByRole('button', { name: 'Show everybody' }).click()
  await page.waitForURL(url => !url.search.includes('segment='))
})
