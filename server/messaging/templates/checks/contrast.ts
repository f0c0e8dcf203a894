import { Parser } from 'htmlparser2'
import type { Finding, Palette } from '../../../../contracts/templates.ts'
import type { Examination } from '../apart/examine.ts'
import { brandGround } from '../blocks/look.ts'
import { findingOf } from '../engine/findings.ts'
import type { Checked } from './all.ts'
import { contrast } from './colours.ts'

type Paint = { name: string; ground: string; ink: string; px: number; bold: boolean; classes: string[]; hides: boolean }

/** Text that is hard to read on its ground: below 4.5, below 3 where it is large. In the dark as our own classes change the colours. */
export function contrastFindings({ language, look, variant }: Examination, { rendered, source, blockAt }: Checked): Finding[] {
  const { kit } = look
  const isBlocks = variant.body.form === 'blocks'
  return [
    ...worst(rendered.html, kit.light).map(found => ({ ...found, code: 'contrast' as const })),
    ...(isBlocks ? worst(rendered.html, kit.dark, kit.dark).map(found => ({ ...found, code: 'darkContrast' as const })) : []),
  ].map(({ code, text, ratio }) => {
    const words = text.split(' ').slice(0, 3).join(' ')
    const at = source.indexOf(words)
    const line = at < 0 ? null : source.slice(0, at).split('\n').length
    return findingOf(code, language, 'body', { subject: text.slice(0, 80), value: Math.round(ratio * 100) / 100, line: isBlocks ? null : line, blockId: line === null ? null : (blockAt[line - 1] ?? null) })
  })
}

/** Each pair of colours once, with the first text it was found in. */
function worst(html: string, palette: Palette, dark?: Palette): { text: string; ratio: number }[] {
  const found = new Map<string, { text: string; ratio: number }>()
  const painted: Paint[] = [{ name: '', ground: palette.page, ink: dark ? dark.ink : '#000000', px: 16, bold: false, classes: [], hides: false }]
  const parser = new Parser({
    onopentag: (name, attributes) => void (/^(img|br|hr|meta|input|link)$/.test(name) || painted.push(paintOf(name, attributes, painted.at(-1)!, dark))),
    ontext(text) {
      const { ground, ink, px, bold, hides } = painted.at(-1)!
      if (hides || !/[\p{L}\p{N}]/u.test(text)) return
      const ratio = contrast(ground, ink)
      if (ratio < (px >= 24 || (bold && px >= 18.66) ? 3 : 4.5) && !found.has(`${ground} ${ink}`)) found.set(`${ground} ${ink}`, { text: text.replace(/\s+/g, ' ').trim(), ratio })
    },
    onclosetag(name) {
      const at = painted.findLastIndex(one => one.name === name)
      if (at > 0) painted.splice(at)
    },
  })
  parser.end(html)
  return [...found.values()]
}

const colourIn = (style: string, property: string) => new RegExp(`(?:^|;)\\s*${property}\\s*:[^;]*?(#[0-9a-f]{6}|#[0-9a-f]{3}(?![0-9a-f]))`, 'i').exec(style)?.[1]
const long = (colour: string) => (colour.length === 4 ? colour.replace(/[0-9a-f]/gi, '$&$&') : colour).toLowerCase()

function paintOf(name: string, { style = '', bgcolor, class: classed = '' }: Record<string, string>, around: Paint, dark: Palette | undefined): Paint {
  const own = classed.split(/\s+/).filter(Boolean)
  const classes = [...around.classes, ...own]
  const light = {
    ground: colourIn(style, 'background(?:-color)?') ?? (bgcolor?.startsWith('#') ? bgcolor : undefined),
    ink: colourIn(style, 'color'),
  }
  const painted = dark ? inTheDark(name, own, classes, light, dark) : light
  const size = Number(/font-size:\s*([\d.]+)px/.exec(style)?.[1] ?? around.px)
  const weight = /font-weight:\s*(\d+|bold)/.exec(style)?.[1]
  return {
    name, classes, px: size, ground: long(painted.ground ?? around.ground), ink: long(painted.ink ?? around.ink),
    bold: weight ? weight === 'bold' || Number(weight) >= 600 : around.bold || /^(strong|b|h[1-3])$/.test(name),
    hides: around.hides || /display:\s*none/.test(style) || /^(head|style|title)$/.test(name),
  }
}

/** As `darkStyles` in blocks/look.ts paints: grounds and texts of the kit, links and buttons; colours by hand stay. */
function inTheDark(name: string, own: string[], classes: string[], light: { ground: string | undefined; ink: string | undefined }, dark: Palette): { ground: string | undefined; ink: string | undefined } {
  const onBrand = classes.includes('g-brand')
  if (classes.includes('btn')) return name === 'td' || name === 'a' ? { ground: dark.brand, ink: dark.onBrand } : { ground: undefined, ink: undefined }
  if (classes.includes('out')) return { ground: undefined, ink: name === 'a' ? (onBrand ? dark.ink : dark.link) : undefined }
  const grounds = own.find(one => /^g-(page|surface|soft|brand|body)$/.test(one))?.slice(2)
  // The table inside a section repeats its ground.
  const inner = name === 'table' ? classes.findLast(one => one.startsWith('g-'))?.slice(2) : undefined
  const ground = grounds ?? (light.ground ? inner : undefined)
  const text = classes.findLast(one => one.startsWith('t-'))?.slice(2)
  const painted = text === 'brand' ? dark.link : dark[text as 'ink' | 'muted']
  const link = onBrand ? dark.ink : text === 'muted' ? dark.muted : dark.link
  const ink = name === 'a' ? (own.includes('lk') ? link : own.includes('it') ? dark.ink : light.ink) : text && /^(div|td|p|h[1-3]|li)$/.test(name) ? (onBrand ? dark.ink : painted) : light.ink
  return { ground: ground ? (ground === 'body' ? dark.page : ground === 'brand' ? brandGround(dark) : dark[ground as 'page']) : light.ground, ink }
}
