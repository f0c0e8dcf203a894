import type { Reason } from './phrases.ts'

/**
 * Enhanced status codes without their class (RFC 3463, RFC 5248 and IANA's registry of them; X.7.5xx are Microsoft's).
 * `firm` outweighs all words, `exact` names one reason, `vague` is used in so many senses that words count first (with its class where that matters), `subject` is the middle number.
 */
export const statusReasons: { firm: Record<string, Reason>; exact: Record<string, Reason>; vague: Record<string, Reason>; subject: Record<string, Reason>; replies: Record<number, Reason> } = {
  firm: { '1.6': 'has_moved', '2.3': 'over_limit', '4.7': 'expired', '6.1': 'content_error', '7.13': 'suspended', '7.25': 'missing_reverse_dns', '7.26': 'authentication_failed' },
  exact: {
    '1.1': 'user_unknown', '1.2': 'host_unknown', '1.3': 'user_unknown', '1.7': 'sender_rejected', '1.8': 'sender_rejected', '1.9': 'user_unknown',
    '2.2': 'mailbox_full', '3.1': 'system_full', '3.4': 'too_large', '4.4': 'host_unknown', '4.6': 'network_error', '4.312': 'network_error', '4.316': 'expired', '6.0': 'content_error', '6.3': 'content_error', '6.7': 'content_error',
    '5.3': 'too_many', '7.17': 'has_moved', '7.18': 'has_moved', '7.20': 'authentication_failed', '7.21': 'authentication_failed', '7.22': 'authentication_failed', '7.23': 'authentication_failed', '7.24': 'authentication_failed', '7.27': 'no_mail_accepted', '7.28': 'too_many', '7.509': 'authentication_failed', '7.606': 'blocked',
  },
  vague: {
    '1.0': 'sender_rejected', '1.4': 'filtered', '1.5': 'user_unknown', '1.10': 'no_mail_accepted', '1.351': 'user_unknown', '2.0': 'filtered', '2.1': 'suspended', '4.2.1': 'system_error', '2.4': 'filtered', '3.0': 'system_error', '3.2': 'no_mail_accepted', '3.3': 'system_error', '3.5': 'system_error',
    '4.0': 'expired', '4.1': 'expired', '4.2': 'network_error', '4.3': 'system_error', '4.5': 'system_full', '7.1': 'sender_rejected', '7.2': 'filtered', '7.3': 'security_error', '7.9': 'security_error',
  },
  subject: { '5': 'syntax_error', '6': 'content_error', '7': 'security_error' },
  replies: { 421: 'system_error', 450: 'system_error', 451: 'system_error', 452: 'system_full', 500: 'syntax_error', 501: 'syntax_error', 502: 'syntax_error', 503: 'syntax_error', 521: 'no_mail_accepted', 525: 'suspended', 535: 'security_error', 551: 'has_moved', 552: 'mailbox_full', 556: 'no_mail_accepted' },
}
