import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { roleMay, type Permission, type Role } from '../../../contracts/permissions.ts'
import { nowText, type Caller, type Ctx } from '../../platform/index.ts'
import { keyInUse, sessionInUse, touchKey, touchSession } from './queries.ts'

/** Who calls: by API key when the request brings one, else by the session cookie. */
export async function identify(ctx: Ctx, request: FastifyRequest): Promise<Caller | undefined> {
  const [, key] = /^Bearer (suki_\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (key) return callerOfKey(ctx, key)
  const token = sessionToken(ctx, request.headers.cookie ?? '')
  return token ? callerOfSession(ctx, token) : undefined
}

async function callerOfSession(ctx: Ctx, token: string): Promise<Caller | undefined> {
  const session = await sessionInUse(ctx.db, { token, now: nowText(ctx.clock) })
  if (!session) return undefined
  if (isOlderThanAMinute(ctx, session.seen_at)) await touchSession(ctx.db, { id: session.id, now: nowText(ctx.clock) })
  const role = session.role as Role
  return { staffId: session.staff_id, name: session.name, email: session.email, role, via: 'session', sessionId: session.id, may: permission => roleMay(role, permission) }
}

/** A key may what it was given, as far as its owner's role still may. */
async function callerOfKey(ctx: Ctx, key: string): Promise<Caller | undefined> {
  const found = await keyInUse(ctx.db, { keyHash: hashOf(key), now: nowText(ctx.clock) })
  if (!found) return undefined
  if (!found.last_used_at || isOlderThanAMinute(ctx, found.last_used_at)) await touchKey(ctx.db, { id: found.id, now: nowText(ctx.clock) })
  const role = found.role as Role
  const may = (permission: Permission) => found.scopes.includes(permission) && roleMay(role, permission)
  return { staffId: found.staff_id, name: `${found.key_name} (${found.name})`, email: found.email, role, via: 'key', keyId: found.id, may }
}

const isOlderThanAMinute = (ctx: Ctx, at: string) => Math.abs(ctx.clock.now().epochMilliseconds - Date.parse(at)) > 60_000

/** SHA-256 is enough for secrets that are random themselves: there is nothing to guess. */
export const hashOf = (secret: string) => hash('sha256', secret, 'hex')

/** The session's token from better-auth's signed cookie, `<token>.<base64 HMAC-SHA256>`; undefined when the signature is not ours. */
function sessionToken(ctx: Ctx, cookies: string): string | undefined {
  const [, encoded] = /(?:^|;\s*)(?:__Secure-)?suki\.session_token=([^;]+)/.exec(cookies) ?? []
  if (!encoded) return undefined
  const [, token = '', signature = ''] = /^(.+)\.([^.]+)$/.exec(decoded(encoded)) ?? []
  const expected = createHmac('sha256', ctx.config.secret!).update(token).digest()
  const given = Buffer.from(signature, 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined
}

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
