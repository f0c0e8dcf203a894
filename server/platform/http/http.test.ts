import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test, type TestContext } from 'node:test'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { z } from 'zod'
import { route } from '../../../contracts/route.ts'
import { Problem } from '../../../contracts/shapes.ts'
import { world } from '../../../tests/support/world.ts'
import { appError } from '../errors.ts'
import type { Ctx } from '../context.ts'
import { forgetIdempotencyKeys } from './idempotency.ts'
import { serve, type Caller, type Served } from './serve.ts'
import { createHttp } from './server.ts'

const outOfStock = appError('shelf.empty', 409, 'There is no {thing} left.')
const Thing = z.object({ thing: z.string().min(2) })
const anyone = route({ method: 'POST', path: '/v1/things', may: 'anyone', summary: 'Adds a thing.', body: Thing, answers: z.object({ id: z.int() }) })
const own = route({ method: 'POST', path: '/v1/own', may: 'stores.write', summary: 'Adds a thing of one’s own.', body: Thing, answers: z.object({ id: z.int() }), audits: 'things.add' })
const rare = route({ method: 'POST', path: '/v1/rare', may: 'anyone', summary: 'May be asked twice a minute.', answers: z.object({ done: z.boolean() }), limitPerMinute: 2 })

const people: Record<string, Caller> = {
  ana: { staffId: '00000000-0000-7000-8000-00000000000a', name: 'Ana', email: 'ana@shop.example', role: 'owner', via: 'session', may: () => true },
  ben: { staffId: '00000000-0000-7000-8000-00000000000b', name: 'Ben', email: 'ben@shop.example', role: 'analyst', via: 'session', may: () => false },
  key: { staffId: '00000000-0000-7000-8000-00000000000a', name: 'Ana’s key', email: 'ana@shop.example', role: 'owner', via: 'key', keyId: '00000000-0000-7000-8000-00000000000c', may: () => true },
}

/** A server of these routes, where the header `x-who` tells who calls. */
async function served(t: TestContext, routes: Served[], config: Partial<Ctx['config']> = {}) {
  const w = await world(t)
  const ctx = { ...w.ctx, config: { ...w.ctx.config, ...config } }
  const app = await createHttp({ ctx, routes, identify: async (_ctx, request) => people[String(request.headers['x-who'])] })
  t.after(() => app.close())
  const post = (url: string, body: unknown, headers: Record<string, string> = {}) => app.inject({ method: 'POST', url, payload: body as InjectOptions['payload'], headers })
  return { ...w, ctx, app, post }
}

const problemOf = (response: Awaited<ReturnType<FastifyInstance['inject']>>) => {
  assert.match(String(response.headers['content-type']), /^application\/problem\+json/)
  const problem = Problem.parse(response.json())
  assert.equal(problem.status, response.statusCode)
  assert.equal(problem.requestId, response.headers['x-request-id'])
  assert.equal(problem.type, `urn:suki:problem:${problem.code}`)
  return problem
}

test('every refusal is a problem with a stable code, a sentence and the request id', async t => {
  const { app, post } = await served(t, [serve(anyone, () => Promise.reject(outOfStock({ thing: 'tea' }))), serve(own, () => ({ id: 1 }))])
  const refused = problemOf(await post('/v1/things', { thing: 'tea' }))
  assert.deepEqual([refused.status, refused.code, refused.title], [409, 'shelf.empty', 'There is no tea left.'])
  const invalid = problemOf(await post('/v1/things', { thing: 't' }))
  assert.deepEqual([invalid.status, invalid.code, invalid.fields?.[0]?.field], [400, 'request.invalid', 'thing'])
  const statuses = [
    await post('/v1/things', '{', { 'content-type': 'application/json' }),
    await post('/v1/things', '<thing/>', { 'content-type': 'text/xml' }),
    await post('/v1/things', { thing: 'x'.repeat(3_000_000) }),
    await app.inject('/v1/nowhere'),
    await post('/v1/own', { thing: 'tea' }),
    await post('/v1/own', { thing: 'tea' }, { 'x-who': 'ben' }),
  ].map(response => problemOf(response).status)
  assert.deepEqual(statuses, [400, 415, 413, 404, 401, 403])
})

