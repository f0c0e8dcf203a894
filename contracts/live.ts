import { z } from 'zod'
import { route } from './route.ts'
import type { Permission } from './permissions.ts'
import { Id } from './shapes.ts'

/** Something changed: ids and counts, never personal data. Who hears of it fetches the rest with their own permissions. */
export const News = z.object({ topic: z.enum(['orders', 'carts', 'customers', 'imports', 'mails', 'warehouse', 'sources', 'privacy', 'segments', 'scores', 'messages', 'templates']), id: Id.optional(), count: z.int().optional() })
export type News = z.infer<typeof News>

/** Who hears of a topic. */
export const hears = { orders: 'orders.read', carts: 'orders.read', customers: 'customers.read', imports: 'imports.run', mails: 'mailbox.read', warehouse: 'analytics.read', sources: 'sources.read', privacy: 'privacy.read', segments: 'segments.read', scores: 'segments.read', messages: 'messages.read', templates: 'messages.read' } as const satisfies Record<News['topic'], Permission>

export const live = route({
  method: 'GET', path: '/v1/live', may: 'signed in',
  summary: 'News as server-sent events. `news` carries a topic; after a gap that cannot be filled comes `refresh`. Continues from `last-event-id`.',
  answers: 'text/event-stream', limitPerMinute: 120,
})
