import { Parser } from 'htmlparser2'
import { blocksOf, type Finding } from '../../../../contracts/templates.ts'
import type { Examination } from '../apart/examine.ts'
import { findingOf } from '../engine/findings.ts'
import type { Checked } from './all.ts'

/** Gmail shows "message clipped" past 102 kB of HTML. */
const clippedAt = 102 * 1024
const nearlyAt = 85 * 1024

export function sizeFindings({ language }: Examination, { bytes }: Checked): Finding[] {
  if (bytes > clippedAt) return [findingOf('tooBig', language, 'body', { value: bytes })]
  return bytes > nearlyAt ? [findingOf('nearlyTooBig', language, 'body', { value: bytes })] : []
}

/** Products to be chosen by hand, of which none is. */
export function productFindings({ language, variant }: Examination): Finding[] {
  return blocksOf(variant.body).filter(block => block.type === 'products').filter(block => block.from === 'chosen' && !block.productIds.length).map(block => findingOf('noProducts', language, 'body', { blockId: block.id }))
}

/** Images without a word of what they show. In MJML an empty `alt=""` is a choice: the picture only decorates. */
export function altFindings({ language, variant }: Examination, { built, source }: Checked): Finding[] {
  const { body } = variant
  if (body.form === 'blocks') {
    return blocksOf(body).filter(block => block.type === 'image').filter(block => block.src && !block.alt.trim()).map(block => findingOf('noAlt', language, 'body', { subject: block.src, blockId: block.id }))
  }
  return [...built.html.matchAll(/<img\b(?![^>]*\salt=)[^>]*\bsrc="([^"]*)"/g)].map(([, src = '']) => findingOf('noAlt', language, 'body', { subject: src, line: source.slice(0, Math.max(0, source.indexOf(src))).split('\n').length }))
}

/** What marketing mail must hold: a way out, and who sends it. Orders' own mails need neither. */
export function lawFindings({ language, kind, look }: Examination, { built }: Checked): Finding[] {
  if (kind !== 'campaign') return []
  const [firstLine = ''] = look.kit.address.split('\n')
  return [
    ...(/\{\{-?\s*(unsubscribe_url|preferences_url)\b/.test(built.html) ? [] : [findingOf('noUnsubscribe', language, 'body')]),
    ...(firstLine.trim() && built.html.includes(firstLine.trim().replaceAll('&', '&amp;')) || /store\.address/.test(built.html) ? [] : [findingOf('noAddress', language, 'body')]),
  ]
}

/** What filters and readers take amiss. A hint, no score: mailbox providers judge by who sends and what people do with it. */
export function wordFindings({ language, variant }: Examination, { rendered, built }: Checked): Finding[] {
  const { subject } = rendered
  const letters = subject.match(/\p{L}/gu) ?? []
  const capitals = subject.match(/\p{Lu}/gu) ?? []
  const isCased = letters.some(letter => letter.toLowerCase() !== letter.toUpperCase())
  const body = seen(rendered.html)
  return [
    ...(subject ? [] : [findingOf('noSubject', language, 'subject')]),
    ...([...subject].length > 70 ? [findingOf('longSubject', language, 'subject', { value: [...subject].length })] : []),
    ...(isCased && letters.length >= 8 && capitals.length > letters.length / 2 ? [findingOf('shoutingSubject', language, 'subject')] : []),
    ...((subject.match(/[!¡！]/g)?.length ?? 0) > 1 ? [findingOf('exclamations', language, 'subject')] : []),
    ...(variant.preheader.trim() ? [] : [findingOf('noPreheader', language, 'preheader')]),
    ...(body.images > 0 && body.words < 20 ? [findingOf('imagesOnly', language, 'body', { value: body.words })] : []),
    ...(/<(form|script|iframe|object|embed|video)\b/i.test(built.html) ? [findingOf('formOrScript', language, 'body')] : []),
    ...(/lorem ipsum/i.test(rendered.text) ? [findingOf('placeholder', language, 'body', { subject: 'Lorem ipsum' })] : []),
  ]
}

function seen(html: string): { images: number; words: number } {
  const found = { images: 0, text: '' }
  let quiet = 0
  const parser = new Parser({
    onopentag: (name, { style }) => {
      if (name === 'img') found.images++
      if (/^(head|style|title)$/.test(name) || /display:\s*none/.test(style ?? '')) quiet++
    },
    ontext: text => void (quiet || (found.text += ` ${text}`)),
    onclosetag: name => void (quiet && /^(head|style|title|div)$/.test(name) && quiet--),
  })
  parser.end(html)
  return { images: found.images, words: found.text.split(/\s+/).filter(word => /\p{L}/u.test(word)).length }
}
