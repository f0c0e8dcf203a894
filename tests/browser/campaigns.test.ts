import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test, type TestContext } from 'node:test'
import { sql } from 'kysely'
import * as contract from '../../contracts/campaigns.ts'
import { createSegment } from '../../contracts/segment-routes.ts'
import { tallyCampaigns } from '../../server/campaigns/index.ts'
import { sources } from '../../server/collect/index.ts'
import { audienceIn } from '../support/audience.ts'
import { browserWorld, overflowOf, settled, shot } from '../support/browser.ts'
import { catchUp } from '../support/jobs.ts'

/** A campaign that was sent to sixty; some opened, followed a link and ordered, one left, one order went back in part. */
async function sentToSixty(t: TestContext) {
  const w = await browserWorld(t, { seed: 'nothing', role: 'marketer' })
  const shop = await audienceIn(t, w, 60)
  const { ctx } = shop
  await sql`update customers set email = null where name = 'Person 60'`.execute(ctx.db)
  const campaign = await shop.launched({ holdOutPercent: 10 })
  await shop.run()
  await sql`update messages set delivered_at = sent_at + interval '2 seconds' where state = 'sent'`.execute(ctx.db)
  const { rows: reached } = await sql<{ id: string; customer: string; name: string }>`select m.id, m.customer_id as customer, c.name from messages as m join customers as c on c.id = m.customer_id where m.state = 'sent' order by m.id`.execute(ctx.db)
  const did = (from: number, to: number, set: string) => sql`update messages set ${sql.raw(set)} where id = any(${reached.slice(from, to).map(one => one.id)}::uuid[])`.execute(ctx.db)
  await did(0, 24, `opened_at = sent_at + interval '20 minutes'`)
  await did(0, 11, `clicked_at = sent_at + interval '21 minutes'`)
  await did(24, 25, `unsubscribed_at = sent_at + interval '1 hour'`)
  await did(30, 32, `bounced_at = sent_at + interval '1 minute'`)
  for (const [n, { customer }] of reached.slice(0, 7).entries()) {
    await ctx.db.insertInto('orders').values({ store_id: shop.store.id, source_id: sources.suki, number: `${1001 + n}`, customer_id: customer, node_id: customer, currency: 'EUR', subtotal_minor: 4000 + 650 * n, total_minor: 4000 + 650 * n, refunded_minor: n === 0 ? 1500 : 0, placed_at: `2026-03-0${3 + (n % 4)}T12:00:00Z` }).execute()
  }
  await catchUp(ctx)
  shop.later({ hours: 30 })
  return { ...w, ...shop, campaign, reached }
}

test('each number of a report opens its people and orders, and they leave as a file', async t => {
  const w = await sentToSixty(t)
  const { page, campaign, reached } = w
  await page.clock.setFixedTime(w.clock.now().toString())
  await page.goto(`/campaigns/${campaign.id}`)
  await settled(page)
  assert.deepEqual(await shot(page, 'campaign-figures'), [])
  await page.getByRole('region', { name: 'Opened' }).getByRole('link', { name: 'Opened' }).click()
  const people = page.getByRole('dialog', { name: 'Opened' })
  await people.getByRole('link', { name: /^Person / }).first().waitFor()
  assert.equal(await people.locator('li').count(), 24)
  assert.deepEqual(await shot(page, 'campaign-people'), [])

  // Found by name: which message, why, what happened, and the order.
  await people.getByRole('searchbox').fill(reached[0]!.name)
  await people.getByRole('link', { name: 'Order 1001' }).waitFor()
  const line = (await people.locator('li').filter({ hasText: 'Order 1001' }).innerText()).replaceAll(/\s+/g, ' ')
  assert.match(line, new RegExp(`${reached[0]!.name} Clicked .*agreed.*Taken by the server .* Opened .* Clicked .* Order 1001 €25.00`, 'i'))
  const [download] = await Promise.all([page.waitForEvent('download'), people.getByRole('button', { name: 'Export' }).click()])
  assert.match(await readFile(await download.path(), 'utf8'), new RegExp(`${reached[0]!.name},.*,1001,25.00,EUR`))
  await page.keyboard.press('Escape')

  // The orders, with what went back.
  await page.getByRole('region', { name: 'Revenue' }).getByText('went back').waitFor()
  await page.getByRole('link', { name: 'Revenue' }).click()
  const orders = page.getByRole('dialog', { name: 'Orders' })
  await orders.getByRole('link', { name: 'Order 1007' }).waitFor()
  assert.equal(await orders.locator('li').count(), 7)
  assert.deepEqual(await shot(page, 'campaign-orders'), [])
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: /^No e-mail address/ }).click()
  await page.getByRole('dialog', { name: 'No e-mail address' }).getByRole('link', { name: 'Person 60', exact: true }).waitFor()
  const phone = await w.open({ width: 390, height: 844, dark: true })
  await phone.goto(`/campaigns/${campaign.id}?show=people&did=opened`)
  await phone.getByRole('link', { name: /^Person / }).first().waitFor()
  assert.deepEqual([await shot(phone, 'campaign-people-phone'), await overflowOf(phone), page.problems, phone.problems], [[], 0, [], []])
})

