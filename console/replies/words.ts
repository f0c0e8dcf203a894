import type { BounceReason, InboundKind, InboundMail } from '../../contracts/returns.ts'
import type { Tone } from '../ui/index.ts'

/** What a person may want to see of it, in the order in which it matters. */
export const views = ['reply', 'bounce', 'complaint', 'auto_reply', 'delivered', 'unmatched', 'unreadable'] as const
export type View = (typeof views)[number]
export const viewNames: Record<View, string> = { reply: 'replies.view.reply', bounce: 'replies.view.bounce', complaint: 'replies.view.complaint', auto_reply: 'replies.view.autoReply', delivered: 'replies.view.delivered', unmatched: 'replies.view.unmatched', unreadable: 'replies.view.unreadable' }

const kindNames: Record<InboundKind, string> = { reply: 'replies.kind.reply', bounce: 'replies.kind.bounce', complaint: 'replies.kind.complaint', auto_reply: 'replies.kind.autoReply', delivered: 'replies.kind.delivered' }
const kindTones: Record<InboundKind, Tone> = { reply: 'brand', bounce: 'amber', complaint: 'bad', auto_reply: 'plain', delivered: 'info' }

/** What kind of mail it is, or that nobody knows (yet). */
export function kindOf({ state, kind, isPermanent }: Pick<InboundMail, 'state' | 'kind' | 'isPermanent'>): { text: string; tone: Tone } {
  if (state === 'waiting') return { text: 'replies.kind.waiting', tone: 'info' }
  if (state === 'unreadable' || !kind) return { text: 'replies.kind.unreadable', tone: 'amber' }
  return { text: kindNames[kind], tone: kind === 'bounce' && isPermanent ? 'bad' : kindTones[kind] }
}

export const reasonTexts: Record<BounceReason, string> = {
  user_unknown: 'replies.reason.userUnknown', host_unknown: 'replies.reason.hostUnknown', has_moved: 'replies.reason.hasMoved', no_mail_accepted: 'replies.reason.noMailAccepted',
  mailbox_full: 'replies.reason.mailboxFull', suspended: 'replies.reason.suspended', filtered: 'replies.reason.filtered', over_limit: 'replies.reason.overLimit', too_large: 'replies.reason.tooLarge', on_hold: 'replies.reason.onHold',
  expired: 'replies.reason.expired', network_error: 'replies.reason.networkError', system_error: 'replies.reason.systemError', system_full: 'replies.reason.systemFull', mailer_error: 'replies.reason.mailerError', too_many: 'replies.reason.tooMany', syntax_error: 'replies.reason.syntaxError',
  blocked: 'replies.reason.blocked', sender_rejected: 'replies.reason.senderRejected', spam: 'replies.reason.spam', virus: 'replies.reason.virus', bad_reputation: 'replies.reason.badReputation', authentication_failed: 'replies.reason.authenticationFailed', missing_reverse_dns: 'replies.reason.missingReverseDns',
  policy: 'replies.reason.policy', security_error: 'replies.reason.securityError', relaying_denied: 'replies.reason.relayingDenied', not_compliant: 'replies.reason.notCompliant', content_error: 'replies.reason.contentError', vacation: 'replies.reason.vacation', unknown: 'replies.reason.unknown',
}
