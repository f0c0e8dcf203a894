import { isIP } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { appError, type Caller, type Config, type Ctx } from '../../platform/index.ts'
import { addressHeader } from './auth.ts'
import { publicUrl } from './links.ts'

export const needsSession = appError('auth.needs_session', 403, 'This needs a person who signed in; an API key may not do it.')

/** The browser on the other side: what it sent, for better-auth, and the cookies it gets back. */
export type Browser = {
  headers: Headers
  /** Where passkeys belong. */
  origin: string
  ip: string
  setCookies(headers: Headers): void
  retryAfter(seconds: number): void
}

export function browserOf({ config }: Ctx, { request, reply }: { request: FastifyRequest; reply: FastifyReply }): Browser {
  return {
    headers: headersOf(request),
    origin: originOf(config, request),
    ip: request.ip,
    setCookies: headers => headers.getSetCookie().forEach(cookie => void reply.header('set-cookie', cookie)),
    retryAfter: seconds => void reply.header('retry-after', seconds),
  }
}

/** Passkeys belong to a name. Where Suki was given none, or only a number, it is the one in the browser, e.g. http://localhost:4800. */
function originOf(config: Config, request: FastifyRequest): string {
  const isNamed = config.publicUrl && !isIP(new URL(config.publicUrl).hostname)
  return isNamed ? publicUrl(config) : new URL(`${request.protocol}://${request.host}`).origin
}

/** The address is the one that Suki believes, never one that a client claims. */
function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers({ [addressHeader]: request.ip })
  for (const name of ['cookie', 'user-agent', 'origin'] as const) {
    const value = request.headers[name]
    if (value) headers.set(name, value)
  }
  return headers
}

/** The session of a caller. @throws needsSession for API keys */
export function sessionOf(caller: Caller): string {
  if (!caller.sessionId) throw needsSession()
  return caller.sessionId
}
