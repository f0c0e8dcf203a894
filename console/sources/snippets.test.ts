import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { createSource, getSource, sourceKinds } from '../../contracts/sources.ts'
import { appOf, signedIn } from '../../tests/support/people.ts'
import { world } from '../../tests/support/world.ts'
import { platformsOf, snippetOf, type Platform } from './snippets.ts'

const run = promisify(execFile)
/** What runs a snippet as it stands, where this machine has it. */
const runners: Partial<Record<Platform, (snippet: string) => Promise<unknown>>> = {
  curl: snippet => run('bash', ['-c', `${snippet.replace('curl ', 'curl --silent --fail ')}`]),
  node: snippet => run(process.execPath, ['--input-type=module', '--eval', snippet]),
  python: snippet => run('python3', ['-c', snippet]),
  php: snippet => run('php', ['-r', snippet.replace('<?php\n', '')]),
}

test('what is pasted as it stands sends an event, for every kind of source', async t => {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  const app = await appOf(w)
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.after(() => app.close())
  const host = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const has = async (program: string) => run('which', [program]).then(() => true, () => false)
  const usable = { curl: await has('curl'), node: true, python: await has('python3'), php: await has('php') } as Partial<Record<Platform, boolean>>
  for (const kind of sourceKinds) {
    const source = await admin.call(createSource, { body: { kind, name: kind } })
    for (const [sent, platform] of platformsOf[kind].filter(one => usable[one]).entries()) {
      await runners[platform]!(snippetOf(source, platform, host))
      // The example's message id is the same on every platform: it counts once.
      const { accepted, duplicate, rejected } = (await admin.call(getSource, { params: { sourceId: source.id } })).figures
      assert.ok(accepted > 0 && accepted + duplicate === sent + 1 && rejected === 0, `${kind} by ${platform}`)
    }
  }
})

test('every snippet carries the key and the address', () => {
  for (const kind of sourceKinds) for (const platform of platformsOf[kind]) {
    const snippet = snippetOf({ kind, writeKey: 'key-1' }, platform, 'https://crm.example.com')
    assert.ok(snippet.includes('key-1') && snippet.includes('crm.example.com'), `${kind} by ${platform}`)
  }
})
