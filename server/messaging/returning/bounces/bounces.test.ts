import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readBounce } from './read.ts'

const read = (...lines: string[]) => readBounce(Buffer.from(lines.join('\r\n')))
const only = (...lines: string[]) => {
  const { recipients } = read(...lines)
  assert.equal(recipients.length, 1)
  return recipients[0]!
}

const report = (fields: string[], words = ['Your message could not be delivered.']) => [
  'From: Mail Delivery System <MAILER-DAEMON@mx.example.net>', 'To: bounce@shop.example', 'Subject: Undelivered Mail', 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', '',
  '--b', 'Content-Type: text/plain', '', ...words, '', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example.net', '', ...fields, '',
  '--b', 'Content-Type: message/rfc822', '', 'Message-ID: <order-17@shop.example>', 'From: shop@shop.example', 'To: ana@example.com', '', 'Hello', '--b--', '',
]

test('a delivery status names the recipient, the status, the reason, and the mail that it is about', () => {
  const back = read(...report(['Final-Recipient: rfc822; ana@example.com', 'Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 <ana@example.com>: Recipient address rejected: User unknown']))
  assert.equal(back.kind, 'bounce')
  assert.equal(back.originalMessageId, 'order-17@shop.example')
  const [{ diagnostic, ...recipient }] = back.recipients as [(typeof back.recipients)[0]]
  assert.deepEqual(recipient, { address: 'ana@example.com', action: 'failed', status: '5.1.1', smtpCode: 550, reason: 'user_unknown', isPermanent: true })
  assert.match(diagnostic, /User unknown/)
})

test('what the other server says outweighs the status that the reporting one made of it', () => {
  const { reason, isPermanent } = only(...report(['Final-Recipient: rfc822; ana@example.com', 'Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 552 5.2.2 Mailbox over quota']))
  assert.deepEqual([reason, isPermanent], ['mailbox_full', false])
})

test('"user unknown" in answer to the message itself is a filter, in answer to RCPT TO it is for ever', () => {
  const said = (step: string) => only(...report(['Final-Recipient: rfc822; ana@example.com', 'Action: failed', 'Status: 5.0.0', 'Diagnostic-Code: smtp; 550 Unknown user'], [`<ana@example.com>: host mx.example.com[192.0.2.1] said: 550 Unknown user (in reply to ${step} command)`]))
  assert.deepEqual([said('RCPT TO').reason, said('RCPT TO').isPermanent], ['user_unknown', true])
  assert.deepEqual([said('end of DATA').reason, said('end of DATA').isPermanent], ['filtered', false])
})

test('a delay is no bounce for ever, and a delivery is none at all', () => {
  const delayed = only(...report(['Final-Recipient: rfc822; ana@example.com', 'Action: delayed', 'Status: 4.4.1', 'Diagnostic-Code: x-postfix; connect to mx.example.com: Connection timed out']))
  assert.deepEqual([delayed.action, delayed.reason, delayed.isPermanent], ['delayed', 'expired', false])
  assert.equal(read(...report(['Final-Recipient: rfc822; ana@example.com', 'Action: delivered', 'Status: 2.0.0'])).kind, 'delivered')
})

test('each recipient of a report has an outcome of its own', () => {
  const { recipients } = read(...report(['Final-Recipient: rfc822; ana@example.com', 'Action: failed', 'Status: 5.1.1', '', 'Final-Recipient: rfc822; ben@example.com', 'Action: failed', 'Status: 5.2.2']))
  assert.deepEqual(recipients.map(one => [one.address, one.reason]), [['ana@example.com', 'user_unknown'], ['ben@example.com', 'mailbox_full']])
})

test('reports in words name the recipient where mail systems put it', () => {
  const head = ['From: MAILER-DAEMON@mx.example.net', 'To: shop@shop.example', 'Subject: failure notice', '']
  const words: [string[], string][] = [
    [['Hi. I was not able to deliver your message.', '', '<ana@example.com>:', 'Sorry, no mailbox here by that name.', '', '--- Below this line is a copy of the message.', '', 'To: ben@example.com'], 'user_unknown'],
    [['The following address failed:', '', '  ana@example.com', '    host mx.example.com [192.0.2.1]: Unrouteable address'], 'host_unknown'],
    [['   ----- Transcript of session follows -----', '>>> RCPT To:<ana@example.com>', '<<< 550 no such user', '550 <ana@example.com>... User unknown'], 'user_unknown'],
    [['Could not be delivered to: <ana@example.com>', 'As their mailbox is full.'], 'mailbox_full'],
    [['ana@example.com: 554 5.7.1 Service unavailable; client [192.0.2.9] blocked using zen.spamhaus.org'], 'blocked'],
  ]
  for (const [lines, reason] of words) {
    const found = only(...head, ...lines)
    assert.deepEqual([found.address, found.reason], ['ana@example.com', reason], lines.join('\n'))
  }
})

