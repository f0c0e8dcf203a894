import { z } from 'zod'
import { route } from './route.ts'
import { Done, Id, Instant, page, PageQuery } from './shapes.ts'
import { Permission } from './permissions.ts'

const Key = z.object({
  id: Id,
  name: z.string(),
  /** The first letters of the key, to recognise it. */
  hint: z.string(),
  scopes: z.array(Permission),
  owner: z.string(),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
  expiresAt: Instant.nullable(),
  expired: z.boolean(),
})

export const listKeys = route({ method: 'GET', path: '/v1/keys', may: 'keys.write', summary: 'API keys in use, the latest first.', query: PageQuery, answers: page(Key) })
export const makeKey = route({ method: 'POST', path: '/v1/keys', may: 'keys.write', summary: 'Makes an API key. It is shown in this answer and never again.', body: z.object({ name: z.string().trim().min(1, 'Expected a name.').max(60), scopes: z.array(Permission).min(1, 'Expected at least one permission.'), expiresAt: Instant.optional() }), answers: Key.extend({ key: z.string() }), audits: 'keys.make', showsOnce: true })
export const revokeKey = route({ method: 'DELETE', path: '/v1/keys/:keyId', may: 'keys.write', summary: 'Revokes an API key at once.', params: z.object({ keyId: Id }), answers: Done, audits: 'keys.revoke' })
