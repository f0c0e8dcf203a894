import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { createProvider, createSender, createSendingDomain } from '../../contracts/sending-setup.ts'
import { checkNow } from '../../server/messaging/setup/domains.ts'
import { lookAt } from '../../server/messaging/setup/dns/resolve.ts'
import { browserWorld, settled, shot, visit } from '../support/browser.ts'
import { dnsServer } from '../support/dns-server.ts'
import { smtpSink } from '../support/smtp-sink.ts'

test('a server is tried and added, the DNS says what to add, and undecided messages are decided', async t => {
  const w = await browserWorld(t)
  const { page } = w
  const sink = await smtpSink(t)

  await t.test('an SMTP server is tried, then added', async () => {
    await visit(page, '/sending')
    await settled(page)
    await page.getByRole('button', { name: 'Add a server' }).first().click()
    await page.getByLabel(/^Name/).fill('Own server')
    await page.getByLabel(/^Server \*/).fill('127.0.0.1')
    await page.getByRole('combobox', { name: 'Encryption' }).click()
    await page.getByRole('option', { name: 'None required (own network)' }).click()
    await page.getByLabel('Port', { exact: true }).fill(new URL(sink.url).port)
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByText('Reached the server').waitFor()
    assert.deepEqual(await shot(page, 'sending-try'), [])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Own server', exact: true }).waitFor()
  })

  await t.test('servers, senders and domains say what is missing', async () => {
    const { call } = w.person!
    await call(createProvider, { body: { name: 'Amazon SES', host: 'email-smtp.eu-west-1.amazonaws.com', port: 587, security: 'starttls', user: 'AKIA', password: 'secret', warmUp: [200, 500, 1000], perSecond: 14 } })
    await sql`update mail_providers set failures = 3, failing_until = ${w.clock.now().add({ minutes: 1 }).toString()}, problem = 'connect ECONNREFUSED 127.0.0.1:25' where name = 'Own server'`.execute(w.ctx.db)
    await sql`insert into mail_provider_days (provider_id, day, sent) select id, '2026-03-02', 130 from mail_providers where name = 'Amazon SES'`.execute(w.ctx.db)
    const domain = await call(createSendingDomain, { body: { domain: 'corner.example', bounceDomain: 'bounce.corner.example' } })
    await call(createSender, { body: { name: 'Corner shop', email: 'hello@corner.example', replyTo: 'help@corner.example' } })
    await call(createSender, { body: { name: 'The market', email: 'market@elsewhere.example' } })
    const { address } = await dnsServer(t, { 'bounce.corner.example': { TXT: ['v=spf1 include:_spf.google.com ~all', 'v=spf1 mx -all'] }, '_spf.google.com': { TXT: ['v=spf1 ip4:192.0.2.0/24 ~all'] }, '_dmarc.corner.example': { TXT: ['v=DMARC1; p=none'] }, [domain.checks[0]!.add!.name]: { TXT: [domain.checks[0]!.add!.value] } })
    await checkNow(w.ctx, domain.id, lookAt({ servers: [address], timeoutMs: 500 }))
    await visit(page, '/sending?tab=senders')
    await page.getByText('Not signed').waitFor()
    await visit(page, '/sending?tab=domains')
    await page.getByText('There are 2 SPF records').waitFor()
    assert.deepEqual(await shot(page, 'sending-domains'), [])
    await page.goto('/sending')
    await page.getByText('Next try at').first().waitFor()
    assert.deepEqual(await shot(page, 'sending'), [])
  })

  await t.test('messages that nobody can know of are counted as sent by a person', async () => {
    const { ctx } = w
    const now = w.clock.now()
    const customers = await ctx.db.selectFrom('customers').select(['id', 'email', 'name']).where('email', 'is not', null).orderBy('name').limit(8).execute()
    await sql`insert into mailings (id, stream, purpose, channel, name, created_at) values ('01990000-0000-7000-8000-0000000000aa', 'campaign', 'marketing', 'email', 'Spring in the shop', ${now.toString()})`.execute(ctx.db)
    const states: [state: string, reason: string | null, came: string | null][] = [['sent', null, 'clicked_at'], ['sent', null, 'opened_at'], ['unknown', 'no_answer', null], ['unknown', 'worker_gone', null], ['skipped', 'no_consent', null], ['skipped', 'capped', null], ['failed', 'refused', null], ['held_out', null, null]]
    for (const [i, { id, email }] of customers.entries()) {
      const [state, reason, came] = states[i]!
      const at = now.subtract({ minutes: i * 7 }).toString()
      await sql`insert into messages (mailing_id, channel, stream, purpose, recipient_id, node_id, customer_id, address, state, reason, send_at, created_at, handed_at, sent_at, reply)
        values ('01990000-0000-7000-8000-0000000000aa', 'email', 'campaign', 'marketing', ${id}, ${id}, ${id}, ${email}, ${state}, ${reason}, ${at}, ${at}, ${state === 'unknown' ? at : null}, ${state === 'sent' ? at : null}, ${state === 'failed' ? '550 5.1.1 No such user' : null})`.execute(ctx.db)
      if (came) await sql`update messages set ${sql.ref(came)} = ${now.toString()} where customer_id = ${id}`.execute(ctx.db)
    }
    await visit(page, '/messages')
    await page.getByText('Of 2 messages nobody can know').waitFor()
    assert.deepEqual(await shot(page, 'messages'), [])
    await page.getByRole('row').filter({ hasText: 'To decide' }).first().click()
    await page.getByText('Nobody can know whether this was sent.').waitFor()
    assert.deepEqual(await shot(page, 'message'), [])
    await page.keyboard.press('Escape')
    await page.getByRole('status').getByRole('button', { name: 'Count as sent' }).click()
    await page.getByText('Decided for 2 messages.').waitFor()
    const { rows } = await sql`select from messages where state = 'unknown'`.execute(ctx.db)
    assert.equal(rows.length, 0)
    await visit(page, `/customers/${customers[0]!.id}`)
    await page.getByText('Spring in the shop').first().waitFor()
  })
})
