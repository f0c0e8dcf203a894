import assert from 'node:assert/strict'
import { test } from 'node:test'
import PostalMime from 'postal-mime'
import nodemailer from 'nodemailer'
import { languages } from '../../../../contracts/shapes.ts'
import { Body, type Variant } from '../../../../contracts/templates.ts'
import { plainKit } from '../blocks/look.ts'
import { examine, type Examination } from '../apart/examine.ts'
import { compileBuilt, render } from './render.ts'
import { examineApart } from '../apart/thread.ts'

const mjml = (inside: string) => `<mjml>\n<mj-body>\n<mj-section><mj-column>\n<mj-text>${inside}</mj-text>\n</mj-column></mj-section>\n</mj-body>\n</mjml>`
const eur = (minor: number) => ({ minor, currency: 'EUR' })
const ann = { customer: { first_name: 'Ann', country: null, spent: eur(123456), orders_count: 3, traits: {} }, order: { number: 'A-1', placed_at: '2026-03-01T23:30:00Z', items: [{ title: 'Mug', price: eur(1250), quantity: 1, url: 'https://shop.nl/p/mug?a=1&b=2', image_url: 'https://shop.nl/mug.png' }] }, unsubscribe_url: 'https://suki.nl/u/1' }

function job(variant: Partial<Variant>, more: Partial<Examination> = {}): Examination {
  return {
    variant: { subject: 'Hello', preheader: 'Look', text: null, defaults: {}, body: { form: 'mjml', source: mjml('Hello') }, ...variant },
    language: 'en', look: { kit: { ...plainKit('Corner Shop'), address: 'Main Street 1' } }, kind: 'transactional',
    shared: { timeZone: 'Europe/Amsterdam', currency: 'EUR', scope: { store: { name: 'Corner Shop' }, picked: {} } }, person: ann, ...more,
  }
}
const inBody = (text: string, more: Partial<Examination> = {}) => examine(job({ body: { form: 'mjml', source: mjml(text) } }, more))
const wrong = ({ findings }: Awaited<ReturnType<typeof examine>>) => findings.filter(({ severity }) => severity === 'error').map(({ code, line }) => `${code} ${line}`)

test('what a person is called cannot become HTML, a header or an address that runs', async () => {
  const mallory = { ...ann, customer: { ...ann.customer, first_name: '<img src=x onerror=alert(1)>\r\nBcc: all@example.com', site: 'javascript:alert(1)' } }
  const { rendered } = await examine(job({ subject: 'Hi {{ customer.first_name }}', body: { form: 'mjml', source: mjml('{{ customer.first_name }} <a href="{{ customer.site }}">x</a>') } }, { person: mallory }))
  assert.doesNotMatch(rendered!.html, /<img src=x|javascript:/)
  assert.match(rendered!.html, /&lt;img src=x onerror=alert\(1\)&gt;/)
  assert.equal(rendered!.subject, 'Hi <img src=x onerror=alert(1)> Bcc: all@example.com')
})

test('a template that would not end is an error with its line', async () => {
  assert.deepEqual(wrong(await inBody('a\n{% for i in (1..3000) %}{% for j in (1..3000) %}{{ j | append: "x" }}{% endfor %}{% endfor %}')), ['limit 5'])
  assert.deepEqual(wrong(await inBody('{% assign a = "xxxxxxxxxx" %}\n{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}')), ['limit 5'])
})

test('what Liquid and MJML do not know is named with its line', async () => {
  assert.deepEqual(wrong(await inBody('\n{{ customer.first_name | shout }}')), ['liquid 5'])
  assert.deepEqual(wrong(await inBody('\n\n{% if a %}x')), ['liquid 6'])
  assert.deepEqual(wrong(await examine(job({ body: { form: 'mjml', source: '<mjml>\n<mj-body>\n<mj-section>\n</mj-body>\n</mjml>' } }))), ['mjml 4'])
  assert.deepEqual(wrong(await inBody('{% include "/etc/passwd" %}')), ['liquid 4'])
  assert.deepEqual((await inBody('{{ customer.constructor.name }}{{ customer.__proto__.x }}')).rendered!.text.trim(), '')
})

test('a thread that takes too much is ended, and the next text is built by another', async () => {
  const endless = job({ body: { form: 'mjml', source: mjml(`<b>${'<mj-text>'.repeat(100_000)}</b>`) } })
  const { findings } = await examineApart(endless, { mostMs: 100 })
  assert.deepEqual(findings.map(({ code, severity, detail }) => [code, severity, detail]), [['limit', 'error', 'it took more than 0.1 s']])
  assert.equal((await examineApart(job({}))).rendered!.subject, 'Hello')
})

