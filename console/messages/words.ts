import type { MessageDetail, MessageLine } from '../../contracts/messages.ts'
import type { MessageState } from '../../contracts/messaging.ts'
import type { Tone } from '../ui/index.ts'

export const stateNames: Record<MessageState, string> = { queued: 'messages.state.queued', handing: 'messages.state.handing', sent: 'messages.state.sent', failed: 'messages.state.failed', unknown: 'messages.state.unknown', skipped: 'messages.state.skipped', held_out: 'messages.state.heldOut', cancelled: 'messages.state.cancelled' }
const stateTones: Record<MessageState, Tone> = { queued: 'info', handing: 'info', sent: 'brand', failed: 'bad', unknown: 'amber', skipped: 'plain', held_out: 'plain', cancelled: 'plain' }

/** Why a message was not sent, or how it failed. */
export const reasonTexts: Record<string, string> = {
  granted: 'messages.reason.granted', assumed: 'messages.reason.assumed', erased: 'messages.reason.erased', unknown: 'messages.reason.unknown', restricted: 'messages.reason.restricted', suppressed: 'messages.reason.suppressed', denied: 'messages.reason.denied', withdrawn: 'messages.reason.withdrawn', pending: 'messages.reason.pending', no_consent: 'messages.reason.noConsent',
  no_address: 'messages.reason.noAddress', paused: 'messages.reason.paused', own_cap: 'messages.reason.ownCap', capped: 'messages.reason.capped', sunset: 'messages.reason.sunset',
  refused: 'messages.reason.refused', expired: 'messages.reason.expired', template: 'messages.reason.template', no_answer: 'messages.reason.noAnswer', worker_gone: 'messages.reason.workerGone',
}
export const stepNames: Record<MessageDetail['history'][number]['step'], string> = {
  considered: 'messages.step.considered', handed: 'messages.step.handed', sent: 'messages.step.sent', delivered: 'messages.step.delivered', opened: 'messages.step.opened', clicked: 'messages.step.clicked', replied: 'messages.step.replied', unsubscribed: 'messages.step.unsubscribed', bounced: 'messages.step.bounced', complained: 'messages.step.complained', decided: 'messages.step.decided',
}
export const streamNames = { campaign: 'messages.stream.campaign', transactional: 'messages.stream.transactional' } as const

type Shown = Pick<MessageLine, 'state' | 'bouncedAt' | 'complainedAt' | 'unsubscribedAt' | 'repliedAt' | 'clickedAt' | 'openedAt' | 'deliveredAt'>

/** The furthest that a message came, as one word: what went wrong before what went well. */
export function cameTo(message: Shown): { text: string; tone: Tone } {
  if (message.state !== 'sent') return { text: stateNames[message.state], tone: stateTones[message.state] }
  if (message.complainedAt) return { text: 'messages.step.complained', tone: 'bad' }
  if (message.bouncedAt) return { text: 'messages.step.bounced', tone: 'bad' }
  if (message.unsubscribedAt) return { text: 'messages.step.unsubscribed', tone: 'amber' }
  if (message.repliedAt) return { text: 'messages.step.replied', tone: 'brand' }
  if (message.clickedAt) return { text: 'messages.step.clicked', tone: 'brand' }
  if (message.openedAt) return { text: 'messages.step.opened', tone: 'brand' }
  return message.deliveredAt ? { text: 'messages.step.delivered', tone: 'brand' } : { text: 'messages.state.sent', tone: 'brand' }
}
