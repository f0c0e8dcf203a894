import { colourRoles, type BrandKit, type Palette, type Section } from '../../../../contracts/templates.ts'

type Colour = Section['background']
const isRole = (colour: Colour): colour is (typeof colourRoles)[number] => (colourRoles as readonly string[]).includes(colour)
export const colourOf = (palette: Palette, colour: Colour): string => (isRole(colour) ? palette[colour] : colour)
/** On the brand's own colour text has another ink. */
export const inkOf = (palette: Palette, ground: Colour, wanted: Colour): string => (ground === 'brand' && isRole(wanted) ? palette.onBrand : wanted === 'brand' ? palette.link : colourOf(palette, wanted))

export const fontOf: Record<BrandKit['bodyFont'], string> = { system: 'system-ui, var(--font)', arial: 'Arial, var(--font)', georgia: 'Georgia, serif', verdana: 'Verdana, var(--font)', trebuchet: '"Trebuchet MS", var(--font)', tahoma: 'Tahoma, var(--font)' }
