import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { DnsCheck } from '../../../../contracts/sending-setup.ts'
import { dnsServer, type Zone } from '../../../../tests/support/dns-server.ts'
import { checkDomain, type Asked } from './check.ts'
import { lookAt } from './resolve.ts'

const key = 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A'.padEnd(392, 'x')
const asked: Asked = { domain: 'shop.example', selector: 'suki202603', publicKey: key, bounceDomain: 'bounce.shop.example', hosts: ['email-smtp.eu-west-1.amazonaws.com'], ownHost: 'crm.shop.example' }

const good: Zone = {
  'suki202603._domainkey.shop.example': { TXT: [`v=DKIM1; k=rsa; p=${key}`] },
  'bounce.shop.example': { TXT: ['v=spf1 include:amazonses.com -all'], MX: [[10, 'crm.shop.example']] },
  'amazonses.com': { TXT: ['v=spf1 ip4:192.0.2.0/24 -all'] },
  '_dmarc.shop.example': { TXT: ['v=DMARC1; p=quarantine; rua=mailto:dmarc@shop.example'] },
}

/** What a real DNS server with this zone leads to: the state of each check, and the check of one kind. */
async function looked(t: TestContext, zone: Zone, change: Partial<Asked> = {}) {
  const { address } = await dnsServer(t, zone)
  const checks = await checkDomain(lookAt({ servers: [address], timeoutMs: 500 }), { ...asked, ...change })
  const of = (kind: DnsCheck['kind']) => {
    const { state, problems, add } = checks.find(check => check.kind === kind)!
    return { state, problems: problems.map(({ code, about }) => (about === null ? code : `${code} ${about}`)), add: add && `${add.type} ${add.name} ${add.priority === null ? '' : `${add.priority} `}${add.value}` }
  }
  return { states: Object.fromEntries(checks.map(check => [check.kind, check.state])), of }
}

test('a domain with everything in place has nothing to add', async t => {
  const { states, of } = await looked(t, good)
  assert.deepEqual(states, { dkim: 'good', spf: 'good', dmarc: 'good', mx: 'good' })
  assert.equal(of('spf').add, null)
})

test('a new domain is told every record, to the letter', async t => {
  const { states, of } = await looked(t, {})
  assert.deepEqual(states, { dkim: 'missing', spf: 'missing', dmarc: 'missing', mx: 'missing' })
  assert.equal(of('dkim').add, `TXT suki202603._domainkey.shop.example v=DKIM1; k=rsa; p=${key}`)
  assert.equal(of('spf').add, 'TXT bounce.shop.example v=spf1 include:amazonses.com ~all')
  assert.equal(of('dmarc').add, 'TXT _dmarc.shop.example v=DMARC1; p=none; rua=mailto:dmarc@shop.example')
  assert.equal(of('mx').add, 'MX bounce.shop.example 10 crm.shop.example')
})

test('a key that is another, empty, doubled or on trial is told apart', async t => {
  const dkim = async (...records: string[]) => (await looked(t, { ...good, 'suki202603._domainkey.shop.example': { TXT: records } })).of('dkim')
  assert.deepEqual((await dkim('v=DKIM1; k=rsa; p=AAAA')).problems, ['dkim_other_key'])
  assert.deepEqual((await dkim('v=DKIM1; p=')).problems, ['dkim_revoked'])
  assert.deepEqual((await dkim(`v=DKIM1; p=${key}`, 'v=DKIM1; p=AAAA')).problems, ['dkim_several 2'])
  assert.deepEqual(await dkim(`v=DKIM1; t=y; p=${key}`), { state: 'advice', problems: ['dkim_testing'], add: `TXT suki202603._domainkey.shop.example v=DKIM1; k=rsa; p=${key}` })
  assert.equal((await dkim(`p=${key.slice(0, 200)} ${key.slice(200)}`)).state, 'good')
})

test('two SPF records are made one, with what is missing before the end', async t => {
  const { of } = await looked(t, { ...good, 'bounce.shop.example': { TXT: ['v=spf1 ip4:198.51.100.7 ~all', 'v=spf1 include:_spf.google.example -all', 'other=text'], MX: [[10, 'crm.shop.example']] }, '_spf.google.example': { TXT: ['v=spf1 ip4:203.0.113.0/24 ~all'] } })
  assert.deepEqual(of('spf'), { state: 'wrong', problems: ['spf_several 2', 'spf_not_included include:amazonses.com'], add: 'TXT bounce.shop.example v=spf1 ip4:198.51.100.7 include:_spf.google.example include:amazonses.com -all' })
})

test('an include counts wherever it stands, and more than ten lookups are too many', async t => {
  const chain = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`n${i}.example`, { TXT: [i < 10 ? `v=spf1 include:n${i + 1}.example -all` : 'v=spf1 include:amazonses.com -all'] }]))
  const { of } = await looked(t, { ...good, ...chain, 'bounce.shop.example': { TXT: ['v=spf1 include:n0.example -all'] } })
  assert.deepEqual(of('spf'), { state: 'wrong', problems: ['spf_lookups 12'], add: null })
})

