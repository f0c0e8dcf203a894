import { fork } from 'node:child_process'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import type { Content } from '../contracts/templates.ts'
import { campaignsOn, launch, makeCampaign } from '../server/campaigns/index.ts'
import { createStore } from '../server/commerce/index.ts'
import { createTemplate, means, publish, sendDue } from '../server/messaging/index.ts'
import { createLog, createMailer, loadConfig, openStores, seal, suki, systemClock, type Ctx } from '../server/platform/index.ts'
import { fill } from './sink.ts'

// bin/bench campaign [--mails 100000] [--signed]: a campaign of personal mails (2 kB, five variables, three tracked links)
// from the audience to the SMTP server's last answer, everything durable; the server takes everything and counts.
// `perSecondPerCore`: by the processor time of the process that sends. `sinkOnlyPerSecond`: the same server and
// connections, given ready bytes. --signed: with a DKIM signature (RSA 2048) on each.
const { values: options } = parseArgs({ options: { mails: { type: 'string', default: '100000' }, signed: { type: 'boolean', default: false } } })
const mails = Number(options.mails)
const folder = await mkdtemp(join(tmpdir(), 'suki-bench-'))
const say = (line: string) => console.error(line)
const sink = fork(new URL('sink.ts', import.meta.url), { execArgv: [] })
const [{ port }] = (await once(sink, 'message')) as [{ port: number }]
const counted = async () => {
  sink.send('count')
  return ((await once(sink, 'message')) as [{ mails: number; bytes: number }])[0]
}
const stores = await openStores(loadConfig(['--data', folder], { LOG_LEVEL: 'silent', SUKI_SECRET: 'a secret of the bench that is long enough', PUBLIC_URL: 'https://crm.example.com' }))
const ctx: Ctx = { ...stores, clock: systemClock, actor: suki, log: createLog(stores.config), mail: createMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, from: 'Shop <hello@shop.example.com>' }) }

try {
  const store = await createStore(ctx, { key: 'bench', name: 'Bench shop', currency: 'EUR', timeZone: 'Europe/Amsterdam', country: 'NL' })
  const segmentId = await audience()
  if (options.signed) await sign('shop.example.com')
  const template = await createTemplate(ctx, { name: 'Bench', storeId: store.id, content: content() })
  await publish(ctx, { templateId: template.id, revision: template.revision })
  const campaign = await makeCampaign(ctx, { name: 'Bench', storeId: store.id, audience: { include: [segmentId], exclude: [] }, variants: { A: { templateId: template.id } }, holdOutPercent: 0 })
  await launch(ctx, campaign.id)
  say(`${mails.toLocaleString('en')} people are in the segment`)

  const [began, cpu] = [performance.now(), process.cpuUsage()]
  // The audience is drawn while what is drawn is sent, as a worker does.
  const drawing = (async () => { while (!(await isDrawn(campaign.id))) await campaignsOn(ctx) })()
  while (!(await isDrawn(campaign.id)) || (await left(campaign.id))) {
    await sendDue(ctx, means)
    await pause(5)
  }
  await drawing
  const seconds = (performance.now() - began) / 1000
  const used = process.cpuUsage(cpu)
  const took = await counted()
  if (took.mails !== mails) throw new Error(`The server took ${took.mails} mails.`)
  const cores = (used.user + used.system) / 1e6 / seconds
  say(`${took.mails} mails of ${Math.round(took.bytes / took.mails)} bytes in ${seconds.toFixed(1)} s, ${cores.toFixed(2)} cores of the process that sends`)
  const sinkOnlyPerSecond = await fill(port, { connections: 20, mails: Math.min(mails, 50_000), raw: `Subject: bench\r\n\r\n${'x'.repeat(76).concat('\r\n').repeat(Math.ceil(took.bytes / took.mails / 78))}` })
  console.log(JSON.stringify({ perSecond: Math.round(mails / seconds), perSecondPerCore: Math.round(mails / seconds / cores), peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024), sinkOnlyPerSecond: Math.round(sinkOnlyPerSecond), bytes: Math.round(took.bytes / took.mails), signed: options.signed }))
} finally {
  ctx.mail.close()
  sink.disconnect()
  await stores.close()
  await rm(folder, { recursive: true, force: true })
}

async function isDrawn(id: string): Promise<boolean> {
  return (await ctx.db.selectFrom('campaigns').select('drawn_at').where('id', '=', id).executeTakeFirstOrThrow()).drawn_at !== null
}

async function left(id: string): Promise<boolean> {
  return Boolean(await ctx.db.selectFrom('messages').select('id').where('mailing_id', '=', id).where('state', 'in', ['queued', 'handing']).limit(1).executeTakeFirst())
}

/** Five variables, three links, about 2 kB of HTML. */
function content(): Content {
  const paragraph = 'Our potter threw a new series this week, glazed in the blue of the harbour at seven in the morning, and you are among the first to see it. '
  const source = `<mjml><mj-body><mj-section><mj-column><mj-text>Dear {{ customer.first_name }}, greetings to {{ customer.city | default: "you" }}.</mj-text>
    <mj-text>${paragraph.repeat(2)}<a href="https://shop.example.com/new">See it</a></mj-text><mj-button href="https://shop.example.com/mugs?for={{ customer.orders_count }}">You ordered {{ customer.orders_count }} times and spent {{ customer.spent | money }}</mj-button>
    <mj-text><a href="https://shop.example.com/story">The story</a> of {{ store.name }} · <a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text></mj-column></mj-section></mj-body></mjml>`
  return { mainLanguage: 'en', variants: { en: { subject: 'New, {{ customer.first_name }}', preheader: '', body: { form: 'mjml', source }, text: 'Dear {{ customer.first_name }}, see https://shop.example.com/new\n{{ unsubscribe_url }}', defaults: { 'customer.first_name': 'friend', 'customer.city': 'you' } } } }
}

async function sign(domain: string) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } })
  await ctx.db.insertInto('sending_domains').values({ domain, selector: 'bench', public_key: publicKey.toString('base64'), private_key_sealed: seal(ctx, 'dkim', privateKey), created_at: ctx.clock.now().toString(), created_by: 'bench' }).execute()
}

/** People who agreed to e-mail, in a segment. */
async function audience(): Promise<string> {
  const segmentId = randomUUID()
  await sql`insert into customers (id, name, first_name, email, city, orders_count, spent_minor, currency) select gen_random_uuid(), 'Person ' || n, 'Person', 'p' || n || '@example.com', 'Haarlem', n % 7, n % 90000, 'EUR' from generate_series(1, ${mails}::int) as n`.execute(ctx.db)
  await sql`insert into customer_identifiers (id, kind, value, customer_id, cluster_id, component_id) select gen_random_uuid(), 'email', email, id, id, id from customers`.execute(ctx.db)
  await sql`insert into consents (node_id, customer_id, seen, channel, purpose, decision, source, occurred_at, recorded_at) select id, id, array[id], 'email', 'marketing', 'granted', 'api', now(), now() from customers`.execute(ctx.db)
  await sql`insert into segments (id, name, time_zone, serving, created_at, created_by) values (${segmentId}, 'All', 'UTC', 1, now(), 'bench')`.execute(ctx.db)
  await sql`insert into segment_members (segment_id, customer_id, entered_at) select ${segmentId}, id, now() from customers`.execute(ctx.db)
  await sql`analyze customers, customer_identifiers, consents, consent_states, segment_members`.execute(ctx.db)
  return segmentId
}
