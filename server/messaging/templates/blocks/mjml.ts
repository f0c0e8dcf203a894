import type { Block, Section } from '../../../../contracts/templates.ts'
import { colourIn, darkStyles, groundClass, stackOf, type Look } from './look.ts'
import { parts, type Place } from './parts.ts'

export type { Look } from './look.ts'

const paddings: Record<Section['padding'], string> = { none: '0 24px', small: '12px 24px 8px', normal: '28px 24px 16px', large: '44px 24px 32px' }

/** Blocks as MJML, and which block each line (from 0) belongs to. */
export function mjmlOf(sections: Section[], look: Look): { source: string; blockAt: (string | null)[] } {
  const lines: [string, string | null][] = head(look).map(line => [line, null])
  for (const [index, section] of sections.entries()) lines.push(...sectionLines(section, cornersOf(sections, index, look.kit.cornerRadius), look))
  lines.push(['<mj-section padding="16px"><mj-column><mj-spacer height="8px" /></mj-column></mj-section>', null], ['</mj-body>', null], ['</mjml>', null])
  return { source: lines.map(([line]) => line).join('\n'), blockAt: lines.map(([, id]) => id) }
}

function head({ kit }: Look): string[] {
  return [
    '<mjml>',
    '<mj-head>',
    `<mj-attributes><mj-all font-family="${stackOf(kit.bodyFont)}" /></mj-attributes>`,
    '<mj-raw><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"></mj-raw>',
    `<mj-style>:root{color-scheme:light dark} h1,h2,h3{text-wrap:balance} p{text-wrap:pretty} a.it:hover{text-decoration:underline!important} ${darkStyles(kit).replace(/\n/g, '')}</mj-style>`,
    '</mj-head>',
    `<mj-body width="600px" background-color="${kit.light.page}" css-class="g-body">`,
    '<mj-section padding="10px"><mj-column><mj-spacer height="6px" /></mj-column></mj-section>',
  ]
}

function sectionLines(section: Section, corners: string, look: Look): [string, string | null][] {
  const place: Place = { look, ground: section.background }
  const isAlone = section.columns.length === 1
  const onPage = section.background === 'page' ? '' : ` background-color="${colourIn(look.kit.light, section.background)}"`
  const inner = section.columns.flatMap((column): [string, string | null][] => [
    [`<mj-column width="${column.width}%"${isAlone ? '' : ' padding="0 10px" vertical-align="top"'}>`, section.id],
    ...column.blocks.flatMap(block => blockLines(block, place)),
    ['</mj-column>', section.id],
  ])
  return shownWhen(section.when, section.id, [[`<mj-section css-class="${groundClass(section.background)}"${onPage} padding="${paddings[section.padding].replace(/24px/g, isAlone ? '32px' : '22px')}"${corners}>`, section.id], ...inner, ['</mj-section>', section.id]])
}

function blockLines(block: Block, place: Place): [string, string | null][] {
  const line = (parts[block.type] as (block: Block, place: Place) => string)(block, place)
  return line ? shownWhen(block.when, block.id, [[line, block.id]]) : []
}

const shownWhen = (when: string | null, id: string, lines: [string, string | null][]): [string, string | null][] =>
  when ? [[`<mj-raw>{% if ${when.replace(/[{}%]/g, '')} %}</mj-raw>`, id], ...lines, ['<mj-raw>{% endif %}</mj-raw>', id]] : lines

/** Sections on a ground of their own make one sheet: round at its ends. */
function cornersOf(sections: Section[], index: number, radius: number): string {
  const isSheet = (at: number) => sections[at] !== undefined && sections[at].background !== 'page'
  if (!isSheet(index) || !radius) return ''
  const [top, bottom] = [isSheet(index - 1) ? 0 : radius, isSheet(index + 1) ? 0 : radius]
  return top + bottom ? ` border-radius="${top}px ${top}px ${bottom}px ${bottom}px"` : ''
}
