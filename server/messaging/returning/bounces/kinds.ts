import { first, type Headers } from './pieces.ts'

const machines = /mailer-daemon|post_?master|mail(er)? ?delivery|mail ?system|mail administrator|<>$|^$|bounce/i
const reports = /undeliver|error sending your|(delivery|mail).{0,30}(fail|status|delay|report|notif|error|problem|refus)|returned (mail|to sender)|returning message|failure notice|could not (be deliver|send)|non ?-?delivery|not delivered|loop alert|errors from|rejected|(blocked|refused) by|unzustellbar|non remis|no se (ha )?(pudo|podido)|onbestelbaar|не ?достав|配信|エラー|返送/i
const reportWords = /(could|can|was|were|has|have)( ?n[o']t| not) (be |been )?(deliver|sent|send|reach)|undeliverable|deliver(y|ed|ing)?.{0,60}fail|unable to deliver|did not reach the following|error message below|had (permanent|delivery|transient)|delivery (of|to) .{0,80}(fail|delay)|returned to sender|could not be sent|there was an error delivering/i

/** A report of delivery, though no part says so: by who writes, what the subject says, and what the words say. */
export function looksLikeReport(headers: Headers, report: string): boolean {
  const type = first(headers, 'content-type')
  if (/report-type\s*=\s*"?delivery-status/i.test(type) || headers.has('x-failed-recipients')) return true
  if (/report-type\s*=\s*"?disposition-notification/i.test(type)) return false
  const byMachine = machines.test(first(headers, 'from')) || (headers.has('return-path') && /^(<>|<?mailer-daemon>?)$/i.test(first(headers, 'return-path')))
  const subject = first(headers, 'subject').slice(0, 1000)
  const answersUs = headers.has('in-reply-to') || headers.has('references')
  if (byMachine && (reports.test(subject) || reportWords.test(report.slice(0, 5000)))) return true
  if ((!answersUs || /^(undeliver|delivery (status|fail)|returned mail|failure notice|mail delivery failed|loop alert)/i.test(subject)) && reports.test(subject) && /\w@\w/.test(report)) return true
  return !answersUs && reportWords.test(report.slice(0, 3000)) || (!answersUs && /error message below|^\s*(?:.{0,40})5\d\d[ -].{0,20}(user|mailbox|recipient)/im.test(report.slice(0, 1000)))
}

/**
 * Written by a machine in answer to ours: out of office, "we received your mail". RFC 3834's header and what is in use
 * beside it; `Precedence` and `X-Auto-Response-Suppress` as Microsoft, listservers and responders set them.
 */
export function answeredByMachine(headers: Headers): boolean {
  const submitted = first(headers, 'auto-submitted').toLowerCase()
  if (submitted && submitted !== 'no') return true
  if (['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply', 'x-mail-autoreply', 'list-id', 'x-loop'].some(name => headers.has(name))) return true
  if (/^(bulk|junk|list|auto_reply)$/i.test(first(headers, 'precedence')) || /disposition-notification/i.test(first(headers, 'content-type'))) return true
  if (headers.has('return-path') && first(headers, 'return-path') === '<>') return true
  if (/mailer-daemon|post_?master@|no-?reply@|do-?not-?reply@/i.test(first(headers, 'from'))) return true
  return /^(re: )?(out of (the )?office|auto(matic|mated)?[ -]?(reply|response|answer)|vacation|abwesen|automatische antwort|r[ée]ponse automatique|absence|respuesta autom|risposta automatica|afwezig|automatisch antwoord|автоответ|fuera de)/i.test(first(headers, 'subject'))
}
