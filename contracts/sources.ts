import { z } from 'zod'
import { route } from './route.ts'
import { Id, Instant, page, PageQuery } from './shapes.ts'

/** What takes in events over HTTP. `suki` and `import` are Suki's own and have no key. */
export const sourceKinds = ['web', 'app', 'server', 'shop_floor'] as const
export const SourceKind = z.enum(sourceKinds)
export type SourceKind = z.infer<typeof SourceKind>

export const Source = z.object({
  id: Id,
  kind: SourceKind,
  name: z.string(),
  storeId: Id.nullable(),
  storeName: z.string().nullable(),
  /** Stands in public pages: it says where events come from and opens nothing else. */
  writeKey: z.string(),
  /** When it was switched off; its events are refused since. */
  disabledAt: Instant.nullable(),
  createdAt: Instant,
})
export type Source = z.infer<typeof Source>

const fields = { name: z.string().trim().min(1, 'Give the source a name.').max(120), storeId: Id.nullable() }

export const listSources = route({
  method: 'GET', path: '/v1/sources', may: 'sources.read',
  summary: 'Where events come from, by name.',
  query: PageQuery, answers: page(Source),
})

export const createSource = route({
  method: 'POST', path: '/v1/sources', may: 'sources.write', audits: 'sources.create',
  summary: 'Adds a source and makes its write key.',
  body: z.object({ kind: SourceKind, name: fields.name, storeId: fields.storeId.default(null) }), answers: Source,
})

export const editSource = route({
  method: 'PATCH', path: '/v1/sources/:sourceId', may: 'sources.write', audits: 'sources.edit',
  summary: 'Renames a source, moves it to another store, or switches it off and on.',
  params: z.object({ sourceId: Id }), body: z.object({ ...fields, isOn: z.boolean() }).partial(), answers: Source,
})
export type SourceChange = z.output<typeof editSource.body>
