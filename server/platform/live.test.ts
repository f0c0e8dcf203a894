import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { appOf, signedIn } from '../../tests/support/people.ts'
import { world } from '../../tests/support/world.ts'
import { announce } from './index.ts'

type World = Awaited<ReturnType<typeof world>>

/** An open stream of a person of a role, read event by event. */
async function listening(t: TestContext, w: World, cookie: string, lastEventId?: string) {
  const app = await appOf(w)
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  t.after(() => app.close())
  const stop = new AbortController()
  t.after(() => stop.abort())
  const response = await fetch(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/v1/live`, { signal: stop.signal, headers: { cookie, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) } })
  return { status: response.status, type: response.headers.get('content-type'), next: reader(response) }
}

function reader(response: Response) {
  const chunks = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return async (): Promise<{ id?: string; event?: string; data?: string } | 'ended'> => {
    for (;;) {
      const [block, ...rest] = text.split('\n\n')
      if (rest.length) {
        text = rest.join('\n\n')
        const fields = Object.fromEntries(block!.split('\n').map(line => line.split(/: (.*)/s).slice(0, 2)))
        if (fields.event) return fields
        continue
      }
      const { value, done } = await chunks.read()
      if (done) return 'ended'
      text += value
    }
  }
}

test('a console hears of an order as soon as the transaction that changed it has committed', async t => {
  const w = await world(t)
  const { next } = await listening(t, w, await cookieOf(w, 'agent'))
  const id = crypto.randomUUID()
  await w.ctx.db.transaction().execute(db => announce(db, { topic: 'orders', id }))
  const heard = await next()
  assert.deepEqual(heard !== 'ended' && [heard.event, JSON.parse(heard.data!)], ['news', { topic: 'orders', id }])
})

test('nobody hears of what they may not read', async t => {
  const w = await world(t)
  const { next } = await listening(t, w, await cookieOf(w, 'agent'))
  await announce(w.ctx.db, { topic: 'mails' })
  await announce(w.ctx.db, { topic: 'imports' })
  await announce(w.ctx.db, { topic: 'customers' })
  const heard = await next()
  assert.equal(heard !== 'ended' && JSON.parse(heard.data!).topic, 'customers')
})

test('a console that was away is told what it missed, or to refresh when that is gone', async t => {
  const w = await world(t)
  const cookie = await cookieOf(w, 'owner')
  const first = await listening(t, w, cookie)
  await announce(w.ctx.db, { topic: 'orders', count: 1 })
  await announce(w.ctx.db, { topic: 'orders', count: 2 })
  const one = await first.next()
  await first.next()
  const again = await listening(t, w, cookie, one === 'ended' ? '' : one.id)
  const missed = await again.next()
  assert.equal(missed !== 'ended' && JSON.parse(missed.data!).count, 2)
  const stranger = await listening(t, w, cookie, 'deadbeef-7')
  const told = await stranger.next()
  assert.equal(told !== 'ended' && told.event, 'refresh')
})

test('only who is signed in may listen, and closing the server ends the streams', async t => {
  const w = await world(t)
  assert.equal((await listening(t, w, '')).status, 401)
  const { next } = await listening(t, w, await cookieOf(w, 'analyst'))
  const app = await appOf(w)
  const [heard] = await Promise.all([next(), app.close()])
  assert.equal(heard, 'ended')
})

const cookieOf = async (w: World, role: Parameters<typeof signedIn>[1]) => (await signedIn(w, role)).cookie