test('names of hosts and people decide nothing', () => {
  const found = only(...report(['Final-Recipient: rfc822; unknown.user@blocked.example.com', 'Action: failed', 'Status: 5.0.0', 'Diagnostic-Code: smtp; 552 <unknown.user@blocked.example.com> over quota, see https://spam.example/virus']))
  assert.equal(found.reason, 'mailbox_full')
})

test('a complaint is one in the form of RFC 5965 or of Microsoft; "not spam" and reports on authentication say so', () => {
  const complaint = (type: string) => read('From: fbl@provider.example', 'Content-Type: multipart/report; report-type=feedback-report; boundary="b"', '', '--b', 'Content-Type: message/feedback-report', '', `Feedback-Type: ${type}`, 'User-Agent: Provider/1', 'Original-Rcpt-To: <ana@example.com>', '', '--b', 'Content-Type: message/rfc822', '', 'Message-ID: <order-17@shop.example>', '', '--b--')
  assert.deepEqual([complaint('abuse').kind, complaint('abuse').recipients[0]?.address, complaint('abuse').originalMessageId], ['complaint', 'ana@example.com', 'order-17@shop.example'])
  assert.equal(complaint('not-spam').feedback, 'not-spam')
  assert.notEqual(complaint('auth-failure').kind, 'complaint')
  assert.equal(read('From: staff@hotmail.com', 'Content-Type: multipart/mixed; boundary="b"', '', '--b', 'Content-Type: message/rfc822', '', 'X-HmXmrOriginalRecipient: ana@example.com', 'Message-ID: <x@shop.example>', '', '--b--').kind, 'complaint')
})

test('answers of machines are told from answers of people', () => {
  const kindOf = (...headers: string[]) => read('From: Ana <ana@example.com>', 'In-Reply-To: <order-17@shop.example>', ...headers, '', 'Thank you, it arrived.').kind
  assert.equal(kindOf('Subject: Re: Your order'), 'reply')
  assert.equal(kindOf('Subject: Re: Your order could not be delivered?'), 'reply')
  assert.equal(kindOf('Subject: Out of office: Re: Your order'), 'auto_reply')
  assert.equal(kindOf('Subject: Re: Your order', 'Auto-Submitted: auto-replied'), 'auto_reply')
  assert.equal(kindOf('Subject: Re: Your order', 'Precedence: bulk'), 'auto_reply')
})

test('no input makes it throw or take long', () => {
  const piece = fc.constantFrom('From: mailer-daemon\n', 'Subject: undeliverable\n', 'Content-Type: multipart/mixed; boundary=a\n', '\n', '--a\n', '--a--\n', 'Content-Type: message/delivery-status\n', 'Final-Recipient: rfc822;', ' <a@b.c>', '550 5.1.1 ', '>>> RCPT', 'Content-Transfer-Encoding: base64\n', '=?x?', '\0', '\ud800', '<', '  ', 'Received: from ')
  fc.assert(fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 60 }), parts => {
    readBounce(Buffer.from(parts.join('')))
  }), { numRuns: 50 })
  const head = 'From: mailer-daemon\nSubject: undeliverable\n'
  for (const hostile of [`${head}\n${' '.repeat(1e6)}`, `${head}Content-Type: text/html\n\n${'<'.repeat(1e6)}`, `${head}\n${'-'.repeat(1e6)}`, `${head}\n${'a'.repeat(1e6)}`, `${head}\n${'a@b.c '.repeat(2e5)}`, 'x: y\n'.repeat(2e5), `Content-Type: multipart/mixed; boundary=a\n\n${'--a\nContent-Type: multipart/mixed; boundary=a\n\n'.repeat(2e4)}`]) {
    const from = performance.now()
    readBounce(Buffer.from(hostile))
    assert.ok(performance.now() - from < 3_000)
  }
})
