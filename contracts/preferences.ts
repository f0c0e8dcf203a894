import { z } from 'zod'
import { Channel } from './consent.ts'
import { route } from './route.ts'
import { Done, Id, Instant, many } from './shapes.ts'

/** What a customer chose beside consent, on one channel: nothing until then; at most so many in so many days. */
export const ContactPreference = z.object({ channel: Channel, pausedUntil: Instant.nullable(), cap: z.object({ atMost: z.int(), days: z.int() }).nullable() })
export type ContactPreference = z.infer<typeof ContactPreference>

const params = z.object({ customerId: Id })

export const contactPreferences = route({
  method: 'GET', path: '/v1/customers/:customerId/contact-preferences', may: 'consents.read',
  summary: 'Pause and frequency that a customer chose, for each channel on which they chose any; with the address of their preference centre for whoever may record consent.',
  params, answers: z.object({ items: z.array(ContactPreference), link: z.url().nullable() }),
})
export const liftContactPreferences = route({
  method: 'DELETE', path: '/v1/customers/:customerId/contact-preferences', may: 'consents.write', audits: 'consents.lift_preferences',
  summary: 'Lifts pause and frequency of a customer, because they asked for it: on these channels, or on all.', params, query: z.object({ channel: many(Channel) }), answers: Done,
})
