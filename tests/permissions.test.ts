import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { z } from 'zod'
import { permissions, roleMay, roles } from '../contracts/permissions.ts'
import type { RouteSpec } from '../contracts/route.ts'
import { allRoutes } from '../server/app.ts'
import { appOf, signedIn, signedOut, withKey } from './support/people.ts'
import { world } from './support/world.ts'

const specs = allRoutes().map(served => served.spec)
const nameOf = (spec: RouteSpec) => `${spec.method} ${spec.path}`
type Caller = { ask: Awaited<ReturnType<typeof signedIn>>['ask'] }

/** Something for a route's parameters. What is let in may find nothing or be refused for its body: the door is what counts here. */
function fabricated(schema: z.ZodType | undefined): Record<string, unknown> {
  if (!schema) return {}
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as { properties?: Record<string, { format?: string; type?: string; enum?: unknown[] }>; required?: string[] }
  const value = ({ format, type, enum: choices }: { format?: string; type?: string; enum?: unknown[] }) => choices?.[0] ?? (format === 'uuid' ? '01990000-0000-7000-8000-00000000dead' : format === 'date' ? '2026-01-01' : type === 'number' || type === 'integer' ? 1 : type === 'array' ? [] : 'x')
  return Object.fromEntries(required.map(name => [name, value(properties[name] ?? {})]))
}

/** What the door says to a caller: in, 401 or 403. A sign-in refused for its password was let in to be refused. */
async function door(caller: Caller, spec: RouteSpec): Promise<'in' | 401 | 403> {
  const { status, problem } = await caller.ask(spec, { params: fabricated(spec.params), query: fabricated(spec.query), ...(spec.body ? { body: fabricated(spec.body) } : {}) } as never)
  if (problem?.code === 'auth.signed_out') return 401
  if (problem?.code === 'auth.not_allowed') return 403
  assert.ok(status < 500, `${nameOf(spec)} failed with ${status}: ${JSON.stringify(problem)}`)
  return 'in'
}

async function walk(t: TestContext, callerOf: (w: Awaited<ReturnType<typeof world>>, spec: RouteSpec) => Promise<Caller>, expected: (spec: RouteSpec) => 'in' | 401 | 403) {
  const w = await world(t)
  const wrong: string[] = []
  for (const spec of specs) {
    const said = await door(await callerOf(w, spec), spec)
    if (said !== expected(spec)) wrong.push(`${nameOf(spec)} says ${said}, its contract ${expected(spec)}`)
  }
  assert.deepEqual(wrong, [])
}

for (const role of roles) {
  test(`every route lets ${role} in exactly as its contract says`, t =>
    walk(t, w => signedIn(w, role), ({ may }) => (may === 'anyone' || may === 'signed in' || roleMay(role, may) ? 'in' : 403)))
}

test('every route that is not for anyone refuses who is not signed in', t => walk(t, async w => signedOut(w), ({ may }) => (may === 'anyone' ? 'in' : 401)))

test('an API key opens no route whose permission it was not given, even for the owner', t =>
  walk(t, (w, { may }) => withKey(w, 'owner', permissions.filter(permission => permission !== may)), ({ may }) => (may === 'anyone' || may === 'signed in' ? 'in' : 403)))

test('an API key opens with one permission exactly the routes of that permission', async t => {
  const w = await world(t)
  const key = await withKey(w, 'owner', ['staff.read'])
  for (const spec of specs.filter(one => one.method === 'GET')) {
    assert.equal(await door(key, spec), spec.may === 'anyone' || spec.may === 'signed in' || spec.may === 'staff.read' ? 'in' : 403, nameOf(spec))
  }
})

test('every route that changes something names what it leaves in the audit log', () => {
  // Questions to the server that are too long for an address, and challenges, change nothing that belongs to anybody.
  const unaudited = specs.filter(spec => spec.method !== 'GET' && !spec.audits).map(nameOf).sort()
  assert.deepEqual(unaudited.filter(name => !asks.has(name)), [])
})

test('only these routes are open to anyone', () => {
  assert.deepEqual(specs.filter(spec => spec.may === 'anyone').map(nameOf).sort(), [
    'GET /v1/setup',
    'POST /v1/invitation/accept',
    'POST /v1/invitation/open',
    'POST /v1/password/forgot',
    'POST /v1/password/reset',
    'POST /v1/setup',
    'POST /v1/sign-in',
    'POST /v1/sign-in/code',
    'POST /v1/sign-in/passkey',
    'POST /v1/sign-in/passkey/challenge',
    'POST /v1/sign-in/recovery-code',
  ])
})

test('beside the contracts only these routes exist', async t => {
  const app = await appOf(await world(t))
  await app.ready()
  const known = new Set(specs.map(spec => spec.path as string))
  const others = [...new Set(routesOf(app.printRoutes({ commonPrefix: false })))].filter(path => !known.has(path)).sort()
  assert.deepEqual(others.filter(path => !besides.test(path) && !doorOfEvents.has(path)), [])
})

const asks = new Set(['POST /v1/invitation/open', 'POST /v1/password/forgot', 'POST /v1/sign-in/passkey/challenge', 'POST /v1/me/passkeys/challenge', 'POST /v1/imports/preview', 'POST /v1/segments/preview', 'POST /v1/segments/read', 'POST /v1/template-previews', 'POST /v1/template-checks', 'POST /v1/template-sources', 'POST /v1/sending/provider-tries', 'POST /v1/campaigns/:campaignId/dry-run'])
// Health and figures of operations, the console's files, the documentation, news, the demo shop; what stands in mails, opened by its signature.
const besides = /^(\/|\/\*|\/health|\/ready|\/metrics|\/docs.*|\/openapi\.json|\/assets\/.*|\/demo\/.*|\/demo-shop.*|\/mark\.svg|\/before\.js|\/consent\/:token|\/consent\/fonts\/:font|\/privacy-export\/:token|\/mail-images\/:file|\/[cmou]\/:token|\/preferences\/:token|\/returns\/:provider|\/v1\/live|\/index\.html|\*)$/
// The collecting door of events takes what tracking SDKs send; a source's write key opens it (server/collect/door.test.ts).
const doorOfEvents = new Set(['alias', 'a', 'batch', 'b', 'group', 'g', 'identify', 'i', 'import', 'merge', 'page', 'p', 'screen', 's', 'track', 't', ':call', 'projects/:writeKey/settings'].map(call => `/v1/${call}`).concat('/beacon/v1/batch', '/pixel/v1/:call', '/v1/pixel/:call', '/sourceConfig', '/sourceConfig/'))

/** Paths from Fastify's drawing of its routes. */
function routesOf(drawing: string): string[] {
  const parts: string[] = []
  const paths: string[] = []
  for (const line of drawing.split('\n')) {
    const [, indent = '', text = ''] = /^([\s│]*)(?:[├└]── )(.*)$/.exec(line) ?? []
    if (!text) continue
    const [, part = '', methods] = /^(.*?)(?: \((.*)\))?$/.exec(text) ?? []
    parts.splice(indent.length / 4, parts.length, part)
    if (methods) paths.push(parts.join(''))
  }
  return paths
}
