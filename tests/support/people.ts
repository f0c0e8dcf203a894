import { createHmac, hash, randomBytes } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Permission, Role } from '../../contracts/permissions.ts'
import type { Answer, Input, RouteSpec } from '../../contracts/route.ts'
import { createApp } from '../../server/app.ts'
import type { Ctx } from '../../server/platform/index.ts'
import type { world } from './world.ts'

type World = Pick<Awaited<ReturnType<typeof world>>, 'ctx'>
type Answered<S extends RouteSpec> = { status: number; body: Answer<S>; problem: { code: string; title: string; fields?: { field: string; message: string }[] }; headers: Record<string, unknown>; text: string }

const apps = new WeakMap<Ctx, Promise<FastifyInstance>>()

/** The real app of a world; built once for each. */
export function appOf({ ctx }: World): Promise<FastifyInstance> {
  if (!apps.has(ctx)) apps.set(ctx, createApp(ctx))
  return apps.get(ctx)!
}

/**
 * A person of a role with a real session. `call` sends a contract's request through the real app and throws
 * when the answer is a problem; `ask` gives the answer whatever it is; `inject` sends anything.
 */
export async function signedIn(w: World, role: Role) {
  const { staffId, email } = await personOf(w, role)
  const token = randomBytes(24).toString('base64url')
  await w.ctx.db.insertInto('staff_sessions').values({ token, staff_id: staffId, expires_at: '2100-01-01T00:00:00Z', ip_address: '127.0.0.1', user_agent: 'Tests' }).execute()
  const cookie = sessionCookie(w.ctx, token)
  return { staffId, email, cookie, ...clientOf(w, { cookie }) }
}

/** An API key with these scopes, of a person of a role. */
export async function withKey(w: World, role: Role, scopes: Permission[]) {
  const { staffId } = await personOf(w, role)
  const key = `suki_${randomBytes(24).toString('base64url')}`
  await w.ctx.db.insertInto('api_keys').values({ name: 'Tests', key_hash: hash('sha256', key, 'hex'), hint: key.slice(0, 9), scopes, staff_id: staffId }).execute()
  return { staffId, key, ...bearer(w, key) }
}

/** Whoever sends this API key. */
export const bearer = (w: World, key: string) => clientOf(w, { authorization: `Bearer ${key}` })

/** Somebody who is not signed in. */
export const signedOut = (w: World) => clientOf(w, {})

async function personOf({ ctx }: World, role: Role): Promise<{ staffId: string; email: string }> {
  const known = role === 'owner' ? await ctx.db.selectFrom('staff').select(['id', 'email']).where('role', '=', 'owner').executeTakeFirst() : undefined
  if (known) return { staffId: known.id, email: known.email }
  const email = `${role}-${randomBytes(4).toString('hex')}@shop.example`
  const { id } = await ctx.db.insertInto('staff').values({ name: `Test ${role}`, email, role }).returning('id').executeTakeFirstOrThrow()
  return { staffId: id, email }
}

/** Gives a person of `signedIn` the password of `owner`, so that they can sign in by themselves. */
export async function givePassword({ ctx }: World, staffId: string): Promise<void> {
  await ctx.db.insertInto('staff_accounts').values({ staff_id: staffId, account_id: staffId, provider_id: 'credential', password: await hashPassword(owner.password) }).execute()
}

/** The cookie that better-auth sets for a session. */
export const sessionCookie = (ctx: Ctx, token: string) => `suki.session_token=${encodeURIComponent(`${token}.${createHmac('sha256', ctx.config.secret!).update(token).digest('base64')}`)}`

function clientOf(w: World, headers: Record<string, string>, send = async (options: InjectOptions) => (await appOf(w)).inject(options)) {
  const inject = (options: InjectOptions) => send({ ...options, headers: { ...headers, ...options.headers } })
  const ask = async <S extends RouteSpec>(spec: S, input: Input<S> = {} as Input<S>, extra: Record<string, string> = {}): Promise<Answered<S>> => {
    const { params, query, body } = input as { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown }
    const response = await inject({ method: spec.method, url: addressOf(spec, params, query), headers: extra, ...(body === undefined ? {} : { payload: body as object }) })
    const json = /json/.test(String(response.headers['content-type'])) ? response.json() : undefined
    return { status: response.statusCode, body: json, problem: json, headers: response.headers, text: response.body }
  }
  const call = async <S extends RouteSpec>(spec: S, input: Input<S> = {} as Input<S>): Promise<Answer<S>> => {
    const answer = await ask(spec, input)
    if (answer.status >= 400) throw new Error(`${spec.method} ${spec.path} answered ${answer.status}: ${answer.text}`)
    return typeof spec.answers === 'string' ? (answer.text as Answer<S>) : answer.body
  }
  return { inject, ask, call }
}

function addressOf(spec: RouteSpec, params: Record<string, string> = {}, query: Record<string, unknown> = {}): string {
  const path = spec.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) for (const one of [value].flat()) if (one !== undefined && one !== null) search.append(name, String(one))
  return search.size ? `${path}?${search}` : path
}

/** The owner that `ensureOwner` makes in tests. */
export const owner = { email: 'owner@shop.example', password: 'a long enough password' }

/** A browser: keeps the cookies that it is given. */
export function browser(w: World, start = '') {
  const jar = new Map(start ? [start.split(/=(.*)/s).slice(0, 2) as [string, string]] : [])
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const send = async (options: InjectOptions) => {
    const response = await (await appOf(w)).inject({ ...options, headers: { cookie: cookie(), ...options.headers } })
    for (const { name, value, maxAge } of response.cookies) {
      if (maxAge === 0 || !value) jar.delete(name)
      else jar.set(name, encodeURIComponent(value))
    }
    return response
  }
  return { ...clientOf(w, {}, send), cookie }
}
