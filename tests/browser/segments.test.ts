import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createSegment } from '../../contracts/segment-routes.ts'
import { browserWorld, overflowOf, settled, shot } from '../support/browser.ts'
import { runJobs } from '../support/jobs.ts'
import { scoreAll } from '../support/scores.ts'

test('a marketer takes a ready segment with one click, sees who is in and why, compares it and exports it', async t => {
  const w = await browserWorld(t, { role: 'marketer' })
  await scoreAll(w.ctx)
  const { page, ctx } = w
  await w.person!.call(createSegment, { body: { name: 'In Belgium', text: 'country = BE' } })
  await runJobs(w)

  // The gallery counts each rule at this moment; one click makes it.
  await page.goto('/segments/gallery')
  await settled(page)
  await page.getByText('Window shoppers').waitFor()
  assert.deepEqual(await shot(page, 'segment-gallery'), [])
  await page.getByRole('button', { name: 'Make “Best customers”' }).click()
  await page.waitForURL(/\/segments\/[0-9a-f-]{36}/)
  await runJobs(w)
  const segment = await ctx.db.selectFrom('segments').select(['id', 'members_count as size']).where('name', '=', 'Best customers').executeTakeFirstOrThrow()
  assert.ok(segment.size > 0)

  // The page: how many, who, what they are made of.
  await page.goto(`/segments/${segment.id}`)
  await settled(page)
  await page.getByRole('link', { name: segment.size.toLocaleString('en'), exact: true }).waitFor()
  await page.getByRole('heading', { name: 'By country' }).waitFor()
  assert.deepEqual(await shot(page, 'segment'), [])

  // Why somebody is in, condition by condition, with what was found.
  await page.getByRole('button', { name: /^Why .* is in or out$/ }).first().click()
  const panel = page.getByRole('dialog', { name: /^Why .* is in$/ })
  await panel.getByText('Tenth by value, 1 is best').waitFor()
  assert.match((await panel.getByRole('listitem').first().innerText()).replaceAll(/\s+/g, ' '), /Tenth by value, 1 is best exactly 1/)
  await panel.getByText(/Without anything new this ends/).waitFor()
  assert.match(page.url(), /why=/)
  assert.deepEqual(await shot(page, 'segment-why'), [])
  await page.keyboard.press('Escape')

  // Compared with another, each number opens its customers.
  await page.getByRole('link', { name: /^In Belgium/ }).click()
  await page.waitForURL(/\/segments\/compare\?a=.*b=/)
  await settled(page)
  const both = page.getByRole('link', { name: /^In both/ })
  const shared = Number((await both.locator('b').innerText()).replaceAll(',', ''))
  assert.deepEqual(await shot(page, 'segment-compare'), [])
  await both.click()
  await page.waitForURL(/\/customers\?segment=.*segment=/)
  await page.getByText(new RegExp(`^${shared.toLocaleString('en')} customers?$`)).first().waitFor()

  // Exported as a file of exactly its members.
  await page.goto(`/segments/${segment.id}`)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Export / }).click()])
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
  assert.equal(lines.length, segment.size + 1)

  // On her profile the segment stands, with why.
  const member = await ctx.db.selectFrom('segment_members').select('customer_id as id').where('segment_id', '=', segment.id).limit(1).executeTakeFirstOrThrow()
  await page.goto(`/customers/${member.id}`)
  await page.getByRole('button', { name: 'Why in Best customers' }).click()
  await page.getByRole('dialog', { name: /^Why .* is in$/ }).waitFor()

  // Away and back again.
  await page.goto(`/segments/${segment.id}`)
  await page.getByRole('button', { name: 'Archive', exact: true }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Archive', exact: true }).waitFor()

  await page.goto('/segments')
  await settled(page)
  assert.deepEqual(await shot(page, 'segments'), [])
  const phone = await w.open({ width: 390, height: 844, dark: true })
  for (const [name, path] of [['segments-phone', '/segments'], ['segment-gallery-phone', '/segments/gallery'], ['segment-phone', `/segments/${segment.id}`], ['segment-compare-phone', `/segments/compare?a=${segment.id}`]] as const) {
    await phone.goto(path)
    assert.deepEqual([name, await shot(phone, name), await overflowOf(phone)], [name, [], 0])
  }
})
