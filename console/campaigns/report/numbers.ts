import { z } from 'zod'
import { letters, outcomes } from '../../../contracts/campaigns.ts'
import { messageStates } from '../../../contracts/messaging.ts'
import { many } from '../../../contracts/shapes.ts'
import type { Text } from '../../ui/text.ts'
import { outcomeKey } from '../words.ts'

/** What the report shows in its panel: the rows behind one of its numbers. */
export const Shown = z.object({
  show: z.enum(['people', 'orders']).optional(), q: z.string().optional(),
  state: many(z.enum(messageStates)), reason: z.string().max(40).optional(), did: z.enum(outcomes).optional(), letter: z.enum(letters).optional(),
  link: z.string().max(4000).optional(), byMachine: z.literal('true').optional(), bought: z.enum(['treated', 'held_out']).optional(),
})
export type Shown = z.output<typeof Shown>
export const nothingShown = { show: undefined, q: undefined, state: undefined, reason: undefined, did: undefined, letter: undefined, link: undefined, byMachine: undefined, bought: undefined } as const

export const didNames = { delivered: 'campaigns.report.delivered', opened: 'campaigns.report.opened', clicked: 'campaigns.report.clicked', replied: 'campaigns.report.replied', unsubscribed: 'campaigns.report.unsubscribed', bounced: 'campaigns.report.bounced', complained: 'campaigns.report.complained', ordered: 'campaigns.report.bought' } as const
export const stateNames: Record<(typeof messageStates)[number], string> = { sent: 'campaigns.report.sent', queued: 'campaigns.report.queued', handing: 'campaigns.report.handing', failed: 'campaigns.report.failed', unknown: 'campaigns.report.unknown', cancelled: 'campaigns.report.cancelled', held_out: 'campaigns.outcome.heldOut', skipped: 'campaigns.report.skipped' }
export const boughtNames = { treated: 'campaigns.earned.treated', held_out: 'campaigns.earned.heldOut' } as const

/** The number whose people are shown. */
export function titleOf(t: Text, { did, reason, state, link, bought }: Shown): string {
  if (link) return t('campaigns.report.followed')
  if (bought) return t('campaigns.report.bought')
  if (did) return t(didNames[did])
  if (reason) return t(outcomeKey(reason))
  return state?.[0] ? t(stateNames[state[0]]) : t('campaigns.report.people')
}

/** The address of the rows behind a number. */
export function rowsBehind(campaignId: string, wanted: Partial<Shown>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries({ show: 'people', ...wanted })) for (const one of [value].flat()) if (one !== undefined) search.append(key, one)
  return `/campaigns/${campaignId}?${search}`
}
