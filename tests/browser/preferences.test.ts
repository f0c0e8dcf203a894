import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { sql } from 'kysely'
import { languages } from '../../contracts/shapes.ts'
import { recordConsents } from '../../server/customers/index.ts'
import { preferencesUrl, unsubscribeUrl } from '../../server/messaging/index.ts'
import { axeProblems, browserWorld, overflowOf, settled, shot, visit } from '../support/browser.ts'

/** Zoë, who agreed to news by e-mail and on WhatsApp and got a mail. */
async function withZoe(t: TestContext) {
  const w = await browserWorld(t)
  const { db } = w.ctx
  const now = w.clock.now().toString()
  const zoe = await db.selectFrom('customers').select(['id', 'email']).where('email', '=', 'zoe.lambrecht@example.com').executeTakeFirstOrThrow()
  const { id: storeId } = await db.selectFrom('stores').select('id').orderBy('created_at').orderBy('id').limit(1).executeTakeFirstOrThrow()
  const { id: nodeId } = await db.selectFrom('customer_identifiers').select('id').where('kind', '=', 'email').where('value', '=', zoe.email!).executeTakeFirstOrThrow()
  await recordConsents(w.ctx, (['email', 'whatsapp'] as const).map(channel => ({ nodeId, channel, purpose: 'marketing', decision: 'granted', source: 'api', occurredAt: now, proof: {} })))
  const [mailingId, messageId] = [randomUUID(), randomUUID()]
  await sql`insert into mailings (id, stream, purpose, channel, name, store_id, created_at) values (${mailingId}, 'campaign', 'marketing', 'email', 'Spring', ${storeId}, ${now})`.execute(db)
  await sql`insert into messages (id, mailing_id, channel, stream, purpose, recipient_id, node_id, customer_id, address, state, send_at, handed_at, sent_at, created_at)
    values (${messageId}, ${mailingId}, 'email', 'campaign', 'marketing', ${zoe.id}, ${nodeId}, ${zoe.id}, ${zoe.email}, 'sent', ${now}, ${now}, ${now}, ${now})`.execute(db)
  const granted = async () => (await db.selectFrom('consent_states').select('channel').where('customer_id', '=', zoe.id).where('purpose', '=', 'marketing').where('state', '=', 'granted').orderBy('channel').execute()).map(row => row.channel)
  const pathOf = (url: string) => new URL(url).pathname
  return { ...w, zoe, granted, leave: pathOf(unsubscribeUrl(w.ctx, messageId)), centre: pathOf(preferencesUrl(w.ctx, messageId)) }
}

test('what a customer may choose', async t => {
  const w = await withZoe(t)

  await t.test('on a phone at night: from the link in the mail to fewer messages, a pause, the end, and back', async () => {
    const page = await w.open({ width: 390, height: 844, dark: true })
    const fine = async () => assert.deepEqual([await axeProblems(page), await overflowOf(page), page.problems], [[], 0, []])
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    const said = (text: string | RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor()

    await page.goto(w.leave)
    await page.getByRole('button', { name: 'Unsubscribe' }).waitFor()
    await fine()
    await page.getByRole('link', { name: 'Get fewer messages instead, or choose which' }).click()
    await page.getByRole('radio', { name: 'Once a week at most' }).check()
    await page.getByRole('checkbox', { name: 'On WhatsApp' }).first().uncheck()
    await press('Save')
    await said('Your choices are saved.')
    assert.deepEqual([await w.granted(), await page.getByRole('radio', { name: 'Once a week at most' }).isChecked()], [['email'], true])
    await fine()

    await press('Pause for 30 days')
    await said(/Paused until 1 April 2026/)
    assert.deepEqual(await shot(page, 'preferences-phone'), [])
    await press('Undo')
    await said('The pause is over.')

    await press('Unsubscribe from everything')
    await said('You are unsubscribed from all news and offers.')
    assert.deepEqual(await w.granted(), [])
    await fine()
    await press('Undo')
    await said('Undone.')
    assert.deepEqual(await w.granted(), ['email'])

    await page.goto(w.leave)
    await page.getByText('Would you tell us why?').click()
    await page.getByRole('radio', { name: 'Too many messages' }).check()
    await press('Unsubscribe')
    await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor()
    await fine()
    await press('Subscribe again')
    await said('Undone.')
    assert.deepEqual(await w.granted(), ['email'])
  })

  await t.test('both pages read well in six languages, in letters of their own', async () => {
    const page = await w.open({ width: 390, height: 844 })
    for (const language of languages) {
      for (const path of [w.leave, w.centre]) {
        await page.goto(`${path}?language=${language}`)
        await settled(page)
        assert.deepEqual([await axeProblems(page), await overflowOf(page), page.problems], [[], 0, []], `${language} ${path}`)
        assert.equal(await page.locator('html').getAttribute('lang'), language)
      }
      const loaded = await page.evaluate(() => [...document.fonts].filter(font => font.status === 'loaded').length)
      assert.ok(loaded >= 1, `${language}: ${loaded} fonts`)
    }
    await page.getByRole('link', { name: 'Nederlands' }).click()
    await page.getByRole('heading', { name: 'Wat mogen we je sturen?' }).waitFor()
    const wide = await w.open()
    await wide.goto(w.centre)
    assert.deepEqual(await shot(wide, 'preferences'), [])
  })

  await t.test('the team sees the pause on the profile and lifts it when the customer asks', async () => {
    const phone = await w.open()
    await phone.goto(w.centre)
    await phone.getByRole('button', { name: 'Pause for 30 days' }).click()
    await visit(w.page, `/customers/${w.zoe.id}`)
    await settled(w.page)
    await w.page.getByText('E-mail, SMS, WhatsApp: paused by the customer until').waitFor()
    assert.deepEqual(await axeProblems(w.page), [])
    await w.page.getByRole('button', { name: 'Lift', exact: true }).click()
    await w.page.getByText('E-mail, SMS, WhatsApp: paused by the customer until').waitFor({ state: 'detached' })
    assert.deepEqual(w.page.problems, [])
  })
})
