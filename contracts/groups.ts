import { z } from 'zod'
import { route } from './route.ts'
import { Id, Instant, page, PageQuery } from './shapes.ts'

export const GroupRow = z.object({
  id: Id,
  kind: z.enum(['household', 'company']),
  name: z.string(),
  /** The shop's own id. */
  externalId: z.string(),
  storeName: z.string().nullable(),
  /** Customers in it; visitors whom nobody knows do not count. */
  membersCount: z.int(),
  createdAt: Instant,
})
export type GroupRow = z.infer<typeof GroupRow>

const GroupQuery = z.object({ ...PageQuery.shape, q: z.string().trim().max(200).optional(), kind: GroupRow.shape.kind.optional() })

export const listGroups = route({
  method: 'GET',
  path: '/v1/groups',
  may: 'customers.read',
  summary: 'Households and companies that shops named with `group` calls, by name.',
  query: GroupQuery,
  answers: page(GroupRow),
})

export const getGroup = route({
  method: 'GET',
  path: '/v1/groups/:groupId',
  may: 'customers.read',
  summary: 'One household or company: what is told of it and its first 200 members.',
  params: z.object({ groupId: Id }),
  answers: GroupRow.extend({ traits: z.record(z.string(), z.unknown()), members: z.array(z.object({ customerId: Id, name: z.string(), email: z.string().nullable(), since: Instant })) }),
})

export const customerGroups = route({
  method: 'GET',
  path: '/v1/customers/:customerId/groups',
  may: 'customers.read',
  summary: 'The households and companies that a customer belongs to.',
  params: z.object({ customerId: Id }),
  answers: z.object({ items: z.array(GroupRow) }),
})
