import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { Body, type Variant } from '../../../../contracts/templates.ts'
import { plainKit } from '../blocks/look.ts'
import { examine, type Examination } from '../apart/examine.ts'
import { contrast } from './colours.ts'
import { isOwnNetwork, isPublic, reach } from './reach.ts'

const blocks = (...given: object[]) => Body.parse({ form: 'blocks', sections: [{ id: 's1', columns: [{ id: 'c1', width: 100, blocks: given.map((block, n) => ({ id: `b${n}`, ...block })) }] }] })
const text = (html: string) => ({ type: 'text', html })
const footer = { type: 'footer', unsubscribe: 'Unsubscribe' }

async function found(variant: Partial<Variant>, more: Partial<Examination> = {}): Promise<string[]> {
  const { findings } = await examine({
    variant: { subject: 'News from the shop', preheader: 'Look', text: null, defaults: {}, body: blocks(text('<p>Read <a href="https://shop.nl/">more</a> of what we have made this month in the workshop, one by one, all of it by hand.</p>'), footer), ...variant },
    language: 'en', kind: 'campaign', look: { kit: { ...plainKit('Shop'), address: 'Main Street 1' } },
    shared: { timeZone: 'UTC', currency: 'EUR', scope: { store: { name: 'Shop' }, picked: {} } }, person: { customer: { first_name: 'Ann', traits: {} }, order: { items: [{ title: 'Mug', price: { minor: 100, currency: 'EUR' }, quantity: 1, url: null, image_url: null }] }, unsubscribe_url: 'https://suki.nl/u' }, ...more,
  })
  return findings.map(({ code, subject, severity, blockId }) => `${severity} ${code}${subject ? ` ${subject}` : ''}${blockId ? ` in ${blockId}` : ''}`)
}
const body = (...given: object[]) => ({ body: blocks(...given, text('<p>Read <a href="https://shop.nl/">more</a> of what we have made this month in the workshop, one by one, all of it by hand.</p>'), footer) })

test('a good campaign has nothing to put right', async () => assert.deepEqual(await found({}), []))

test('variables that nobody fills, and those that may be empty, are named before sending', async () => {
  assert.deepEqual(await found(body(text('<p>{{ customer.frist_name }} {{ nonsense }} {{ customer.traits.plan | default: "x" }} {{ data.code | default: "y" }}</p>'))), ['warning unknownVariable customer.frist_name in b0', 'warning unknownVariable nonsense in b0'])
  assert.deepEqual(await found({ subject: 'For {{ customer.first_name }}' }), ['hint maybeEmpty customer.first_name'])
  assert.deepEqual(await found({ subject: 'For {{ customer.first_name }}', defaults: { 'customer.first_name': 'you' } }), [])
  assert.deepEqual(await found(body(text('<p>{% if customer.first_name %}{{ customer.first_name }}{% endif %}{% for item in cart.items %}{{ item.title }}{% endfor %}</p>'))), [])
})

test('pictures need words, buttons an address, links an honest one', async () => {
  assert.deepEqual(await found(body({ type: 'image', src: 'https://shop.nl/a.png', alt: ' ' })), ['error noAlt https://shop.nl/a.png in b0'])
  assert.deepEqual(await found(body({ type: 'button', text: 'Go', href: '' })), ['error emptyLink Go in b0'])
  assert.deepEqual(await found(body(text('<p><a href="https://evil.ru/">www.bank.nl</a> <a href="http://shop.nl/">a</a> <a href="https://bit.ly/x">b</a> <a href="https://example.com/">c</a></p>'))), [
    'warning linkTextDiffers https://evil.ru/ in b0', 'warning plainHttp http://shop.nl/ in b0', 'hint shortener https://bit.ly/x in b0', 'warning placeholder https://example.com/ in b0',
  ])
})

test('an address that is empty for this reader, or for everybody because the store has no website, is named', async () => {
  assert.deepEqual(await found(body({ type: 'button', text: 'Visit', href: '{{ store.website }}' })), ['warning noWebsite in b0'])
  const scope = { store: { name: 'Shop', website: 'https://shop.nl' }, picked: {} }
  assert.deepEqual(await found(body({ type: 'button', text: 'Visit', href: '{{ store.website }}' }), { shared: { timeZone: 'UTC', currency: 'EUR', scope } }), [])
  assert.deepEqual(await found(body({ type: 'button', text: 'Track', href: '{{ customer.traits.parcel | default: "" }}' })), ['warning emptyForSome Track'])
})

