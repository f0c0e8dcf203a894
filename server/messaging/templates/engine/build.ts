import type { Finding, Variant } from '../../../../contracts/templates.ts'
import type { Language } from '../../../../contracts/shapes.ts'
import { mjmlOf, type Look } from '../blocks/mjml.ts'
import { findingOf, problemOf } from './findings.ts'
import { escaped, html as inHtml, plain, unescaped } from './liquid.ts'
import { htmlOf } from './mjml.ts'
import { protect, withDefaults } from './protect.ts'
import { textOf } from './text.ts'

/** A message in one language, ready for Liquid: plain data that is kept with its version. */
export type Built = {
  language: Language
  subject: string
  preheader: string
  html: string
  text: string
  /** Every address of the mail in its order, with the Liquid that is in it. */
  links: string[]
}

export type Job = { variant: Variant; language: Language; look: Look }

/** Builds a message: blocks → MJML → HTML, then the text part, with every link marked by its place. */
export async function build({ variant, language, look }: Job): Promise<{ built: Built | undefined; findings: Finding[]; source: string; blockAt: (string | null)[] }> {
  const made = variant.body.form === 'blocks' ? mjmlOf(variant.body.sections, { ...look, language }) : { source: variant.body.source, blockAt: [] }
  const spoken = (text: string) => withDefaults(text, variant.defaults)
  const findings = [
    ...syntax(variant.subject, 'subject', language), ...syntax(variant.preheader, 'preheader', language),
    ...syntax(made.source, 'body', language, made.blockAt), ...(variant.text === null ? [] : syntax(variant.text, 'text', language)),
  ]
  if (findings.length) return { built: undefined, findings, ...made }
  const safe = protect(spoken(made.source))
  const { html, problems } = await htmlOf(safe.text)
  const place = (line: number | null) => ({ line: variant.body.form === 'mjml' ? line : null, blockId: line === null ? null : (made.blockAt[line - 1] ?? null) })
  findings.push(...problems.map(({ line, message }) => findingOf('mjml', language, 'body', { severity: html === undefined || /not (?:open|closed)/.test(message) ? 'error' : 'warning', detail: safe.restore(message), ...place(line) })))
  if (html === undefined) return { built: undefined, findings, ...made }
  const { marked, links } = markLinks(withHead(html, { language, subject: spoken(variant.subject), preheader: spoken(variant.preheader) }), safe.restore)
  const text = variant.text === null ? textOf(html, (index, isAfterWords) => textLink(index, unescaped(links[index] ?? ''), safe.restore, isAfterWords)) : markTextLinks(spoken(variant.text), links.map(safe.restore))
  const built: Built = { language, subject: spoken(variant.subject), preheader: spoken(variant.preheader), html: safe.restore(marked), text: safe.restore(text), links: links.map(link => unescaped(safe.restore(link))) }
  return { built, findings, ...made }
}

function syntax(source: string, part: Finding['part'], language: Language, blockAt: (string | null)[] = []): Finding[] {
  try {
    ;(part === 'body' ? inHtml : plain).parse(source)
    return []
  } catch (error) {
    return [problemOf(error, language, part, blockAt)]
  }
}

/** The language and the subject in the head, and the preheader where mail programs look for it, followed by nothing that they would show after it. */
function withHead(html: string, { language, subject, preheader }: { language: Language; subject: string; preheader: string }): string {
  const filler = '&#847;&zwnj;&nbsp;'.repeat(40)
  const hidden = preheader ? `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapedAround(preheader)}${filler}</div>` : ''
  return html.replace(/lang="und"/g, `lang="${language}"`).replace(/<title>\s*<\/title>/, () => `<title>${escapedAround(subject)}</title>`).replace(/<body[^>]*>/, body => `${body}${hidden}`)
}

/** The author's own `<` is text; Liquid stays what it is. */
function escapedAround(text: string): string {
  const { text: own, restore } = protect(text)
  return restore(escaped(own))
}

const linkTag = (index: number, address: string) => `{% _link ${index} %}${address}{% end_link %}`
/** Not rewritten: what opens no page, and the addresses that Suki itself puts in. */
const isOwn = (address: string) => /^(mailto:|tel:|sms:|#|\{\{-?\s*(unsubscribe_url|preferences_url|view_url)\b)/i.test(address)
const textLink = (index: number, address: string, restore: (text: string) => string, isAfterWords: boolean) =>
  isOwn(restore(address)) ? `${isAfterWords ? ': ' : ''}${address.replace(/^(mailto:|tel:|sms:)/i, '')}` : `{% _link ${index}${isAfterWords ? ' :' : ''} %}${address}{% end_link %}`

/** Each address of an `<a>` becomes a tag with its place; comments for Outlook are left alone. */
function markLinks(html: string, restore: (text: string) => string): { marked: string; links: string[] } {
  const links: string[] = []
  const marked = html.replace(/<!--[\s\S]*?-->|<a\b[^>]*>/gi, tag => (tag.startsWith('<!--') ? tag : tag.replace(/(\shref\s*=\s*)(?:"([^"]*)"|'([^']*)')/i, (_, before: string, double?: string, single?: string) => {
    const address = (double ?? single ?? '').trim()
    links.push(address)
    return `${before}"${isOwn(restore(address)) ? address : linkTag(links.length - 1, address)}"`
  })))
  return { marked, links }
}

/** A text part written by hand: an address that is also in the HTML counts as the same link. */
function markTextLinks(text: string, links: string[]): string {
  const { text: own, restore } = protect(text)
  const known = new Map(links.map((link, index) => [unescaped(link), index]))
  return restore(own.replace(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g, address => linkTag(known.get(restore(address)) ?? links.length, address)))
}
