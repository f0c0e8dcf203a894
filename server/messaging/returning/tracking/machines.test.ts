import assert from 'node:assert/strict'
import { test } from 'node:test'
import { honeypotIndex } from './links.ts'
import { suspectAlone, suspectTogether, type Hit } from './machines.ts'

const asked = (userAgent: string, { method = 'GET', purpose = '' } = {}) => suspectAlone({ method, userAgent, purpose })
const click = (at: number, linkIndex = 0): Hit => ({ kind: 'click', linkIndex, suspect: null, at })
const open = (at: number): Hit => ({ kind: 'open', linkIndex: null, suspect: null, at })
const hour = 3_600_000

test("Apple's Mail Privacy Protection, prefetches, HEAD and programs that say so are told from people", () => {
  assert.equal(asked('Mozilla/5.0'), 'apple_mpp')
  assert.equal(asked('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15'), null)
  assert.equal(asked('Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'), null)
  assert.equal(asked('YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html'), null)
  assert.equal(asked('Mozilla/5.0 Chrome/120', { purpose: 'prefetch' }), 'prefetch')
  assert.equal(asked('Mozilla/5.0 Chrome/120', { method: 'HEAD' }), 'head')
  for (const agent of ['', 'curl/8.0', 'python-requests/2.31', 'Mozilla/5.0 (compatible; Barracuda Sentinel)', 'facebookexternalhit/1.1', 'Slackbot-LinkExpanding 1.0', 'WhatsApp/2.23', 'HeadlessChrome/120']) assert.equal(asked(agent), 'bot', agent)
})

test('two links within a second, or three within two, are followed by a program; one after the other is a person', () => {
  assert.deepEqual(suspectTogether([click(0, 0), click(900, 1)], -hour), ['burst', 'burst'])
  assert.deepEqual(suspectTogether([click(0, 0), click(1_000, 0)], -hour), [null, null])
  assert.deepEqual(suspectTogether([click(0, 0), click(5_000, 1), click(12_000, 2)], -hour), [null, null, null])
  assert.deepEqual(suspectTogether([click(0, 0), click(1_010, 1), click(1_990, 2)], -hour), ['burst', 'burst', 'burst'])
  assert.deepEqual(suspectTogether([click(0, 0), click(900, 1), click(8_000, 0)], -hour), ['burst', 'burst', null])
})

test('within two seconds of its leaving nobody reads a mail', () => {
  assert.deepEqual(suspectTogether([open(1_500), open(60_000)], 0), ['too_soon', null])
})

test('what comes with the link that nobody sees is a program', () => {
  assert.deepEqual(suspectTogether([open(0), click(1_000, honeypotIndex), click(4_000, 3), click(60_000, 3)], -hour), ['honeypot', 'honeypot', 'honeypot', null])
})
