import { Parser } from 'htmlparser2'
import { blocksOf, type Finding } from '../../../../contracts/templates.ts'
import type { Examination } from '../apart/examine.ts'
import { findingOf } from '../engine/findings.ts'
import type { Checked } from './all.ts'

const shorteners = new Set(['bit.ly', 'tinyurl.com', 't.co', 'goo.gl', 'ow.ly', 'is.gd', 'buff.ly', 'rebrand.ly', 'cutt.ly'])

/** The addresses of the mail as its author wrote them, with the words they are under. */
export function anchorsOf(html: string): { href: string; words: string }[] {
  const found: { href: string; words: string }[] = []
  let open: { href: string; words: string } | undefined
  const parser = new Parser({
    onopentag(name, { href, alt }) {
      if (name === 'a' && href !== undefined) found.push((open = { href: href.replace(/^\{% _link \d+ %\}|\{% end_link %\}$/g, ''), words: '' }))
      if (name === 'img' && open && alt) open.words += alt
    },
    ontext: text => void (open && (open.words += text)),
    onclosetag: name => void (name === 'a' && (open = undefined)),
  })
  parser.end(html)
  return found
}

/** What is wrong with an address by its looks; whether it answers is asked by reach.ts. */
export function linkFindings({ language, variant }: Examination, { built, blockAt, source }: Checked): Finding[] {
  const anchors = anchorsOf(built.html)
  const findings = anchors.flatMap(({ href, words }) => {
    const code = judge(href, words.trim())
    const line = href ? lineWith(source, href) : null
    return code ? [findingOf(code, language, 'body', { subject: href || words.trim(), blockId: line === null ? null : (blockAt[line - 1] ?? null), line: blockAt.length ? null : line })] : []
  })
  const leads = anchors.some(({ href }) => href && !/^(mailto:|tel:)|unsubscribe_url|preferences_url|view_url/.test(href))
  // MJML makes no link of a button without an address.
  const mute = blocksOf(variant.body).filter(block => block.type === 'button').filter(block => !block.href.trim()).map(block => findingOf('emptyLink', language, 'body', { subject: block.text, blockId: block.id }))
  return [...unique(findings), ...mute, ...(leads ? [] : [findingOf('noLink', language, 'body', { severity: 'hint' })])]
}

function judge(href: string, words: string): Finding['code'] | undefined {
  if (/\{[{%]/.test(href)) return undefined
  if (!href || href === '#') return 'emptyLink'
  if (/^(mailto:|tel:|sms:)/i.test(href)) return undefined
  if (!URL.canParse(href) || !/^https?:/i.test(href)) return 'oddLink'
  const { protocol, hostname } = new URL(href)
  if (/(^|\.)example\.(com|org|net)$|\.example$/.test(hostname)) return 'placeholder'
  if (shorteners.has(hostname)) return 'shortener'
  const said = /^(?:https?:\/\/)?((?:[\w-]+\.)+[a-z]{2,})(?:\/|$)/i.exec(words)?.[1]
  if (said && hostOf(said) !== hostOf(hostname)) return 'linkTextDiffers'
  return protocol === 'http:' ? 'plainHttp' : undefined
}

const hostOf = (host: string) => host.toLowerCase().replace(/^www\./, '')
const unique = (findings: Finding[]) => [...new Map(findings.map(finding => [`${finding.code} ${finding.subject}`, finding])).values()]

function lineWith(source: string, href: string): number | null {
  const at = source.indexOf(href.replaceAll('&', '&amp;'))
  const found = at < 0 ? source.indexOf(href) : at
  return found < 0 ? null : source.slice(0, found).split('\n').length
}
