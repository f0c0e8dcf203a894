import type { Language } from '../../../../contracts/shapes.ts'
import type { BrandKit, Palette, Section } from '../../../../contracts/templates.ts'
import { contrast } from '../checks/colours.ts'

export type Look = { kit: BrandKit; language?: Language }

// Fonts that mail programs have; Tamil and Gujarati fall to the reader's own.
const indic = "'Noto Sans','Noto Sans Tamil','Noto Sans Gujarati'"
const stacks: Record<BrandKit['bodyFont'], string> = {
  system: `-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,${indic},sans-serif`,
  arial: `Arial,Helvetica,${indic},sans-serif`,
  georgia: `Georgia,'Times New Roman','Noto Serif','Noto Serif Tamil','Noto Serif Gujarati',serif`,
  verdana: `Verdana,Geneva,${indic},sans-serif`,
  trebuchet: `'Trebuchet MS',Tahoma,${indic},sans-serif`,
  tahoma: `Tahoma,Verdana,${indic},sans-serif`,
}
export const stackOf = (font: BrandKit['bodyFont']) => stacks[font]

const roles = ['page', 'surface', 'soft', 'brand', 'ink', 'muted'] as const
type Colour = Section['background']
const isRole = (colour: Colour): colour is (typeof roles)[number] => (roles as readonly string[]).includes(colour)
/** A colour by its part, as the light palette has it. */
export const colourIn = (palette: Palette, colour: Colour): string => (isRole(colour) ? palette[colour] : colour)
/** The class under which the dark palette finds a ground or a text again; a colour by hand stays in the dark. */
export const groundClass = (colour: Colour) => (isRole(colour) ? `g-${colour}` : '')
export const textClass = (colour: Colour) => (isRole(colour) ? `t-${colour}` : '')
/** What text is on a ground: on the brand's own colour another ink. */
export const inkOn = (palette: Palette, ground: Colour, wanted: Colour): string => (ground === 'brand' && isRole(wanted) ? palette.onBrand : colourIn(palette, wanted))

/** The brand's ground in the dark: a deep tone of it, since a band of the light one glares. As much of it as still lets the ink be read. */
export function brandGround({ brand, page, ink }: Palette): string {
  const share = [0.3, 0.22, 0.14, 0.07].find(part => contrast(mixed(brand, page, part), ink) >= 7) ?? 0
  return mixed(brand, page, share)
}

const partsOf = (colour: string) => [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16))
const mixed = (one: string, other: string, share: number) => `#${partsOf(one).map((part, at) => Math.round(part * share + partsOf(other)[at]! * (1 - share)).toString(16).padStart(2, '0')).join('')}`

/** Apple Mail and others that ask the system; Outlook's apps and web, which mark what they recolour, are told which logo. The rest shows the light palette. */
export function darkStyles({ dark }: BrandKit): string {
  const ground = (name: string, colour: string) => `.g-${name},.g-${name}>table{background:${colour}!important;background-color:${colour}!important}`
  const text = (name: string, colour: string) => `.t-${name} div,.t-${name} td,.t-${name} p,.t-${name} h1,.t-${name} h2,.t-${name} h3,.t-${name} li{color:${colour}!important}`
  return `@media (prefers-color-scheme:dark){
body,body>div{background-color:${dark.page}!important}
${(['page', 'surface', 'soft'] as const).map(name => ground(name, dark[name])).join('\n')}
${ground('brand', brandGround(dark))}
${text('ink', dark.ink)}
${text('muted', dark.muted)}
${text('brand', dark.link)}
.g-brand .t-ink div,.g-brand .t-ink p,.g-brand .t-ink h1,.g-brand .t-ink h2,.g-brand .t-ink h3,.g-brand .t-muted div,.g-brand .t-muted p,.g-brand .t-brand div,.g-brand .t-brand h1{color:${dark.ink}!important}
a.lk{color:${dark.link}!important}
.t-ink a.it{color:${dark.ink}!important}
.t-muted a.lk{color:${dark.muted}!important}
.g-brand a.lk{color:${dark.ink}!important}
.btn td,.btn a{background:${dark.brand}!important;color:${dark.onBrand}!important}
.out td{background:transparent!important;border-color:${dark.link}!important}
.out a{background:transparent!important;color:${dark.link}!important}
.g-brand .out td{border-color:${dark.ink}!important}
.g-brand .out a{color:${dark.ink}!important}
.ln p{border-top-color:${dark.line}!important}
${logos('')}
}
${logos('[data-ogsc] ')}`
}

const logos = (within: string) => `${within}.lg-l{display:none!important}${within}.lg-d{display:block!important;max-height:none!important;overflow:visible!important}`

export const lightKit: Palette = { page: '#f1eee7', surface: '#ffffff', soft: '#f8f6f1', ink: '#1d1b16', muted: '#5d584c', line: '#e7e3d9', brand: '#0b6e5b', onBrand: '#ffffff', link: '#0b6e5b' }
const darkKit: Palette = { page: '#141512', surface: '#1f211d', soft: '#282a25', ink: '#f0eee6', muted: '#b4b0a2', line: '#3c4038', brand: '#3fbf9f', onBrand: '#08251d', link: '#6fd3b8' }

/** The look of a store that has not chosen one. */
export const plainKit = (name: string): BrandKit => ({ name, logo: null, light: lightKit, dark: darkKit, headingFont: 'system', bodyFont: 'system', buttonRadius: 8, cornerRadius: 12, address: '', website: '', productLink: '', social: [] })
