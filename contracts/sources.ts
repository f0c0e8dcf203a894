import { z } from 'zod'
import { route } from './route.ts'
import { Id, Instant, page, PageQuery } from './shapes.ts'
import { TimeZone } from './signin.ts'

/** What takes in events over HTTP. Suki's own two sources, `suki` and its file imports, have no key and are not listed. */
export const sourceKinds = ['web', 'app', 'server', 'shop_floor', 'import', 'channel'] as const
export const SourceKind = z.enum(sourceKinds)
export type SourceKind = z.infer<typeof SourceKind>

/** `watch` takes in everything and warns; `block` rejects track events that are not in the tracking plan, and properties of a wrong type. */
export const Enforcement = z.enum(['watch', 'block'])

const Count = z.int()

/** The last 24 hours, up to the hour that runs. */
export const SourceFigures = z.object({
  accepted: Count, duplicate: Count, rejected: Count,
  /** Accepted in each hour, the one that runs last. */
  hours: z.array(Count),
  /** When the last event was accepted, however long ago. */
  lastAt: Instant.nullable(),
})
export type SourceFigures = z.infer<typeof SourceFigures>

export const Source = z.object({
  id: Id,
  kind: SourceKind,
  name: z.string(),
  storeId: Id.nullable(),
  storeName: z.string().nullable(),
  /** Stands in public pages: it says where events come from and opens nothing else. */
  writeKey: z.string(),
  enforcement: Enforcement,
  /** When it was switched off; its events are refused since. */
  disabledAt: Instant.nullable(),
  createdAt: Instant,
  figures: SourceFigures,
})
export type Source = z.infer<typeof Source>

const fields = { name: z.string().trim().min(1, 'Give the source a name.').max(120), storeId: Id.nullable() }
const params = z.object({ sourceId: Id })

export const listSources = route({
  method: 'GET', path: '/v1/sources', may: 'sources.read',
  summary: 'Where events come from, by name, with the figures of the last 24 hours.',
  query: PageQuery, answers: page(Source),
})

export const getSource = route({
  method: 'GET', path: '/v1/sources/:sourceId', may: 'sources.read',
  summary: 'One source with its key and the figures of the last 24 hours.',
  params, answers: Source,
})

export const createSource = route({
  method: 'POST', path: '/v1/sources', may: 'sources.write', audits: 'sources.create',
  summary: 'Adds a source and makes its write key.',
  body: z.object({ kind: SourceKind, name: fields.name, storeId: fields.storeId.default(null) }), answers: Source,
})

export const editSource = route({
  method: 'PATCH', path: '/v1/sources/:sourceId', may: 'sources.write', audits: 'sources.edit',
  summary: 'Renames a source, moves it to another store, switches it off and on, or lets the tracking plan block.',
  params, body: z.object({ ...fields, enforcement: Enforcement, isOn: z.boolean() }).partial(), answers: Source,
})
export type SourceChange = z.output<typeof editSource.body>

export const sourceVolume = route({
  method: 'GET', path: '/v1/sources/:sourceId/volume', may: 'sources.read',
  summary: 'What a source sent: the last hour by minute, the last day by quarter of an hour, or the last 30 days by day of the time zone.',
  params, query: z.object({ span: z.enum(['hour', 'day', 'month']).default('day'), timeZone: TimeZone.default('UTC') }),
  answers: z.object({ points: z.array(z.object({ at: Instant, accepted: Count, duplicate: Count, rejected: Count })) }),
})
