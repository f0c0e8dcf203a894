import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createTransport } from 'nodemailer'
import type { NewOrder } from '../../contracts/orders.ts'
import { getBrandKit, saveBrandKit } from '../../contracts/template-routes.ts'
import { campaignsOn } from '../../server/campaigns/running/course.ts'
import { placeOrders } from '../../server/commerce/index.ts'
import { recordConsents } from '../../server/customers/index.ts'
import { openDemoShop } from '../../server/demo-shop/index.ts'
import { startMailbox } from '../../server/mailbox/index.ts'
import { means, sendDue, unsubscribeUrl } from '../../server/messaging/index.ts'
import { verpAddress } from '../../server/messaging/returning/addresses.ts'
import { listenForMail } from '../../server/messaging/returning/arriving/listen.ts'
import { tellHits } from '../../server/messaging/returning/tracking/tell.ts'
import { within } from '../../server/platform/index.ts'
import { browserWorld, overflowOf, settled, shot } from '../support/browser.ts'
import { cornerShop } from '../support/corner-shop.ts'
import { catchUp, readLog, runJobs } from '../support/jobs.ts'

const people = 500

/** A demo shop with 500 customers who agreed to news by e-mail, and its mails in the development mailbox. */
async function shopWithReaders(t: TestContext) {
  const w = await browserWorld(t, { seed: 'nothing', role: 'owner' })
  const { store } = await cornerShop(w.ctx)
  await openDemoShop(w.ctx)
  const mailbox = await startMailbox(w.ctx, 0)
  t.after(() => mailbox.stop())
  const ctx = within(w.ctx, { mail: { ...w.ctx.mail, url: mailbox.url }, config: { ...w.ctx.config, publicUrl: w.address } })
  const orders = Array.from({ length: people }, (_, i): NewOrder => ({ storeId: store.id, number: `A${i}`, lines: [{ sku: 'MUG', quantity: 1, unitPriceMinor: 1250 }], customer: { email: `p${i}@example.com`, name: `Person ${i}` }, placedAt: '2026-02-01T10:00:00Z' }))
  await placeOrders(ctx, orders)
  await catchUp(ctx)
  const nodes = await ctx.db.selectFrom('customer_identifiers').select('id').where('kind', '=', 'email').execute()
  await recordConsents(ctx, nodes.map(({ id }) => ({ nodeId: id, channel: 'email', purpose: 'marketing', decision: 'granted', source: 'api', occurredAt: '2026-02-01T10:00:00Z', proof: {} })))
  const params = { storeId: store.id }
  await w.person!.call(saveBrandKit, { params, body: { ...(await w.person!.call(getBrandKit, { params })), website: `${w.address}/demo-shop`, productLink: `${w.address}/demo-shop/p/{id}` } })
  const later = (duration: Temporal.DurationLike) => w.clock.set(w.clock.now().add(duration).toString())
  return { ...w, ctx, later }
}
type Shop = Awaited<ReturnType<typeof shopWithReaders>>

const messageTo = ({ ctx }: Shop, address: string) => ctx.db.selectFrom('messages').select(['id', 'state']).where('address', '=', address).executeTakeFirstOrThrow()
/** Addresses that get the campaign: who is held out by lot is another one each time. */
const reached = async ({ ctx }: Shop) => (await ctx.db.selectFrom('messages').select('address').where('state', '=', 'queued').orderBy('id').limit(3).execute()).map(row => row.address!)

/** The mail server of the recipient says that there is nobody of that name. */
async function bounce(w: Shop, address: string) {
  const { ctx } = w
  const { id } = await messageTo(w, address)
  const server = await listenForMail(ctx, { way: 'smtp', host: '127.0.0.1', port: 0 })
  const transport = createTransport({ host: '127.0.0.1', port: server.port, ignoreTLS: true })
  const raw = ['From: MAILER-DAEMON@mx.example.net', 'Subject: Undelivered Mail Returned to Sender', 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', '', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example.net', '', `Final-Recipient: rfc822; ${address}`, 'Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 User unknown', '', '--b--', ''].join('\r\n')
  await transport.sendMail({ envelope: { from: '', to: [verpAddress(ctx, id, 'example.com')] }, raw })
  transport.close()
  await server.stop()
  await runJobs(w)
}

