import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSendingDomain } from '../../contracts/sending-setup.ts'
import { keepMail } from '../../server/messaging/returning/arriving/keep.ts'
import { tellWay } from '../../server/messaging/returning/arriving/ways.ts'
import { browserWorld, settled, shot } from '../support/browser.ts'
import { readLog, runJobs } from '../support/jobs.ts'
import { messageTo } from '../support/messages.ts'

type World = Awaited<ReturnType<typeof browserWorld>>

/** Two customers were written to: one answered, with HTML that wants to do harm, the other's mailbox is gone. One mail cannot be read. */
async function mailsBack(w: World) {
  const { ctx, clock } = w
  const [ana, ben] = await ctx.db.selectFrom('customers').select(['id', 'name', 'email']).where('email', 'is not', null).orderBy('created_at').limit(2).execute()
  const at = ctx.clock.now().subtract({ hours: 2 }).toString()
  const { id: mailingId } = await ctx.db.insertInto('mailings').values({ stream: 'campaign', purpose: 'marketing', channel: 'email', name: 'Spring mugs', created_at: at }).returning('id').executeTakeFirstOrThrow()
  const [toAna, toBen] = [await messageTo(ctx, { mailingId, address: ana!.email!, at }), await messageTo(ctx, { mailingId, address: ben!.email!, at })]
  const keep = (lines: string[]) => {
    clock.advance({ minutes: 1 })
    return keepMail(ctx, { way: 'lmtp', from: '', to: ['hello@shop.example'], raw: Buffer.from(lines.join('\r\n')) })
  }
  await keep([`From: Ana <${ana!.email}>`, 'Subject: Re: Spring mugs', `In-Reply-To: <${toAna}@shop.example>`, 'Content-Type: multipart/alternative; boundary=b', '', '--b', 'Content-Type: text/html; charset=utf-8', '', '<p>Is the large one <b>blue</b>?</p><script>document.title = "stolen"</script><img src="x" onerror="document.title = \'stolen\'">', '--b', 'Content-Type: text/plain; charset=utf-8', '', 'Is the large one blue?', '', 'On Mon, 2 Mar 2026 Corner shop wrote:', '> See our mugs', '--b--', ''])
  await keep(['From: MAILER-DAEMON@mx.example.net', 'Subject: Undelivered Mail', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example.net', '', `Final-Recipient: rfc822; ${ben!.email}`, 'Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 User unknown', '', '--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: <${toBen}@shop.example>`, '', '--b--', ''])
  await keep(['Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n'.repeat(1_000)])
  await tellWay(ctx, { way: 'lmtp', address: '127.0.0.1:2003' })
  await runJobs(w)
  await readLog(ctx)
  return { ana: ana!, ben: ben! }
}

test('a reply is found in the timeline and read as plain text; an unreadable mail is read again', { timeout: 120_000 }, async t => {
  const w = await browserWorld(t)
  const { page } = w
  const { ana } = await mailsBack(w)

  await page.goto(`/customers/${ana.id}`)
  await page.getByRole('link', { name: 'Replied to an e-mail' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByText('Is the large one blue?').waitFor()
  assert.ok(!(await panel.getByText('See our mugs').isVisible()))
  await panel.getByText('What it answers').click()
  await panel.getByText('See our mugs').waitFor()
  assert.notEqual(await page.title(), 'stolen')
  assert.equal(await panel.getByRole('link', { name: 'Spring mugs' }).getAttribute('href').then(to => to?.split('/')[1]), 'campaigns')
  assert.deepEqual(await shot(page, 'reply'), [])

  await page.keyboard.press('Escape')
  const row = (text: string) => page.getByRole('row').filter({ hasText: text })
  await page.getByRole('button', { name: /^Bounces/ }).click()
  await row('Re: Spring mugs').waitFor({ state: 'hidden' })
  await row('There is no such mailbox').getByRole('link').click()
  await panel.getByText('Nothing more is sent to this address.').waitFor()
  assert.deepEqual(await shot(page, 'bounce'), [])
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: /^Could not be read/ }).click()
  await row('There is no such mailbox').waitFor({ state: 'hidden' })
  await row('A mail system').getByRole('link').click()
  await panel.getByRole('button', { name: 'Read again' }).click()
  await panel.getByText('It is being read.').waitFor()
  await runJobs(w)
  await panel.getByText('It could not be read this time either.').waitFor()
  assert.deepEqual(await shot(page, 'unreadable'), [])
  const [download] = await Promise.all([page.waitForEvent('download'), panel.getByRole('button', { name: 'Download the mail' }).click()])
  assert.match(download.suggestedFilename(), /\.eml$/)
})

test('the way back is set up: a key goes in and never comes out; a new signing key waits for its record', { timeout: 120_000 }, async t => {
  const w = await browserWorld(t)
  const { page, ctx } = w
  await tellWay(ctx, { way: 'smtp', address: '0.0.0.0:25', certificateUntil: '2027-01-01T00:00:00Z' })
  await page.goto('/sending?tab=back')
  await page.getByText('Encrypted (STARTTLS)').waitFor()
  await page.getByRole('button', { name: 'Set up: Mailgun' }).click()
  await page.getByLabel('HTTP webhook signing key').fill('key-that-nobody-sees')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Replace key: Mailgun' }).click()
  assert.equal(await page.getByLabel('HTTP webhook signing key').inputValue(), '')
  assert.ok(!(await page.content()).includes('key-that-nobody-sees'))
  assert.deepEqual(await shot(page, 'sending-back'), [])

  await w.person!.call(createSendingDomain, { body: { domain: 'shop.example' } })
  await page.goto('/sending?tab=domains')
  await page.getByRole('button', { name: 'More about shop.example' }).click()
  await page.getByRole('menuitem', { name: 'New key' }).click()
  await page.getByText('Waits for its record').waitFor()
  await settled(page)
  assert.deepEqual(await shot(page, 'sending-keys'), [])
  await page.getByRole('button', { name: 'Sign with it now' }).click()
  await page.getByText('Signs no more').waitFor()
  assert.equal((await ctx.db.selectFrom('sending_domains').select('selector').executeTakeFirstOrThrow()).selector, 'suki202603b')
})
