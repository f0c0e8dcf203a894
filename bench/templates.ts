import { compileBuilt, renderMessage } from '../server/messaging/index.ts'

// bin/bench templates [mails]
// renderMs: processor time of one mail of 2 kB with five variables and three links, two of them rewritten, HTML and text,
// the middle of nine rounds. No store is needed.

const mails = Number(process.argv[2] ?? 5000)
const words = 'We thought of you when the new mugs came out of the kiln this morning, still warm, in the blue that you liked. '
const html = `<!doctype html><html><body><p>Hello {{ customer.first_name }}</p><p>${words.repeat(6)}</p><p>Since {{ customer.last_order_at | date: "long" }} from {{ customer.city }}: {{ customer.spent | money }}</p><a href="{% _link 0 %}https://shop.example.nl/new?x=1{% end_link %}">New</a> ${words.repeat(6)}<a href="{% _link 1 %}https://shop.example.nl/c/{{ customer.city }}{% end_link %}">City</a> <a href="{{ unsubscribe_url }}">Out</a></body></html>`
const text = html.replace(/<a href="([^"]*)">/g, '$1 ').replace(/<[^>]+>/g, '')
const compiled = compileBuilt({ language: 'nl', subject: 'Dag {{ customer.first_name }}', preheader: '', html, text, links: [] }, { timeZone: 'Europe/Amsterdam', currency: 'EUR', scope: {} })
const person = { customer: { first_name: 'Ann', city: 'Utrecht', country: 'NL', spent: { minor: 12345, currency: 'EUR' }, last_order_at: '2026-03-01T10:00:00Z' }, unsubscribe_url: 'https://suki.example/u' }

const rounds = Array.from({ length: 9 }, () => {
  const before = process.cpuUsage()
  for (let n = 0; n < mails; n++) renderMessage(compiled, person, { rewrite: (_, index) => `https://t.example/${n}/${index}` })
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / mails
}).toSorted((a, b) => a - b)
console.log(JSON.stringify({ bytes: html.length, renderMs: Number(rounds[4]!.toFixed(4)), perSecondPerCore: Math.round(1000 / rounds[4]!) }))