test('money and dates are written as the reader’s language and country write them', async () => {
  const said: Record<string, string> = {}
  for (const language of languages) said[language] = (await inBody('{{ customer.spent }} · {{ order.placed_at | date: "long" }} · {{ 1234.5 | number }}', { language })).rendered!.text.trim().replace(/[\u00a0\u202f]/g, ' ')
  assert.deepEqual(said, {
    en: '€1,234.56 · 2 March 2026 · 1,234.5', fil: '€1,234.56 · Marso 2, 2026 · 1,234.5', ta: '€1,234.56 · 2 மார்ச், 2026 · 1,234.5',
    nl: '€ 1.234,56 · 2 maart 2026 · 1.234,5', ru: '1 234,56 € · 2 марта 2026 г. · 1 234,5', gu: '€1,234.56 · 2 માર્ચ, 2026 · 1,234.5',
  })
  const american = { ...ann, customer: { ...ann.customer, country: 'US' } }
  assert.match((await inBody('{{ order.placed_at | date: "long" }}', { person: american })).rendered!.text, /March 2, 2026/)
  // The words of a pattern too, whatever language the server speaks.
  assert.match((await inBody('{{ order.placed_at | date: "%d %B %Y, %A" }} · {{ order.placed_at | date: "month" }}', { language: 'nl' })).rendered!.text, /02 maart 2026, maandag · maart 2026/)
  assert.equal((await inBody('{{ 3 | plural: one: "штука", few: "штуки", many: "штук", other: "штуки" }}', { language: 'ru' })).rendered!.text.trim(), 'штуки')
})

test('links are known by their place before anybody reads, and rewritten in both parts alike', async () => {
  const source = mjml('<a href="https://shop.nl/a?x=1&amp;y=2">One</a> {% for item in order.items %}<a href="{{ item.url }}">{{ item.title }}</a>{% endfor %} <a href="mailto:us@shop.nl">Us</a> <a href="{{ unsubscribe_url }}">Out</a>')
  const { built } = await examine(job({ body: { form: 'mjml', source } }))
  const compiled = compileBuilt(built!, job({}).shared)
  assert.deepEqual(compiled.links, ['https://shop.nl/a?x=1&y=2', '{{ item.url }}', 'mailto:us@shop.nl', '{{ unsubscribe_url }}'])
  const asked: [string, number][] = []
  const mail = render(compiled, ann, { rewrite: (url, index) => (asked.push([url, index]), `https://t.nl/${index}?a&b`) })
  assert.deepEqual(asked, [['https://shop.nl/a?x=1&y=2', 0], ['https://shop.nl/p/mug?a=1&b=2', 1], ['https://shop.nl/a?x=1&y=2', 0], ['https://shop.nl/p/mug?a=1&b=2', 1]])
  assert.deepEqual([...mail.html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href), ['https://t.nl/0?a&amp;b', 'https://t.nl/1?a&amp;b', 'mailto:us@shop.nl', 'https://suki.nl/u/1'])
  assert.equal(mail.text, 'One: https://t.nl/0?a&b Mug: https://t.nl/1?a&b Us: us@shop.nl Out: https://suki.nl/u/1\n')
})

test('a variable that is empty says its default, in every part', async () => {
  const nobody = { ...ann, customer: { ...ann.customer, first_name: null } }
  const variant = { subject: 'Hi {{ customer.first_name }}', defaults: { 'customer.first_name': 'dear "friend"' }, body: { form: 'mjml' as const, source: mjml('{{ customer.first_name | upcase }} {{ customer.first_name | default: "you" }}') } }
  const { rendered } = await examine(job(variant, { person: nobody }))
  assert.equal(rendered!.subject, 'Hi dear "friend"')
  assert.equal(rendered!.text.trim(), 'DEAR "FRIEND" you')
})

test('blocks become a mail that a second parser reads as it was meant, with a text part', async () => {
  const body = Body.parse({ form: 'blocks', sections: [{ id: 's1', columns: [{ id: 'c1', width: 100, blocks: [
    { id: 'a', type: 'text', html: '<h1>Thanks, {{ customer.first_name }}</h1><p onclick="x()">Order <strong>{{ order.number }}</strong><script>bad()</script></p>' },
    { id: 'b', type: 'button', text: 'See it', href: 'https://shop.nl/o/{{ order.number }}' },
    { id: 'c', type: 'products', from: 'order' },
    { id: 'd', type: 'text', html: '<p>Only for {{ 3 }}</p>', when: 'customer.orders_count > 5' },
  ] }] }] })
  const { rendered, findings } = await examine(job({ body }))
  assert.deepEqual(findings.filter(({ severity }) => severity === 'error'), [])
  const { message } = await nodemailer.createTransport({ streamTransport: true, buffer: true }).sendMail({ from: 'a@shop.nl', to: 'b@shop.nl', subject: rendered!.subject, html: rendered!.html, text: rendered!.text })
  const read = await PostalMime.parse(message as Buffer)
  assert.equal(read.text?.trim(), rendered!.text.trim())
  assert.equal(read.html?.trim(), rendered!.html.trim())
  assert.equal(rendered!.text, 'Thanks, Ann\n\nOrder A-1\n\nSee it: https://shop.nl/o/A-1\n\nMug: https://shop.nl/p/mug?a=1&b=2\n€12.50\n')
  assert.doesNotMatch(rendered!.html, /bad\(\)|onclick|Only for/)
  assert.match(rendered!.html, /<html lang="en"/)
})
