import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Answer, Parsed, RouteSpec } from '../../../contracts/route.ts'
import type { Permission, Role } from '../../../contracts/permissions.ts'
import type { Ctx } from '../context.ts'

/** The caller of a request; undefined where nobody is signed in. */
export type Caller = { staffId: string; name: string; email: string; role: Role; via: 'session' | 'key'; keyId?: string; sessionId?: string; may(permission: Permission): boolean }

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls, once the route has asked. */
    caller: Caller | undefined
  }
}

/** What a handler gets: the parsed input of its contract and who calls. `reply` is for streams and cookies only. */
export type Call<S extends RouteSpec> = Parsed<S> & { caller: Caller; request: FastifyRequest; reply: FastifyReply }

export type Served = { spec: RouteSpec; handle(ctx: Ctx, call: Call<RouteSpec>): unknown }

/** Ties a contract to a verb. No logic here: unpack the input, call the verb. */
export const serve = <S extends RouteSpec>(spec: S, handle: (ctx: Ctx, call: Call<S>) => Promise<Answer<S>> | Answer<S>): Served => ({
  spec,
  handle: handle as unknown as Served['handle'],
})