test('who may not call learns nothing about what the route expects', async t => {
  const { post } = await served(t, [serve(own, () => ({ id: 1 }))])
  assert.equal(problemOf(await post('/v1/own', { thing: 1 })).code, 'auth.signed_out')
  assert.equal(problemOf(await post('/v1/own', { thing: 1 }, { 'x-who': 'ben' })).code, 'auth.not_allowed')
})

test('a failure of ours is answered without its reason, and so is an answer that breaks its contract', async t => {
  const { post } = await served(t, [serve(anyone, () => Promise.reject(new Error('password is hunter2'))), serve(own, () => ({ id: 'one' }) as never)])
  for (const response of [await post('/v1/things', { thing: 'tea' }), await post('/v1/own', { thing: 'tea' }, { 'x-who': 'ana' })]) {
    const problem = problemOf(response)
    assert.deepEqual([problem.status, problem.code], [500, 'server.failed'])
    assert.doesNotMatch(response.body, /hunter2|one/)
  }
})

test('a request that another site causes in the browser of a signed-in person is refused', async t => {
  const { post } = await served(t, [serve(own, () => ({ id: 1 }))], { publicUrl: 'https://crm.example.com' })
  const from = async (who: string, origin: string) => (await post('/v1/own', { thing: 'tea' }, { 'x-who': who, host: 'suki:4800', origin })).statusCode
  assert.deepEqual([await from('ana', 'https://evil.example'), await from('ana', 'null'), await from('ana', 'http://suki:4800'), await from('ana', 'https://crm.example.com')], [403, 403, 200, 200])
  assert.equal(await from('key', 'https://integrator.example'), 200)
})

test('a repeat with the same Idempotency-Key gets the first answer and changes nothing', async t => {
  let calls = 0
  const { ctx, post } = await served(t, [serve(own, async ({ db }, { body }) => {
    await db.insertInto('settings').values({ name: `thing ${++calls}`, value: JSON.stringify(body) }).execute()
    if (calls === 1) throw outOfStock({ thing: 'tea' })
    return { id: calls }
  })])
  const headers = { 'x-who': 'ana', 'idempotency-key': 'k1' }
  const things = () => ctx.db.selectFrom('settings').select('name').where('name', 'like', 'thing %').execute()

  assert.equal((await post('/v1/own', { thing: 'tea' }, headers)).statusCode, 409)
  assert.deepEqual(await things(), [], 'what failed left nothing, neither its change nor its key')
  assert.deepEqual((await post('/v1/own', { thing: 'tea' }, headers)).json(), { id: 2 })
  const repeat = await post('/v1/own', { thing: 'tea' }, headers)
  assert.deepEqual([repeat.json(), repeat.headers['idempotency-replayed'], (await things()).length], [{ id: 2 }, 'true', 1])

  assert.equal(problemOf(await post('/v1/own', { thing: 'other' }, headers)).code, 'idempotency.key_reused')
  assert.deepEqual((await post('/v1/own', { thing: 'tea' }, { ...headers, 'idempotency-key': 'k2' })).json(), { id: 3 })
})

test('a repeat that comes while the first still runs is told so, and does not wait', async t => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const { post } = await served(t, [serve(own, async () => {
    begin()
    await released
    return { id: 1 }
  })])
  const headers = { 'x-who': 'ana', 'idempotency-key': 'k1' }
  const first = post('/v1/own', { thing: 'tea' }, headers)
  await begun
  assert.equal(problemOf(await post('/v1/own', { thing: 'tea' }, headers)).code, 'idempotency.still_running')
  release()
  assert.deepEqual((await first).json(), { id: 1 })
})

