import { connect, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { EmbeddedStore } from '../../server/platform/embedded/clickhouse.ts'
import { openWarehouse, runningPostgres, startPostgres } from '../../server/platform/index.ts'
import { holderOf } from '../../server/platform/lifecycle/lock.ts'
import { runSuki, storesOf, temporaryFolder, until, type Settings, type Suki } from '../support/processes.ts'

export type Victim = 'suki' | 'postgres'

/** A Suki with its stores, of which any part may be killed at any time; whatever ended is started again. */
export type Stage = {
  url(): string
  /** Whether there was something to kill. */
  kill(victim: Victim): Promise<boolean>
  /** Resolves when everything runs. */
  whole(): Promise<void>
  /** Where the stores are now. */
  stores(): Promise<{ postgresUrl: string; clickhouseUrl: string; clickhouseDatabase: string }>
  /** How often Suki was started. */
  starts(): number
  /** Whether Suki goes on when only PostgreSQL is killed; an embedded one takes it along. */
  livesOn: boolean
  end(): Promise<void>
}

/** As `bin/start` runs: both stores belong to Suki, and end with it or soon after. */
export async function embedded(t: TestContext): Promise<Stage> {
  const { atEnd, onEnd } = ending(t)
  const data = await temporaryFolder(t)
  const suki = await supervised(t, { args: ['--data', data] })
  onEnd(suki.end)
  return {
    ...suki,
    livesOn: false,
    kill: async victim => (victim === 'suki' ? suki.kill() : killIfThere((await storesOf(data)).postgres)),
    stores: async () => ({ postgresUrl: (await runningPostgres(join(data, 'postgres')))!, clickhouseUrl: (await holderOf(data))!.clickhouseUrl!, clickhouseDatabase: 'suki' }),
    end: atEnd,
  }
}

/** As in a larger installation: PostgreSQL runs by itself at one address, and comes back there when it was killed. */
export async function apart(t: TestContext): Promise<Stage> {
  const { atEnd, onEnd } = ending(t)
  const data = await temporaryFolder(t)
  const [clickhouseUrl, clickhouseDatabase] = [process.env['TEST_CLICKHOUSE_URL']!, `chaos_${process.pid}`]
  onEnd(() => dropWarehouse(clickhouseUrl, clickhouseDatabase))
  const postgres = await revived(join(data, 'postgres'))
  onEnd(postgres.end)
  const postgresUrl = await atOneAddress(t, postgres.url)
  const suki = await supervised(t, { args: ['--data', data], env: { DATABASE_URL: postgresUrl, CLICKHOUSE_URL: clickhouseUrl, CLICKHOUSE_DATABASE: clickhouseDatabase, SUKI_SECRET: 'a secret of tests that is long enough' } })
  onEnd(suki.end)
  return {
    ...suki,
    livesOn: true,
    kill: async victim => (victim === 'suki' ? suki.kill() : killIfThere((await storesOf(data)).postgres)),
    stores: async () => ({ postgresUrl, clickhouseUrl, clickhouseDatabase }),
    end: atEnd,
  }
}

/** What was begun last ends first. Registered before the folder, so that nothing runs in a folder that is gone. */
function ending(t: TestContext) {
  const ends: (() => Promise<unknown>)[] = []
  const atEnd = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  t.after(atEnd)
  return { atEnd, onEnd: (end: () => Promise<unknown>) => void ends.push(end) }
}

async function dropWarehouse(url: string, database: string) {
  const warehouse = await openWarehouse(url, database)
  await warehouse.command(`drop database if exists ${database}`)
  await warehouse.close()
}

/** Whether there was something to kill. */
const killIfThere = (pid: number) => pid > 0 && process.kill(pid, 'SIGKILL')

/** Starts Suki again whenever it ends, as systemd or a container would. */
async function supervised(t: TestContext, settings: Settings) {
  let running: Suki
  let starting: Promise<void>
  let ended = false
  let starts = 0
  const start = async (): Promise<void> => {
    starts++
    running = await runSuki(t, settings)
    running.exit.then(() => {
      if (!ended) starting = start()
    }, () => {})
    // One that ends before it is ready is started again as well.
    await running.ready().catch(() => {})
  }
  await (starting = start())
  const whole = () => until(async () => starting.then(async () => (await running.get('/ready')).ok).catch(() => false))
  const end = async () => {
    ended = true
    await starting
    running.kill('SIGTERM')
    await running.exit
  }
  return { url: () => running.url, kill: () => running.kill('SIGKILL'), whole, end, starts: () => starts }
}

/** A PostgreSQL that is started again whenever it ends. Without syncing, as all of a test run: a killed process loses no write. */
async function revived(folder: string) {
  let starting: Promise<EmbeddedStore>
  let ended = false
  const start = async (): Promise<EmbeddedStore> => {
    const store = await startPostgres({ folder, settings: { fsync: 'off' } })
    void store.exited.then(() => {
      if (!ended) starting = start()
    })
    return store
  }
  await (starting = start())
  const end = async () => {
    ended = true
    await (await starting).stop()
  }
  return { url: async () => (await starting).url, end }
}

/** The address stays while what stands behind it moves to another port. */
async function atOneAddress(t: TestContext, url: () => Promise<string>): Promise<string> {
  const server = createServer(async near => {
    near.on('error', () => near.destroy())
    const far = connect(Number(new URL(await url()).port), '127.0.0.1')
    far.on('error', () => near.destroy()).on('close', () => near.destroy())
    near.on('close', () => far.destroy())
    near.pipe(far).pipe(near)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => void server.close())
  const address = new URL(await url())
  address.port = String((server.address() as AddressInfo).port)
  return address.href
}