test('a record that includes itself, or what is not there, is not followed for ever', async t => {
  const { of } = await looked(t, { ...good, 'bounce.shop.example': { TXT: ['v=spf1 include:amazonses.com include:bounce.shop.example include:gone.example -all'] } })
  assert.deepEqual([of('spf').state, of('spf').problems], ['wrong', ['spf_broken_include bounce.shop.example', 'spf_broken_include gone.example']])
})

test('who lets everybody send, or has no end, or a word that nobody knows, hears of it', async t => {
  const spf = async (record: string) => (await looked(t, { ...good, 'bounce.shop.example': { TXT: [record] } })).of('spf')
  assert.deepEqual((await spf('v=spf1 include:amazonses.com +all')).problems, ['spf_everybody +all'])
  assert.deepEqual(await spf('v=spf1 include:amazonses.com'), { state: 'advice', problems: ['spf_no_end'], add: 'TXT bounce.shop.example v=spf1 include:amazonses.com ~all' })
  assert.deepEqual((await spf('v=spf1 include:amazonses.com ipv4:192.0.2.1 -all')).problems, ['spf_syntax ipv4:192.0.2.1'])
})

test('an own server is let in by its address; one in the own network is for a person to say', async t => {
  const zone = (spf: string): Zone => ({ ...good, 'bounce.shop.example': { TXT: [spf] }, 'mail.shop.example': { A: ['198.51.100.9'] } })
  assert.equal((await looked(t, zone('v=spf1 ip4:198.51.100.0/28 -all'), { hosts: ['mail.shop.example'] })).of('spf').state, 'good')
  assert.deepEqual((await looked(t, zone('v=spf1 ip4:203.0.113.0/28 -all'), { hosts: ['mail.shop.example'] })).of('spf'), { state: 'wrong', problems: ['spf_not_included a:mail.shop.example'], add: 'TXT bounce.shop.example v=spf1 ip4:203.0.113.0/28 a:mail.shop.example -all' })
  assert.deepEqual((await looked(t, zone('v=spf1 ip4:203.0.113.0/28 -all'), { hosts: ['127.0.0.1'] })).of('spf'), { state: 'advice', problems: ['spf_unknown_outgoing'], add: null })
})

test('a policy of none works, and the next step is shown; a subdomain follows the one above it', async t => {
  const dmarc = async (record: string, change: Partial<Asked> = {}) => (await looked(t, { ...good, '_dmarc.shop.example': { TXT: [record] } }, change)).of('dmarc')
  assert.deepEqual(await dmarc('v=DMARC1; p=none; pct=50'), { state: 'advice', problems: ['dmarc_none', 'dmarc_no_reports'], add: 'TXT _dmarc.shop.example v=DMARC1; p=quarantine; pct=50; rua=mailto:dmarc@shop.example' })
  assert.deepEqual((await dmarc('v=DMARC1; p=reject; rua=mailto:a@shop.example; aspf=s')).problems, ['dmarc_strict bounce.shop.example'])
  assert.deepEqual((await dmarc('v=DMARC1; policy=none')).state, 'wrong')
  assert.deepEqual((await dmarc('v=DMARC1; p=reject; sp=none; rua=mailto:a@shop.example', { domain: 'news.shop.example' })).problems, ['dmarc_none'])
  assert.equal((await dmarc('v=DMARC1; p=reject; rua=mailto:a@shop.example', { domain: 'news.shop.example' })).state, 'good')
})

test('bounces that go elsewhere are told; those to the own mailbox are a choice', async t => {
  assert.deepEqual((await looked(t, { ...good, 'bounce.shop.example': { MX: [[5, 'mx.other.example']] } })).of('mx'), { state: 'wrong', problems: ['mx_elsewhere mx.other.example'], add: 'MX bounce.shop.example 10 crm.shop.example' })
  assert.deepEqual((await looked(t, { ...good, 'shop.example': { MX: [[5, 'mx.other.example']] } }, { bounceDomain: null })).of('mx'), { state: 'advice', problems: ['mx_own mx.other.example'], add: null })
})

test('an installation without a public name is told to get one, not to publish localhost', async t => {
  assert.deepEqual((await looked(t, {}, { ownHost: 'localhost' })).of('mx'), { state: 'missing', problems: ['mx_missing bounce.shop.example', 'mx_no_name'], add: null })
})

test('a server that does not answer is not taken for a missing record', async t => {
  const { states } = await looked(t, { 'suki202603._domainkey.shop.example': 'broken', 'bounce.shop.example': 'broken', '_dmarc.shop.example': 'broken' })
  assert.deepEqual(states, { dkim: 'unknown', spf: 'unknown', dmarc: 'unknown', mx: 'unknown' })
})