test('an Idempotency-Key is forgotten after a day', async t => {
  let calls = 0
  const { ctx, clock, post } = await served(t, [serve(own, () => ({ id: ++calls }))])
  const add = async () => (await post('/v1/own', { thing: 'tea' }, { 'x-who': 'ana', 'idempotency-key': 'k1' })).json().id
  assert.deepEqual([await add(), await add()], [1, 1])
  clock.advance({ hours: 25 })
  assert.equal(await add(), 2, 'an old row that still stands does not answer')
  clock.advance({ hours: 25 })
  await forgetIdempotencyKeys.run(ctx, {})
  assert.deepEqual(await ctx.db.selectFrom('idempotency_keys').select('key').execute(), [])
})

test('every answer tells the limit; over it comes 429 with the time to wait, for that caller alone', async t => {
  const { app, post } = await served(t, [serve(own, () => ({ id: 1 })), serve(rare, () => ({ done: true }))], { requestsPerMinute: 10 })
  const as = (who: string) => post('/v1/own', { thing: 'tea' }, { 'x-who': who })
  const first = await as('ana')
  assert.deepEqual([first.headers['ratelimit-limit'], first.headers['ratelimit-remaining']], ['10', '9'])
  for (let i = 2; i <= 10; i++) await as('ana')
  const over = await as('ana')
  assert.equal(problemOf(over).code, 'rate_limited')
  assert.ok(Number(over.headers['retry-after']) > 0)
  assert.equal((await as('key')).statusCode, 200, 'a key has a limit of its own')
  const rareStatuses = [await post('/v1/rare', undefined), await post('/v1/rare', undefined), await post('/v1/rare', undefined)].map(r => r.statusCode)
  assert.deepEqual(rareStatuses, [200, 200, 429])
  assert.equal((await app.inject('/health')).statusCode, 200)
})

test('made-up credentials do not raise the limit of an address', async t => {
  const { post } = await served(t, [serve(anyone, () => ({ id: 1 }))], { requestsPerMinute: 10 })
  const statuses: number[] = []
  for (let i = 1; i <= 11; i++) statuses.push((await post('/v1/things', { thing: 'tea' }, { cookie: `suki.session_token=${i}`, authorization: `Bearer suki_${i}` })).statusCode)
  assert.deepEqual([statuses.indexOf(429), statuses.length], [10, 11])
})

test('streams go in and out, returned or written by hand, and leave other requests alone', async t => {
  const upload = route({ method: 'POST', path: '/v1/uploads', may: 'anyone', summary: 'Takes a file.', body: z.unknown(), answers: z.object({ bytes: z.int() }) })
  const download = route({ method: 'GET', path: '/v1/downloads', may: 'anyone', summary: 'Gives a file.', answers: 'text/csv' })
  const byHand = route({ method: 'GET', path: '/v1/by-hand', may: 'anyone', summary: 'Writes it itself.', answers: 'text/event-stream' })
  const breaks = route({ method: 'GET', path: '/v1/breaks', may: 'anyone', summary: 'Breaks midway.', answers: 'text/csv' })
  const { app, post } = await served(t, [
    serve(upload, async (_ctx, { body }) => ({ bytes: Buffer.concat(await (body as Readable).toArray()).length })),
    serve(download, (_ctx, { reply }) => reply.type('text/csv').send(Readable.from(['a,b\n', '1,2\n']))),
    serve(byHand, (_ctx, { reply }) => {
      reply.hijack()
      reply.raw.end('data: 1\n\n')
    }),
    serve(breaks, (_ctx, { reply }) => reply.type('text/csv').send(Readable.from((async function* () {
      yield 'a,b\n'
      throw new Error('The disk went away.')
    })()))),
  ])
  const large = Buffer.alloc(5_000_000, 'x')
  assert.deepEqual((await post('/v1/uploads', large, { 'content-type': 'application/octet-stream' })).json(), { bytes: large.length })
  assert.equal((await app.inject('/v1/downloads')).body, 'a,b\n1,2\n')
  assert.equal((await app.inject('/v1/by-hand')).body, 'data: 1\n\n')
  await assert.rejects(app.inject('/v1/breaks'), 'a download that breaks must not look complete')
  assert.equal((await app.inject('/health')).statusCode, 200)
})
