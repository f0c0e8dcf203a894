import type { CampaignState } from '../../contracts/campaigns.ts'
import type { Tone } from '../ui/tag.tsx'
import type { Text } from '../ui/text.ts'

export const stateNames = {
  draft: 'campaigns.state.draft', approval: 'campaigns.state.approval', scheduled: 'campaigns.state.scheduled', sending: 'campaigns.state.sending', paused: 'campaigns.state.paused', cancelled: 'campaigns.state.cancelled', done: 'campaigns.state.done',
} as const satisfies Record<CampaignState, string>

export const stateTones: Record<CampaignState, Tone> = { draft: 'plain', approval: 'amber', scheduled: 'info', sending: 'brand', paused: 'amber', cancelled: 'plain', done: 'brand' }

/** What became of somebody who was considered: of a dry run, and of a skipped message. */
export const outcomeNames = {
  send: 'campaigns.outcome.send', held_out: 'campaigns.outcome.heldOut', erased: 'campaigns.outcome.erased', unknown: 'campaigns.outcome.unknown', restricted: 'campaigns.outcome.restricted', suppressed: 'campaigns.outcome.suppressed',
  denied: 'campaigns.outcome.denied', withdrawn: 'campaigns.outcome.withdrawn', pending: 'campaigns.outcome.pending', no_consent: 'campaigns.outcome.noConsent', no_address: 'campaigns.outcome.noAddress',
  paused: 'campaigns.outcome.paused', own_cap: 'campaigns.outcome.ownCap', capped: 'campaigns.outcome.capped', sunset: 'campaigns.outcome.sunset',
} as const

export const outcomeKey = (outcome: string) => outcomeNames[outcome as keyof typeof outcomeNames] ?? outcomeNames.unknown

const said: [RegExp, string][] = [
  [/^name$/, 'campaigns.problem.name'], [/^audience\.include$/, 'campaigns.problem.noSegment'], [/^audience$/, 'campaigns.problem.segments'], [/^variants$/, 'campaigns.problem.noTemplate'], [/^variants\.[A-D]$/, 'campaigns.problem.unpublished'],
  [/^variants\.[A-D]\.time$/, 'campaigns.problem.time'], [/^schedule\.at$/, 'campaigns.problem.passed'], [/^senderId$/, 'campaigns.problem.sender'],
]

/** What stands in the way of sending, by field, in the reader's language; the server's own sentence where there is no other. */
export const problemsIn = (t: Text, fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([field, message]) => [field, t(said.find(([pattern]) => pattern.test(field))?.[1] ?? message)]))
