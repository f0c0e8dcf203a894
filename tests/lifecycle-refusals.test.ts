import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { freePort } from '../server/platform/lifecycle/address.ts'
import { runSuki, temporaryFolder, type Settings } from './support/processes.ts'

const isRoot = process.getuid?.() === 0
const nobody = 65534
const nobodyReaches = isRoot && spawnSync(process.execPath, ['server/main.ts', '--help'], { uid: nobody, gid: nobody }).status === 0

/** Runs Suki until it ends; it must have ended with one sentence. */
async function refusal(t: TestContext, settings: Settings): Promise<string> {
  const { code, signal, out, err } = await (await runSuki(t, settings)).exit
  assert.deepEqual({ code, signal, out, lines: err.split('\n').length }, { code: 1, signal: null, out: '', lines: 2 }, err)
  return err.trimEnd()
}

const emptyStores = { DATABASE_URL: process.env['TEST_POSTGRES_URL']!, CLICKHOUSE_URL: process.env['TEST_CLICKHOUSE_URL']! }

test('a setting that cannot be used is named, with what was given', async t => {
  assert.equal(await refusal(t, { env: { PORT: 'eighty' } }), 'PORT is "eighty": Invalid input: expected number, received NaN')
  assert.equal(await refusal(t, { args: ['--prot', '80'] }), '--prot is not an option. bin/start --help lists them.')
  assert.equal(await refusal(t, { args: ['wbe'] }), '"wbe" is not something to run; expected web or worker.')
})

test('a database that refuses the password or cannot be reached is named, without its password', async t => {
  const wrong = new URL(emptyStores.DATABASE_URL)
  wrong.password = 'wrong'
  assert.equal(await refusal(t, { env: { ...emptyStores, DATABASE_URL: wrong.href } }), `Cannot use PostgreSQL at ${wrong.host} (DATABASE_URL): it refuses the password.`)
  const nobodyThere = `127.0.0.1:${await freePort()}`
  assert.equal(await refusal(t, { env: { ...emptyStores, DATABASE_URL: `postgres://suki:secret@${nobodyThere}/suki` } }), `Cannot use PostgreSQL at ${nobodyThere} (DATABASE_URL): nothing answers there.`)
})

test('a ClickHouse that refuses the password or cannot be reached is named', async t => {
  const wrong = new URL(emptyStores.CLICKHOUSE_URL)
  wrong.password = 'wrong'
  assert.equal(await refusal(t, { env: { ...emptyStores, CLICKHOUSE_URL: wrong.href } }), `Cannot use ClickHouse at ${wrong.host} (CLICKHOUSE_URL): it refuses the user or the password.`)
  const nobodyThere = `127.0.0.1:${await freePort()}`
  assert.equal(await refusal(t, { env: { ...emptyStores, CLICKHOUSE_URL: `http://${nobodyThere}` } }), `Cannot use ClickHouse at ${nobodyThere} (CLICKHOUSE_URL): nothing answers there.`)
})

test('a taken port is named', async t => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.after(() => other.close())
  const { port } = other.address() as { port: number }
  assert.match(await refusal(t, { args: ['--port', String(port)], env: emptyStores }), new RegExp(`(^|\\n)Port ${port} is taken by another program\\. Choose another with --port\\.$`))
})

test('a data folder that is a file is named', async t => {
  const file = join(await temporaryFolder(t), 'data')
  await writeFile(file, '')
  assert.equal(await refusal(t, { args: ['--data', file] }), `Cannot use the data folder ${file}: a part of that path is a file. Choose another with --data.`)
})

test('a folder that this user may not write to is named', { skip: isRoot && !nobodyReaches ? 'as root, and nobody cannot read this folder' : false }, async t => {
  const folder = await temporaryFolder(t)
  await chmod(folder, 0o555)
  const data = join(folder, 'data')
  assert.equal(await refusal(t, { args: ['--data', data], ...(isRoot ? { uid: nobody } : {}) }), `Cannot use the data folder ${data}: this user may not write there. Choose another with --data.`)
})

test('a full disk is named', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'suki-life-'))
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]).status === 0
  t.after(async () => {
    if (isMounted) execFileSync('umount', ['-l', folder])
    await rm(folder, { recursive: true, force: true })
  })
  if (!isMounted) return t.skip('this user may not mount a small disk')
  const data = join(folder, 'data')
  assert.equal(await refusal(t, { args: ['--data', data] }), `Cannot use the data folder ${data}: the disk is full. Choose another with --data.`)
})

test('as root, with a folder closed to others, and as an ordinary user: it starts', { skip: isRoot ? false : 'as an ordinary user every test starts it so' }, async t => {
  const closed = await temporaryFolder(t)
  await chmod(closed, 0o700)
  const asRoot = await runSuki(t, { args: ['--data', join(closed, 'data')] })
  await asRoot.ready()
  asRoot.kill('SIGTERM')
  assert.equal((await asRoot.exit).code, 0)
  if (!nobodyReaches) return
  const own = join(await temporaryFolder(t), 'own')
  await mkdir(own)
  await chown(own, nobody, nobody)
  await chmod(join(own, '..'), 0o755)
  const ordinary = await runSuki(t, { args: ['--data', own], uid: nobody })
  await ordinary.ready()
  ordinary.kill('SIGTERM')
  assert.equal((await ordinary.exit).code, 0)
})
