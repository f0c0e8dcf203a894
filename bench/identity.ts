import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { sources, type Identifier } from '../server/collect/index.ts'
import { identify, mergeCustomers, type Seen } from '../server/customers/index.ts'
import { createLog, createMailer, inTransaction, loadConfig, openStores, suki, systemClock, within, type Ctx } from '../server/platform/index.ts'

// bin/bench identity [--customers 1000000]: how fast it is found out who is who, among that many customers with three
// identifiers each, half of them accounts with a number. Per second, in batches of 1,000 as the reader of the log takes them, everything durable:
// resolve: known people seen again. meet: people never seen before, with two identifiers. merge: events that link two
// customers, each with rows and identifiers of its own. conflict: events that name two customers who may not be one. chain: every event shares an identifier with the one before,
// and none may be one customer with it; then something late about its beginning. staffMergePerSecond: merges by hand, one a transaction.
const { values: options } = parseArgs({ options: { customers: { type: 'string', default: '1000000' } } })
const customers = Number(options.customers)
const folder = await mkdtemp(join(tmpdir(), 'suki-bench-'))
const stores = await openStores(loadConfig(['--data', folder], { LOG_LEVEL: 'silent', SUKI_SECRET: 'a secret of the bench that is long enough' }))
const ctx: Ctx = { ...stores, clock: systemClock, actor: suki, log: createLog(stores.config), mail: createMailer({ smtpUrl: 'smtp://127.0.0.1:1025', from: 'Suki <suki@example.com>' }) }
const say = (line: string) => console.error(line)

try {
  await fill()
  const few = Math.min(100_000, customers)
  const known = (n: number) => (n * 7919) % customers
  const results = {
    customers, identifiers: customers * 3,
    resolvePerSecond: await rate('seen again', few, n => [email(known(n)), anonymousId(known(n))]),
    meetPerSecond: await rate('new people', few / 2, n => [{ kind: 'email', value: `new${n}@example.com` }, { kind: 'anonymous_id', value: `new${n}` }]),
    mergePerSecond: await rate('merges', few / 10, n => [email(customers - 2 * n - 1), email(customers - 2 * n - 2)]),
    conflictPerSecond: await rate('conflicts', few / 10, n => [userId(2 * n), email(2 * n + 1)]),
    chainPerSecond: await rate('chain', few / 5, n => [{ kind: 'user_id', value: `chain${n}` }, { kind: 'anonymous_id', value: `link${n}` }, { kind: 'anonymous_id', value: `link${n + 1}` }]),
    lateInChainPerSecond: await rate('late in the chain', few / 20, n => [{ kind: 'user_id', value: `chain${n}` }, { kind: 'device_id', value: `late${n}` }], n => Temporal.Instant.from('2020-01-01T00:00:00Z').add({ seconds: n }).toString()),
    staffMergePerSecond: await staffMerges(500),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  }
  console.log(JSON.stringify(results))
} finally {
  await stores.close()
  await rm(folder, { recursive: true, force: true })
}

function userId(n: number): Identifier { return { kind: 'user_id', value: `u${n}` } }
function email(n: number): Identifier { return { kind: 'email', value: `c${n}@example.com` } }
function anonymousId(n: number): Identifier { return { kind: 'anonymous_id', value: `v${n}` } }

/** Customers as the graph would have made them, set by set; the first half has accounts, the second loyalty cards. */
async function fill() {
  const begun = performance.now()
  await sql`insert into customers (id, name, email, anchor_id, created_at) select uuidv7(), '', 'c' || n || '@example.com', node_id(case when n < ${customers / 2} then 'user_id' else 'loyalty_card' end, 'u' || n), now() - interval '1 year' from generate_series(0, ${customers - 1}::int) as n`.execute(ctx.db)
  await sql`
    insert into customer_identifiers (kind, value, id, cluster_id, customer_id, created_at)
    select i.kind, i.value, node_id(i.kind, i.value), c.anchor_id, c.id, c.created_at from customers as c
      cross join lateral (select substr(split_part(c.email, '@', 1), 2) as n) as x cross join lateral (values (case when n::int < ${customers / 2} then 'user_id' else 'loyalty_card' end, 'u' || n), ('email', c.email), ('anonymous_id', 'v' || n)) as i (kind, value)`.execute(ctx.db)
  for (const weaker of ['email', 'anonymous_id']) await sql`
    insert into identity_observations (id, cluster_id, at, event_id, source_id, nodes)
    select uuidv7(), c.anchor_id, c.created_at, uuidv7(), ${sources.suki}::uuid, array[c.anchor_id, i.id] from customers as c join customer_identifiers as i on i.customer_id = c.id and i.kind = ${weaker}`.execute(ctx.db)
  await sql`analyze customers, customer_identifiers, identity_observations`.execute(ctx.db)
  say(`${customers.toLocaleString('en')} customers in ${((performance.now() - begun) / 1000).toFixed(0)} s`)
}

async function rate(name: string, count: number, identifiers: (n: number) => Identifier[], at = (n: number) => Temporal.Now.instant().add({ milliseconds: n }).toString()) {
  const begun = performance.now()
  const batch = 1000
  for (let i = 0; i < count; i += batch) {
    const seen = Array.from({ length: Math.min(batch, count - i) }, (_, k): Seen => ({ id: crypto.randomUUID(), at: at(i + k), sourceId: sources.suki, identifiers: identifiers(i + k) }))
    await inTransaction(ctx.db, db => identify(within(ctx, { db }), seen))
  }
  const perSecond = Math.round((count / (performance.now() - begun)) * 1000)
  say(`${name}: ${perSecond.toLocaleString('en')} a second`)
  return perSecond
}

async function staffMerges(count: number) {
  const { rows } = await sql<{ id: string }>`select id from customers where merged_into is null and email like 'c%' order by id desc limit ${count * 2}`.execute(ctx.db)
  const begun = performance.now()
  for (let i = 0; i + 1 < rows.length; i += 2) await mergeCustomers(ctx, [rows[i]!.id, rows[i + 1]!.id])
  return Math.round((count / (performance.now() - begun)) * 1000)
}
