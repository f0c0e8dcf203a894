import type { Finding } from '../../../../contracts/templates.ts'
import { blocksOf } from '../../../../contracts/templates.ts'
import type { Examination } from '../apart/examine.ts'
import { findingOf } from '../engine/findings.ts'
import type { Checked } from './all.ts'
import { anchorsOf } from './links.ts'

/** What can only be seen in the finished mail: addresses that became empty, and signs of a template that nobody filled in. */
export const outputFindings = (job: Examination, checked: Checked): Finding[] => [...emptyAddresses(job, checked), ...leftovers(job, checked), ...fileNames(job, checked)]

/** An address out of a variable that is empty: of the store for everybody, else for whoever the mail was tried with. */
function emptyAddresses({ language, shared }: Examination, { built, rendered, source, blockAt }: Checked): Finding[] {
  const store = shared.scope['store'] as { website?: string | null } | undefined
  const fromStore = built.links.some(link => /\{\{-?\s*store\.website\b/.test(link))
  if (fromStore && !store?.website) {
    const line = source.slice(0, source.indexOf('store.website')).split('\n').length
    return [findingOf('noWebsite', language, 'body', { blockId: blockAt[line - 1] ?? null })]
  }
  // Those that are empty in the template itself are errors already.
  const known = new Set(anchorsOf(built.html).filter(({ href }) => !href).map(({ words }) => words.trim()))
  const empty = anchorsOf(rendered.html).filter(({ href, words }) => !href && words.trim() && !known.has(words.trim()))
  return [...new Set(empty.map(({ words }) => words.trim()))].map(words => findingOf('emptyForSome', language, 'body', { subject: words.slice(0, 80) }))
}

/** Braces that stayed, and fields of other programs that came along when a text was copied: *|FNAME|*, %%first_name%%, [[name]]. */
const unfilled = /\{\{.{0,60}?(?:\}\}|$)|\{%.{0,60}?%\}|\*\|[\w:.]{1,40}\|\*|%%[A-Za-z_]\w{0,40}%%|\[\[[A-Za-z_][\w. ]{0,40}\]\]/m

function leftovers({ language }: Examination, { rendered }: Checked): Finding[] {
  return (['subject', 'preheader', 'text'] as const).flatMap(part => {
    const found = unfilled.exec(rendered[part])?.[0]
    return found ? [findingOf('leftover', language, part === 'text' ? 'body' : part, { subject: found })] : []
  })
}

const fileName = /^[\w\-. ()]+\.(?:png|jpe?g|gif|webp|svg|heic)$|^(?:img|dsc|dscf|image|photo|screenshot|untitled|logo-?final)[-_ ]?\d*$/i

/** Words for an image that only say what its file is called. */
function fileNames({ language, variant: { body } }: Examination, { built, source }: Checked): Finding[] {
  if (body.form === 'blocks') return blocksOf(body).filter(block => block.type === 'image').filter(block => fileName.test(block.alt.trim())).map(block => findingOf('altIsFileName', language, 'body', { subject: block.alt, blockId: block.id }))
  return [...built.html.matchAll(/<img\b[^>]*\salt="([^"]+)"/g)].filter(([, alt = '']) => fileName.test(alt.trim())).map(([, alt = '']) => findingOf('altIsFileName', language, 'body', { subject: alt, line: source.slice(0, Math.max(0, source.indexOf(alt))).split('\n').length }))
}
