import { z } from 'zod'
import { contactReasons } from './consent.ts'
import { route } from './route.ts'

export const streams = ['campaign', 'transactional'] as const
export const Stream = z.enum(streams)
export type Stream = z.infer<typeof Stream>

export const messageStates = ['queued', 'handing', 'sent', 'failed', 'unknown', 'skipped', 'held_out', 'cancelled'] as const
export const MessageState = z.enum(messageStates)
export type MessageState = z.infer<typeof MessageState>

/**
 * Why a message may be sent or not: what consent says (contracts/consent.ts), then `no_address`, `paused` and `own_cap`
 * (what they chose in the preference centre), `capped` (the shop's own rule) and `sunset` (long without a sign of life).
 */
export const sendReasons = [...contactReasons, 'no_address', 'paused', 'own_cap', 'capped', 'sunset'] as const
export const SendReason = z.enum(sendReasons)
export type SendReason = z.infer<typeof SendReason>

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Expected a time of day like 21:30.')

export const SendingRules = z.object({
  /** At most so many marketing messages to one person within so many days, over all campaigns. */
  caps: z.array(z.object({ atMost: z.int().min(1).max(100), days: z.int().min(1).max(90) })).max(5),
  /** Nothing arrives between these times of the recipient's day; it waits. */
  quiet: z.object({ from: Clock, to: Clock }).refine(q => q.from !== q.to, 'Expected two different times.').nullable(),
  /** Whoever got so many marketing messages and gave no sign of life (open, click, visit, order) for so many months is left alone. */
  sunset: z.object({ months: z.int().min(1).max(60), messages: z.int().min(1).max(500) }).nullable(),
  /** A campaign is sent only after a second person agreed. */
  approval: z.boolean(),
})
export type SendingRules = z.infer<typeof SendingRules>

export const sendingRules = route({ method: 'GET', path: '/v1/messages/rules', may: 'messages.read', summary: 'Frequency caps, quiet hours, sunset policy, approval.', answers: SendingRules })
export const changeSendingRules = route({ method: 'PUT', path: '/v1/messages/rules', may: 'messages.settings', audits: 'messages.change_rules', summary: 'Changes the rules of sending. They hold for what is queued as well.', body: SendingRules, answers: SendingRules })
