import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { test, type TestContext } from 'node:test'
import { browserWorld, settled, shot, visit } from '../support/browser.ts'
import { readLog, runJobs } from '../support/jobs.ts'

/** Anna, on whose profile somebody works. Jobs run and the log is read meanwhile. */
async function withAnna(t: TestContext) {
  const w = await browserWorld(t)
  const anna = await w.ctx.db.selectFrom('customers').select(['id', 'name']).where('email', 'is not', null).where('phone', 'is not', null).orderBy('created_at').limit(1).executeTakeFirstOrThrow()
  const work = async () => {
    const running = new AbortController()
    const jobs = runJobs(w).finally(() => running.abort())
    while (!running.signal.aborted) {
      await readLog(w.ctx)
      await pause(20)
    }
    await jobs
  }
  return { ...w, anna, work }
}

test('somebody notes on the profile what a customer said on the phone, and sees how it is known', async t => {
  const { page, anna } = await withAnna(t)
  await visit(page, `/customers/${anna.id}`)
  await settled(page)
  await page.getByRole('button', { name: 'Note what they said' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('checkbox', { name: 'E-mail' }).uncheck()
  await panel.getByRole('checkbox', { name: 'WhatsApp' }).check()
  await panel.getByLabel('How do we know?').fill('Asked on the phone')
  await panel.getByRole('button', { name: 'Save' }).click()
  const cell = page.getByRole('button', { name: /^WhatsApp, Marketing: Yes, they agreed/ })
  await cell.click()
  await page.getByText('This decides today').first().waitFor()
  assert.equal(await page.getByRole('dialog').getByText('Asked on the phone').count(), 1)
  assert.deepEqual(await shot(page, 'consent-history'), [])
})

test('somebody erases a customer from the profile by typing the name, and is shown the proof', async t => {
  const { page, anna, work, ctx } = await withAnna(t)
  await visit(page, `/customers/${anna.id}`)
  await settled(page)
  await page.getByRole('button', { name: 'Privacy' }).click()
  await page.getByRole('menuitem', { name: 'Erase this customer' }).click()
  const sure = page.getByRole('button', { name: 'Erase', exact: true })
  assert.ok(await sure.isDisabled())
  await page.getByRole('textbox', { name: /Type/ }).fill(anna.name)
  await sure.click()
  await page.waitForURL(/\/privacy\?open=/)
  await page.getByText('Their own rows').first().waitFor()
  await work()
  await page.getByText('Nothing is left').waitFor()
  assert.deepEqual(await shot(page, 'erasure'), [])
  assert.deepEqual(page.problems, [])
  assert.equal(await ctx.db.selectFrom('customers').select('id').where('id', '=', anna.id).executeTakeFirst(), undefined)
})
