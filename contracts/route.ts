import { z } from 'zod'
import type { Permission } from './permissions.ts'

/**
 * A route as data. The server serves it, the console calls it typed by inference,
 * `openapi.json` describes it and a test walks it with every role.
 */
export type RouteSpec = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Fastify path, e.g. `/v1/customers/:customerId`. */
  path: `/v1/${string}`
  /** Who may call: a permission, any signed-in person, or anyone at all. */
  may: Permission | 'signed in' | 'anyone'
  /** One sentence for the API's documentation. */
  summary: string
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** The answer as JSON, or the media type of a stream, e.g. `text/csv`. */
  answers: z.ZodType | `${string}/${string}`
  /** The audit action a successful call leaves behind. Every route that changes something has one. */
  audits?: string
  /** The answer holds a secret that is kept nowhere: an Idempotency-Key does not repeat it. */
  showsOnce?: true
  /** Requests a minute for one caller; the general limit when left out. */
  limitPerMinute?: number
}

export const route = <const S extends RouteSpec>(spec: S): S => spec

export type Input<S extends RouteSpec> = (S['params'] extends z.ZodType ? { params: z.input<S['params']> } : { params?: undefined }) &
  (S['query'] extends z.ZodType ? { query: z.input<S['query']> } : { query?: undefined }) &
  (S['body'] extends z.ZodType ? { body: z.input<S['body']> } : { body?: undefined })

export type Parsed<S extends RouteSpec> = {
  params: S['params'] extends z.ZodType ? z.output<S['params']> : undefined
  query: S['query'] extends z.ZodType ? z.output<S['query']> : undefined
  body: S['body'] extends z.ZodType ? z.output<S['body']> : undefined
}

export type Answer<S extends RouteSpec> = S['answers'] extends z.ZodType ? z.input<S['answers']> : unknown