test('the list shows what campaigns brought; they are put away, taken back and copied together', async t => {
  const w = await sentToSixty(t)
  const { page, ctx } = w
  await w.draft({ name: 'Autumn' })
  await tallyCampaigns.run(ctx, {})
  await page.clock.setFixedTime(w.clock.now().toString())
  await page.goto('/campaigns')
  await settled(page)
  await page.getByText('€399').or(page.getByText(/€\s?4\d\d/)).first().waitFor()
  assert.deepEqual(await shot(page, 'campaigns-figures'), [])
  await page.getByRole('columnheader', { name: /^Revenue/ }).getByRole('button').first().click()
  await page.waitForURL(/sort=-?revenue/)
  await page.getByRole('checkbox', { name: 'Select all loaded rows' }).click()
  const bar = page.getByRole('region', { name: 'Selected rows' })
  await bar.getByRole('button', { name: 'Archive' }).click()
  await page.getByText('2 campaigns are archived.').waitFor()
  await page.getByText('No campaigns yet').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Autumn').first().waitFor()
  await page.getByRole('checkbox', { name: 'Select all loaded rows' }).click()
  await bar.getByRole('button', { name: 'Copy' }).click()
  await page.getByText('Spring (2)').waitFor()
  const phone = await w.open({ width: 390, height: 844 })
  await phone.goto('/campaigns')
  await phone.getByText('Spring').first().waitFor()
  assert.deepEqual([await shot(phone, 'campaigns-phone'), await overflowOf(phone), page.problems], [[], 0, []])
})

test('two windows on one draft: told who changed it, one takes theirs or keeps its own', async t => {
  const w = await browserWorld(t, { seed: 'nothing', role: 'owner' })
  const shop = await audienceIn(t, w, 3)
  const { page } = w
  const { id } = await shop.draft({ name: 'Spring' })
  const name = page.getByRole('textbox', { name: 'Name' })
  await page.goto(`/campaigns/${id}`)
  await settled(page)
  // The other window saves between two keys of this one, before the news of it comes.
  const hers = (to: string) => shop.marie.call(contract.editCampaign, { params: { campaignId: id }, body: { name: to, attributionDays: 9 } })
  const meet = async (mine: string, theirs: string) => {
    await page.route('**/v1/live', route => route.abort())
    await page.reload()
    await settled(page)
    await hers(theirs)
    await name.fill(mine)
    await page.getByRole('alert').getByText('Test marketer saved this meanwhile').waitFor()
  }
  await meet('Summer', 'Easter')
  await page.getByRole('button', { name: 'See the difference' }).click()
  await page.getByText('You changed: Name.').waitFor()
  assert.deepEqual(await shot(page, 'campaign-two-windows'), [])
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await page.getByText('Every change is kept').waitFor()
  const now = await shop.marie.call(contract.getCampaign, { params: { campaignId: id } })
  assert.deepEqual([now.name, now.attributionDays], ['Summer', 9])
  await meet('Winter', 'Whitsun')
  await page.getByRole('button', { name: 'Take theirs' }).click()
  await page.getByRole('heading', { name: 'Whitsun' }).waitFor()
  assert.equal(await name.inputValue(), 'Whitsun')
})

test('whoever archives a segment in use is told what uses it', async t => {
  const w = await browserWorld(t, { seed: 'nothing', role: 'marketer' })
  const shop = await audienceIn(t, w, 3)
  const { page } = w
  const made = await shop.marie.call(createSegment, { body: { name: 'Dutch', text: 'country = NL' } })
  await shop.draft({ name: 'To the Dutch', audience: { include: [made.id], exclude: [] } })
  await page.goto(`/segments/${made.id}`)
  await settled(page)
  await page.getByRole('link', { name: 'To the Dutch' }).waitFor()
  assert.deepEqual(await shot(page, 'segment-used'), [])
  await page.getByRole('button', { name: 'Archive' }).click()
  const asked = page.getByRole('dialog', { name: 'Archive Dutch?' })
  await asked.getByRole('link', { name: 'To the Dutch' }).waitFor()
  await asked.getByRole('button', { name: 'Cancel' }).click()
  await shop.marie.call(createSegment, { body: { name: 'Dutch or new', text: `in segment "${made.id}" or created in last 7 days` } })
  await page.reload()
  await settled(page)
  await page.getByRole('button', { name: 'Archive' }).click()
  await page.getByRole('dialog', { name: 'Dutch is needed' }).getByRole('link', { name: 'Dutch or new' }).waitFor()
})
