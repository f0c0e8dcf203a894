import type { Stage } from './reasons.ts'

/** A line with which a report ends and the mail it is about begins; without what decorates it. */
const beginsOriginal = /^((original|returned|unsent|undelivered) (message|mail)|(this|the following) is a copy of|below this line is a copy|the original message (headers )?follow|unsent message follows|message headers follow|original message (headers|follows)|original mail (as follows|follows)|below is a copy of the original|the (body|headers?) of the (original )?message|the header of the original|included is a copy of the message header|return(ed)? message|here is (a copy of )?(the|your) (original )?(message|mail)|message text follows)/i
const headerOfOriginal = /^received: ?(from|by) /i
const maxReport = 50_000

/** The words of a report, and what it brings back of the mail, where both stand in one text. */
export function withoutOriginal(text: string): { report: string; original: string } {
  let from = 0
  while (from < text.length) {
    const end = text.indexOf('\n', from)
    const next = end === -1 ? text.length : end + 1
    const line = text.slice(from, Math.min(next, from + 300))
    const said = line.replace(/^[\s>*#=-]+/, '')
    if (headerOfOriginal.test(line.trimStart())) return { report: text.slice(0, Math.min(from, maxReport)), original: text.slice(from) }
    if (beginsOriginal.test(said)) return { report: text.slice(0, Math.min(from, maxReport)), original: text.slice(next) }
    from = next
  }
  return { report: text.slice(0, maxReport), original: '' }
}

/** One recipient as the words of a report name them, with the lines that are about them. */
export type NamedRecipient = { address: string; said: string }

const address = `[\\w.!#$%&'*+/=?^\`{|}~-]{1,64}@[\\w.-]{1,200}\\w`
const atStart = new RegExp(`^[ \\t>*"'-]*(?:To:? )?<?(${address})>?(?=$|[\\s:;,.(\\[<>]|\\W)`, 'i')
const labelled = new RegExp(`(?:recipient(?: address)?|addressed to|rcpt to|(?:could not be )?delivered to|mail to|message to|attempts?|deliver(?:y)? to|following (?:address|recipient)s?|(?:permanent|transient) errors?|your message to|e-?mail to)\\W{0,6}(${address})`, 'i')
const transcript = new RegExp(`^[ \\t]*[45]\\d\\d (?:[45]\\.\\d+\\.\\d+ )?<(${address})>\\.\\.\\.`, 'i')
const tabled = new RegExp(`^\\S+:\\d+:<(${address})> :`, 'i')

const senders = /\bmail from\b|\bfrom:|message sent by|sender|contact|assistance|envelope-from|generated from|expanded from|reply-to|in:\s+xforward/i
const maxLines = 600

/**
 * Recipients in the words of a report, by where mail systems put them: at the beginning of a line, behind "RCPT TO:" or
 * "could not be delivered to", or in a transcript's last line. Never where a sender stands.
 */
export function namedRecipients(report: string, notThese: Set<string>): NamedRecipient[] {
  const found: { address: string; from: number; closes: boolean }[] = []
  const lines = report.split('\n', maxLines).map(line => line.slice(0, 1000))
  for (const [at, line] of lines.entries()) {
    const closing = transcript.exec(line)
    const match = closing ?? tabled.exec(line) ?? (senders.test(line.replace(/\(.*?\)/g, '').split('@')[0]!) ? null : (atStart.exec(line) ?? labelled.exec(line)))
    const said = match?.[1]?.toLowerCase().replace(/\.$/, '')
    if (!said || notThese.has(said) || /^(postmaster|mailer-daemon|abuse|support)@/.test(said)) continue
    found.push({ address: said, from: at, closes: closing !== null })
  }
  return blocks(lines, found)
}

/** Any address in a report that puts none where others do, and the whole report with it. */
export function mentionedRecipients(report: string, notThese: Set<string>): NamedRecipient[] {
  const found = new Set([...report.slice(0, 20_000).matchAll(new RegExp(address, 'gi'))].map(([said]) => said.toLowerCase()).filter(said => !notThese.has(said) && !/^(postmaster|mailer-daemon|abuse|support)@/.test(said)))
  return [...found].slice(0, 20).map(said => ({ address: said, said: report }))
}

/** A recipient's lines go to the next recipient. Where a transcript names them last, they begin behind the one before. */
function blocks(lines: string[], found: { address: string; from: number; closes: boolean }[]): NamedRecipient[] {
  const said = new Map<string, string>()
  const closing = found.some(one => one.closes) && new Set(found.map(one => one.address)).size > 1 && found.every(one => one.closes || lines[one.from]!.includes('>>>') || lines[one.from]!.includes('<<<'))
  let behind = 0
  for (const [at, { address: whose, from }] of found.entries()) {
    const end = closing ? from + 1 : (found.slice(at + 1).find(next => next.address !== whose)?.from ?? lines.length)
    const own = lines.slice(closing ? behind : from, end).join('\n')
    if (closing) behind = end
    said.set(whose, said.has(whose) && !closing ? said.get(whose)! : `${said.get(whose) ?? ''}${own}\n`.slice(0, 4000))
  }
  return [...said].map(([name, text]) => ({ address: name, said: text }))
}

/** In which step of SMTP the refusal came, as systems put it: "(in reply to RCPT TO command)", ">>> DATA" before the answer. */
export function stageIn(text: string): Stage | null {
  const part = text.slice(0, 10_000)
  const said = part.toLowerCase().replace(/\s+/g, ' ')
  const stated = /(?:in reply to|\bafter|\bfor|\bour|\[|smtp command|=|during) ?(end of data|end of message|data|text|rcpt[ _]to|rcpt|mail[ _]from|mail|helo|ehlo|initial connection|pipelined (?:mail from|data|rcpt))(?![\w@-])/.exec(said)?.[1]
  if (stated) return stageNamed(stated)
  let step: string | undefined
  for (const [, command, code] of part.matchAll(/^[ \t]{0,20}(?:(?:>>>|in:)\s*([a-z]+)|(?:<<<|out:)\s*([45]\d\d))/gim)) {
    if (command) step = command.toLowerCase()
    // 421 ends the conversation and 503 says that a step was left out: neither is the refusal.
    else if (step && step !== 'quit' && code !== '421' && code !== '503') return stageNamed(step)
  }
  return /refused to talk to me|while connected to|during greeting|initial connection/.test(said) ? 'connect' : null
}

function stageNamed(step: string): Stage {
  if (step.includes('rcpt')) return 'rcpt'
  if (step.includes('data') || step.includes('text') || step.includes('message')) return 'data'
  return step.includes('mail') ? 'mail' : 'connect'
}

/** The last SMTP answer in a text: its reply code, its enhanced status, and what follows. */
export function answerIn(text: string): { smtpCode: number | null; status: string | null } {
  const part = text.slice(0, 10_000)
  const status = /(?:^|[^\d.])([45]\.\d{1,2}\.\d{1,3})(?![\d.]|\.\d)/.exec(part)?.[1] ?? null
  const codes = [...part.matchAll(/(?:^|[\s:;(,'"])([45]\d\d)(?=[ -]#?[45]\.\d+\.\d+|[ :,-]\D|-[45]\.|$)/gm)].map(found => found[1]!)
  const code = codes.find(one => one.startsWith('5')) ?? codes[0]
  return { smtpCode: code ? Number(code) : null, status }
}