test('braces that stay and the fields of other programs are found, and names of files for images', async () => {
  assert.deepEqual(await found({ subject: 'News for you, *|FNAME|*' }), ['warning leftover *|FNAME|*'])
  assert.deepEqual(await found(body(text('<p>Dear [[first name]], {{ "{{ name }}" }}</p>'))), ['warning leftover [[first name]] in null'.replace(' in null', '')])
  assert.deepEqual(await found(body({ type: 'image', src: 'https://shop.nl/a.png', alt: 'IMG_2041.jpg' })), ['warning altIsFileName IMG_2041.jpg in b0'])
  assert.deepEqual(await found(body({ type: 'image', src: 'https://shop.nl/a.png', alt: 'A blue mug' })), [])
})

test('an address that only its own network knows is told from one that readers reach', () => {
  for (const closed of ['http://localhost:3000', 'http://127.0.0.1', 'http://suki', 'https://10.0.0.4', 'http://crm.local', 'http://[::1]:80', 'nonsense']) assert.equal(isOwnNetwork(closed), true, closed)
  for (const open of ['https://crm.shop.nl', 'http://93.184.216.34']) assert.equal(isOwnNetwork(open), false, open)
})

test('marketing mail needs a way out and an address; mail about an order does not', async () => {
  const bare = { body: blocks(text('<p>Read <a href="https://shop.nl/">more</a></p>')) }
  assert.deepEqual(await found(bare), ['error noUnsubscribe', 'warning noAddress'])
  assert.deepEqual(await found(bare, { kind: 'transactional' }), [])
})

test('text that is hard to read is found, in the light and in the dark', async () => {
  assert.ok(Math.abs(contrast('#777777', '#ffffff') - 4.48) < 0.01)
  assert.deepEqual(await found(body({ ...text('<p>Pale words</p>'), colour: '#aaaaaa' })), ['warning contrast Pale words in b0'])
  assert.deepEqual(await found(body({ type: 'products', from: 'order' })), [])
  assert.deepEqual(await found(body({ ...text('<p>Dark words</p>'), colour: '#222222' })), ['warning darkContrast Dark words in b0'])
})

test('a mail that Gmail would cut, a subject that shouts, a mail of pictures only', async () => {
  assert.deepEqual(await found(body(...Array.from({ length: 6 }, () => text(`<p>${'words and words '.repeat(1200)}</p>`)))), ['warning tooBig'])
  assert.deepEqual(await found({ subject: 'BUY NOW FOR NOTHING!!', preheader: '' }), ['hint shoutingSubject', 'hint exclamations', 'hint noPreheader'])
  assert.deepEqual(await found({ body: blocks({ type: 'image', src: 'https://shop.nl/a.png', alt: 'Sale', href: 'https://shop.nl/' }, footer) }), ['hint imagesOnly'])
})

test('asking addresses never reaches a machine that is not public', async () => {
  for (const closed of ['127.0.0.1', '10.1.2.3', '169.254.169.254', '192.168.1.1', '172.20.0.1', '100.64.0.1', '0.0.0.0', '::1', 'fe80::1', 'fd00::1', '::ffff:127.0.0.1', '2002:7f00:1::', '224.0.0.1']) assert.equal(isPublic(closed), false, closed)
  for (const open of ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946']) assert.equal(isPublic(open), true, open)
  const asked = await reach(['http://127.0.0.1:80/', 'http://localhost/', 'http://[::1]/', 'http://0x7f000001/', 'http://shop.nl:22/', 'file:///etc/passwd', 'http://user:secret@93.184.216.34/'])
  assert.deepEqual(new Set(asked.map(({ problem }) => problem)), new Set(['notPublic']))
})

test('addresses that are gone are told from those that answer', async t => {
  const server = createServer((request, response) => {
    if (request.url === '/moved') return void response.writeHead(302, { location: '/here' }).end()
    if (request.url === '/round') return void response.writeHead(302, { location: '/round' }).end()
    response.writeHead(request.url === '/here' ? 200 : request.url === '/closed' ? 403 : 404).end('x')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const reached = await reach(['/here', '/moved', '/gone', '/round', '/closed'].map(path => at + path), { guard: false })
  assert.deepEqual(Object.fromEntries(reached.map(({ url, problem }) => [url.slice(at.length), problem])), { '/here': 'none', '/moved': 'none', '/gone': 'broken', '/round': 'broken', '/closed': 'none' })
})
