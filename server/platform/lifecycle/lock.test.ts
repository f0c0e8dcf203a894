import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../../../tests/support/processes.ts'
import { holderOf, lockData } from './lock.ts'

test('of several that start at once on a new folder one gets it', async t => {
  const folder = await temporaryFolder(t)
  const tries = await Promise.allSettled([1, 2, 3, 4, 5].map(() => lockData(folder)))
  assert.equal(tries.filter(one => one.status === 'fulfilled').length, 1)
  assert.equal((await stat(join(folder, 'suki.lock'))).mode & 0o777, 0o600)
})

test('a lock says who holds it until it is released', async t => {
  const folder = await temporaryFolder(t)
  const lock = await lockData(folder)
  await lock.tell({ url: 'http://localhost:4800' })
  assert.deepEqual([(await holderOf(folder))?.pid, (await holderOf(folder))?.url], [process.pid, 'http://localhost:4800'])
  await assert.rejects(lockData(folder), { code: 'data.in_use', message: `Suki is already running on this data (process ${process.pid}, http://localhost:4800). Stop it first, or give this one another folder with --data.` })
  await lock.release()
  await (await lockData(folder)).release()
})

test('the lock of a dead process, or of one that only has its pid, is taken over', async t => {
  const folder = await temporaryFolder(t)
  await lockData(folder)
  const held = JSON.parse(await readFile(join(folder, 'suki.lock'), 'utf8'))
  const dead = spawn(process.execPath, ['-e', ''])
  await once(dead, 'exit')
  for (const stale of [{ ...held, pid: dead.pid }, { ...held, started: 'long ago' }, { ...held, host: 'another container' }, 'half a fi']) {
    await writeFile(join(folder, 'suki.lock'), JSON.stringify(stale))
    const lock = await lockData(folder)
    assert.equal((await holderOf(folder))?.pid, process.pid)
    await lock.release()
  }
})