test('from a segment to a measured sale, all on the screen', async t => {
  const w = await shopWithReaders(t)
  const { page, ctx } = w
  page.setDefaultTimeout(15_000)
  // A browser of a person: those of programs are counted apart.
  await page.context().setExtraHTTPHeaders({ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' })

  // Who: a segment.
  await page.goto(`/segments/new?view=text&rule=${encodeURIComponent('orders >= 1')}`)
  await settled(page)
  await page.getByRole('button', { name: 'Save segment' }).click()
  const saving = page.getByRole('dialog', { name: 'Save segment' })
  await saving.getByRole('textbox', { name: 'Name' }).fill('Buyers')
  await saving.getByRole('button', { name: 'Save segment' }).click()
  await page.waitForURL(/\/segments\/[0-9a-f-]{36}$/)
  await runJobs(w)

  // What: a template from the gallery, published.
  await page.goto('/templates?open=gallery')
  await page.getByRole('button', { name: /^Begin with this.*Newsletter$/ }).click()
  await page.waitForURL(/\/templates\/[0-9a-f-]{36}/)
  await page.getByRole('button', { name: 'Make a version' }).click()
  await page.getByText('Version 1 is what is sent').waitFor()

  // A campaign of both; what is missing is said at its field.
  await page.goto('/campaigns')
  await page.getByRole('button', { name: 'New campaign' }).first().click()
  await page.waitForURL(/\/campaigns\/[0-9a-f-]{36}$/)
  const campaignPath = new URL(page.url()).pathname
  await settled(page)
  assert.deepEqual(await shot(page, 'campaign-empty'), [])
  await page.getByRole('button', { name: 'Send now' }).click()
  await page.getByRole('alert').getByText('Choose at least one segment.').waitFor()
  await page.getByRole('textbox', { name: 'Name' }).fill('Spring')
  await page.getByRole('combobox', { name: 'Segments', exact: true }).click()
  await page.getByRole('option', { name: /^Buyers/ }).click()
  await page.getByRole('combobox', { name: 'Template' }).click()
  await page.getByRole('option', { name: 'Newsletter' }).click()
  await page.getByRole('textbox', { name: /^Subject/ }).fill('Spring is here')
  // Away at once and back again: nothing is lost.
  await page.getByRole('link', { name: 'Campaigns' }).first().click()
  await page.getByRole('link', { name: 'Spring' }).first().click()
  await settled(page)
  assert.equal(await page.getByRole('textbox', { name: /^Subject/ }).inputValue(), 'Spring is here')

  // Who would get it, and each number with its people.
  const finding = page.waitForResponse(answer => answer.url().endsWith('/dry-run') && answer.request().method() === 'POST')
  await page.getByRole('button', { name: 'Find out' }).click()
  await finding
  await runJobs(w)
  await page.getByRole('button', { name: /^Get it/ }).waitFor()
  await page.frameLocator('iframe[title="How the mail looks"]').locator('body').waitFor()
  assert.deepEqual(await shot(page, 'campaign-draft'), [])
  await page.getByRole('button', { name: /^Left out by lot/ }).click()
  await page.getByRole('dialog', { name: 'Left out by lot' }).getByRole('link', { name: /^Person/ }).first().waitFor()
  await page.keyboard.press('Escape')

  // Sent; while it is on its way somebody leaves with the link of their mail.
  await page.getByRole('button', { name: 'Send now' }).click()
  const asked = page.getByRole('dialog', { name: 'Send this campaign now?' })
  await asked.getByRole('textbox').fill('Spring')
  await asked.getByRole('button', { name: 'Send now' }).click()
  await page.getByText('Scheduled').first().waitFor()
  while (await campaignsOn(ctx)) continue
  const [leaves, bounces, buys] = await reached(w) as [string, string, string]
  const visitor = await w.browser.newPage()
  await visitor.goto(w.address + new URL(unsubscribeUrl(ctx, (await messageTo(w, leaves)).id)).pathname)
  await visitor.getByRole('button', { name: 'Unsubscribe' }).click()
  await visitor.getByText('You are unsubscribed').first().waitFor()
  await visitor.close()
  await page.reload()
  await page.getByText('still to go').waitFor()
  assert.deepEqual(await shot(page, 'campaign-sending'), [])
  await sendDue(ctx, means)
  while (await campaignsOn(ctx)) continue
  await page.getByText('Ended').waitFor()

  // The mail in the development mailbox leads into the shop, where they order.
  await page.goto(`/mailbox?q=${encodeURIComponent(buys)}`)
  await page.getByText('Spring is here').first().click()
  w.later({ hours: 1 })
  const letter = page.frameLocator('iframe[title="Spring is here"]')
  const [shop] = await Promise.all([page.waitForEvent('popup'), letter.locator('a[href*="/c/"]:visible').first().click()])
  await shop.waitForURL(/\/demo-shop/)
  await buy(shop, `${w.address}/demo-shop`, buys)
  w.later({ minutes: 5 })
  await tellHits(ctx)
  await bounce(w, bounces)
  await readLog(ctx)
  await catchUp(ctx)

  // What it earned.
  await page.goto(campaignPath)
  await settled(page)
  const sent = await ctx.db.selectFrom('messages').select(q => q.fn.countAll<number>().as('n')).where('state', '=', 'sent').executeTakeFirstOrThrow()
  await page.getByRole('region', { name: 'Sent' }).getByText(String(sent.n), { exact: true }).waitFor()
  const orders = page.getByRole('region', { name: 'Orders' })
  await orders.getByText('1', { exact: true }).waitFor()
  await page.getByRole('region', { name: 'Revenue' }).getByText(/€/).waitFor()
  for (const name of [/^Came back\s*1/, /^Unsubscribed\s*1/]) await page.getByRole('link', { name }).first().waitFor()
  // The link that somebody followed says so where it stands in the mail.
  await page.frameLocator('iframe[title^="The mail"]').locator('a[href*="/demo-shop"] > span', { hasText: /^1$/ }).first().waitFor()
  assert.deepEqual(await shot(page, 'campaign-report'), [])
  await orders.getByRole('link', { name: 'Orders' }).click()
  await page.getByRole('dialog', { name: 'Orders' }).getByRole('link', { name: /^Person/ }).waitFor()
  const phone = await w.open({ width: 390, height: 844, dark: true })
  await phone.goto(campaignPath)
  assert.deepEqual([await shot(phone, 'campaign-report-phone'), await overflowOf(phone), page.problems, phone.problems], [[], 0, [], []])
})

/** From the shelf to the order, as the person of that address. */
async function buy(shop: Shop['page'] | Awaited<ReturnType<Shop['browser']['newPage']>>, address: string, email: string) {
  const pay = () => shop.locator('form.panel .button').click()
  await shop.goto(address)
  await shop.locator('[data-answer=no]').click()
  await shop.locator('.grid a').first().click()
  await shop.locator('.buying .button').click()
  await shop.locator('[data-count=cart]', { hasText: '1' }).waitFor()
  await shop.goto(`${address}/checkout`)
  await shop.locator('form.panel input[name=email]').fill(email)
  await shop.locator('form.panel input[name=name]').fill('Person')
  await pay()
  await shop.waitForURL('**/delivery')
  await shop.locator('[value=pickup]').check()
  await pay()
  await shop.waitForURL('**/payment')
  await pay()
  await shop.waitForURL('**/order/*')
}
