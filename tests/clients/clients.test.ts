import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { chromium, type Page } from 'playwright-core'
import { sources } from '../../server/collect/index.ts'
import { calm, programOf } from '../support/browser.ts'
import { runSuki, temporaryFolder, until, type Suki } from '../support/processes.ts'
import { world } from '../support/world.ts'
import { browserClients, sayAll, shopPages } from './browser-clients.ts'
import { everyCall, markOf, type Call, type Client } from './calls.ts'
import { isImpatient, nodeClients } from './node-clients.ts'
import { unrulyProxy, type Fault } from './unruly.ts'

// Unchanged clients, each behind a proxy that is out of order, on a real Suki that is killed and started again.
const faultsFor = (name: string): Fault[] => (hasNoAnswer(name) ? [] : [503, 503, 429, 'answer lost', isImpatient(name) ? 'no answer' : 'answer lost'])
// A beacon tells its sender nothing: what it brings must be taken at once.
const hasNoAnswer = (name: string) => name.includes('beacon')

test('every client in the world gets every event into the log once, whatever happens on the way', { timeout: 120_000 }, async t => {
  const { ctx, suki, restart } = await restartable(t)
  const clients = new Map<string, { calls: Call[]; client: Client; did: string[] }>()
  for (const [name, make] of Object.entries(nodeClients)) {
    const where = await place(name)
    clients.set(name, { calls: everyCall, client: make(where), did: where.did })
  }
  for (const [name, { page, calls, did }] of await openPages()) clients.set(name, { calls, did, client: { say: round => page.evaluate(sayAll(browserClients[name]!, name, round)), close: () => page.close() } })

  await t.test('through 5xx, 429 and answers that never arrive', async () => {
    await Promise.all([...clients.values()].map(({ client }) => client.say('one')))
    await arrived('one')
    for (const [name, { did }] of clients) {
      const wanted = faultsFor(name).map(fault => (typeof fault === 'number' ? String(fault) : `${fault}: 200`)).sort()
      const faulty = () => did.filter(done => !done.startsWith('passed on'))
      await until(() => faulty().length >= wanted.length)
      assert.deepEqual(faulty().sort(), wanted, name)
    }
  })

  await t.test('through a restart of Suki', async () => {
    const answering = [...clients].filter(([name]) => !hasNoAnswer(name))
    suki().kill('SIGKILL')
    await suki().exit
    await Promise.all(answering.map(([, { client }]) => client.say('two')))
    await until(() => answering.every(([, { did }]) => did.includes('Suki away')))
    await restart()
    await arrived('two', answering.map(([name]) => name))
  })

  await t.test('each once, as it was said', async () => {
    await Promise.all([...clients.values()].map(({ client }) => client.close()))
    const said = [...clients].flatMap(([name, { calls }]) => (hasNoAnswer(name) ? ['one'] : ['one', 'two']).flatMap(round => calls.map(call => `${call}: ${markOf(name, round, call)}`)))
    assert.deepEqual(await logged(), said.sort())
    assert.equal((await ctx.db.selectFrom('rejected_messages').selectAll().execute()).length, 0)
  })

  async function restartable(t: TestContext) {
    const { ctx, postgresUrl, clickhouseUrl } = await world(t)
    const data = await temporaryFolder(t)
    const start = async () => {
      const started = await runSuki(t, { args: ['--data', data], env: { DATABASE_URL: postgresUrl, CLICKHOUSE_URL: clickhouseUrl, CLICKHOUSE_DATABASE: ctx.warehouse.database, SUKI_SECRET: ctx.config.secret! } })
      await started.ready()
      return started
    }
    let running: Suki = await start()
    return { ctx, suki: () => running, restart: async () => void (running = await start()) }
  }

  async function place(name: string) {
    const writeKey = `key-${Buffer.from(name).toString('hex')}`
    await ctx.db.insertInto('sources').values({ kind: name in nodeClients ? 'server' : 'web', name, write_key: writeKey }).execute()
    return { writeKey, ...(await unrulyProxy(t, () => suki().url, faultsFor(name))) }
  }

  async function openPages() {
    const browser = await chromium.launch({ executablePath: programOf(), args: calm })
    t.after(() => browser.close())
    const places = []
    for (const [name, client] of Object.entries(browserClients)) places.push({ name, client, where: await place(name) })
    const addressOf = await shopPages(t, places)
    return Promise.all(places.map(async ({ name, client, where }, n): Promise<[string, { page: Page; calls: Call[]; did: string[] }]> => {
      const page = await (await browser.newContext()).newPage()
      await page.goto(addressOf(n))
      return [name, { page, calls: client.calls, did: where.did }]
    }))
  }

  /** What the clients brought into the log, by type and mark. An alias has no properties; the id that it takes over is its mark. */
  async function logged(round = '') {
    const events = await ctx.db.selectFrom('events').select(['type', 'properties']).where('source_id', '<>', sources.suki).execute()
    return events.map(({ type, properties }) => `${type}: ${String(type === 'alias' ? properties['previous_id'] : properties['mark'])}`).filter(line => line.includes(round && ` ${round} `)).sort()
  }

  async function arrived(round: string, names = [...clients.keys()]) {
    const wanted = names.flatMap(name => clients.get(name)!.calls).length
    await until(async () => (await logged(round)).length >= wanted)
  }
})
