import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { browserWorld, settled, shot } from '../support/browser.ts'
import { runJobs } from '../support/jobs.ts'
import { scoreAll } from '../support/scores.ts'

const { names } = JSON.parse(readFileSync('languages/en/rfm.json', 'utf8')) as { names: Record<string, string> }

test('a marketer sees where customers stand, opens a group, makes a segment of it and sees its figures on Home', async t => {
  const w = await browserWorld(t, { role: 'marketer' })
  await scoreAll(w.ctx)
  const { page, ctx } = w
  const [largest] = await ctx.db.selectFrom('scores').select(['rfm_group', ({ fn }) => fn.countAll<number>().as('customers')]).where('currency', '=', 'EUR').groupBy('rfm_group').orderBy('customers', 'desc').orderBy('rfm_group').execute()
  const name = names[largest!.rfm_group]!

  await page.goto('/rfm')
  await settled(page)
  await page.getByText('Revenue', { exact: true }).first().click()
  await page.waitForURL(/show=revenue/)
  assert.deepEqual(await shot(page, 'rfm'), [])

  // A group opens its customers over the page; the panel is in the address.
  await page.getByRole('list').getByRole('link', { name: new RegExp(`^${name}`) }).first().click()
  const panel = page.getByRole('dialog', { name })
  await panel.getByText(new RegExp(`^${largest!.customers} customers?$`)).waitFor()
  await panel.getByRole('listitem').first().waitFor()
  assert.match(page.url(), new RegExp(`group=${largest!.rfm_group}`))

  // One click makes a segment, which is found in the background.
  await panel.getByRole('button', { name: 'Make a segment of them' }).click()
  await page.waitForURL(/\/segments\//)
  await runJobs(w)
  const segment = await ctx.db.selectFrom('segments').select(['id', 'name', 'members_count']).executeTakeFirstOrThrow()
  assert.equal(segment.name, name)
  assert.ok(segment.members_count >= largest!.customers)

  // Who moved in a year: the largest moves are links to their customers.
  await page.goto('/rfm?over=12')
  await page.getByText(/rose, .* fell/).waitFor()

  // Home shows the figures of the segment's members alone.
  await page.goto(`/?period=12m&segment=${segment.id}`)
  await settled(page)
  await page.getByRole('button', { name: `Figures of: ${name}` }).waitFor()
  assert.deepEqual(await shot(page, 'home-segment'), [])
  await page.getByRole('button', { name: 'Show everybody' }).click()
  await page.waitForURL(url => !url.search.includes('segment='))
})
