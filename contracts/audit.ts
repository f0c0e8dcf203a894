import { z } from 'zod'
import { route } from './route.ts'
import { Day, Id, Instant, page, PageQuery } from './shapes.ts'
import { TimeZone } from './signin.ts'

const Entry = z.object({
  id: Id,
  at: Instant,
  actor: z.object({ kind: z.enum(['staff', 'key', 'command', 'suki']), id: z.string().nullable(), name: z.string() }),
  ip: z.string().nullable(),
  action: z.string(),
  record: z.object({ kind: z.string(), id: z.string(), label: z.string().nullable() }),
  changes: z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })),
})
export type AuditEntry = z.infer<typeof Entry>

const Filters = z.object({
  /** A person's id. */
  who: Id.optional(),
  action: z.string().max(80).optional(),
  recordKind: z.string().max(40).optional(),
  recordId: z.string().max(100).optional(),
  /** The first and the last day, both included, in `timeZone`. */
  from: Day.optional(),
  to: Day.optional(),
  timeZone: TimeZone.default('UTC'),
})

export const auditLog = route({ method: 'GET', path: '/v1/audit', may: 'audit.read', summary: 'Who did what to which record, when and from where; the latest first.', query: PageQuery.extend(Filters.shape), answers: page(Entry) })
export const auditChoices = route({ method: 'GET', path: '/v1/audit/choices', may: 'audit.read', summary: 'What the audit log can be filtered by: people, actions and kinds of record that occur in it.', answers: z.object({ people: z.array(z.object({ id: Id, name: z.string() })), actions: z.array(z.string()), recordKinds: z.array(z.string()) }) })
export const exportAudit = route({ method: 'GET', path: '/v1/audit/export', may: 'audit.read', summary: 'The audit log with the same filters as CSV.', query: Filters, answers: 'text/csv' })
