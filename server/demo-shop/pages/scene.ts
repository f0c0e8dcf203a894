import { Html } from './html.ts'

// Drawings of the shop's own. Colours are variables of shop.css: in the dark the street is, and the windows are lit.

const flower = (x: number, y: number, colour: string) => `<path d="M${x} ${y + 26}V${y}" class="stem"/><circle cx="${x}" cy="${y - 4}" r="9" fill="${colour}"/><circle cx="${x}" cy="${y - 4}" r="3.5" fill="#fff6e0"/>`
const crate = (x: number, flowers: string[]) => `${flowers.map((colour, i) => flower(x + 14 + i * 20, 352 - (i % 2) * 10, colour)).join('')}<rect x="${x}" y="374" width="${flowers.length * 20 + 8}" height="34" rx="3" class="wood"/><path d="M${x} 386h${flowers.length * 20 + 8}" class="grain"/>`
const stripes = (x: number, y: number, width: number, count: number) => {
  const w = width / count
  return Array.from({ length: count }, (_, i) => `<path d="M${x + i * w} ${y}h${w}v44a${w / 2} ${w / 2} 0 0 1 ${-w} 0z" class="${i % 2 ? 'cream' : 'red'}"/>`).join('')
}
const shelf = (y: number, things: string) => `${things}<path d="M196 ${y}h188" class="board"/>`

const mug = (x: number, y: number, fill: string) => `<path d="M${x + 26} ${y + 8}c14 -2 14 20 0 18" fill="none" stroke="${fill}" stroke-width="5"/><path d="M${x} ${y}h28l-2 32q0 4 -4 4H${x + 6}q-4 0 -4 -4z" fill="${fill}"/>`
const jar = (x: number, y: number, fill: string) => `<rect x="${x + 4}" y="${y}" width="20" height="9" rx="2" fill="#b98a58"/><rect x="${x}" y="${y + 9}" width="28" height="35" rx="6" fill="${fill}"/>`
const plates = (x: number, y: number) => [0, 1, 2, 3].map(i => `<rect x="${x}" y="${y - i * 7}" width="52" height="5" rx="2.5" fill="${i % 2 ? '#cfc6b4' : '#e9dfc8'}"/>`).join('')
const vase = (x: number, y: number) => `<path d="M${x + 12} ${y}c-2 -14 -10 -18 -12 -28M${x + 16} ${y}c2 -16 12 -20 14 -32" fill="none" stroke="#7a8c3a" stroke-width="3"/><circle cx="${x}" cy="${y - 30}" r="6" fill="#e3b04b"/><circle cx="${x + 31}" cy="${y - 34}" r="6" fill="#e3b04b"/><path d="M${x + 6} ${y}h16c-2 10 12 16 12 30 0 10 -8 14 -20 14s-20 -4 -20 -14c0 -14 14 -20 12 -30z" fill="#b5613c"/>`

/** The corner with the shop: awning, window, door, flowers and a bicycle. */
export const corner = new Html(`<svg class="scene" viewBox="0 0 640 440" aria-hidden="true">
<rect class="sky" width="640" height="440"/><circle class="sun" cx="548" cy="84" r="34"/>
<path class="far" d="M0 300V190h60v-34h54v54h36v90zM486 300v-96h44v-40h58v46h52v90z"/>
<rect class="street" y="396" width="640" height="44"/><path class="kerb" d="M0 398h640"/>
<rect class="wall" x="138" y="92" width="372" height="306" rx="6"/><path class="roof" d="M126 92h396l-14 -26H140z"/>
<rect class="frame" x="184" y="180" width="212" height="178" rx="6"/><rect class="glass" x="194" y="190" width="192" height="158" rx="3"/>
${shelf(268, mug(212, 232, '#3f68a8') + mug(252, 232, '#e9dfc8') + plates(302, 262) + jar(362 - 8, 224, '#a9c9c4'))}
${shelf(338, vase(214, 294) + jar(262, 294, '#d99a2b') + jar(298, 294, '#b7a3cc') + mug(342, 302, '#b5613c'))}
<path class="mullion" d="M290 190v158"/>
<rect class="door" x="416" y="196" width="72" height="202" rx="5"/><rect class="glass" x="426" y="208" width="52" height="98" rx="3"/><circle cx="478" cy="322" r="4.5" fill="#e3b04b"/>
<rect class="sign" x="430" y="238" width="44" height="22" rx="4"/><path class="signline" d="M438 249h28"/>
<rect class="fascia" x="150" y="104" width="348" height="30" rx="4"/><path class="lettering" d="M262 119h124"/>
${stripes(144, 134, 360, 12)}
${crate(160, ['#d9607a', '#e3b04b', '#d9607a'])}${crate(240, ['#8d6cc0', '#f0a35e', '#8d6cc0', '#e3b04b'])}
<g transform="translate(-16 0)"><g class="bicycle"><circle cx="542" cy="380" r="30"/><circle cx="610" cy="380" r="30"/><path d="M542 380l22 -46h36l10 46M564 334l24 46h-46M588 380l14 -58h14M558 326h16"/></g><path class="basket" d="M598 312h30l-4 24h-22z"/></g>
</svg>`)

/** The mark: the awning of the shop. */
export const mark = new Html('<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><rect class="cream" x="5" y="13" width="22" height="16" rx="2"/><path class="red" d="M3 5h26v8a3.25 3.25 0 0 1-6.5 0 3.25 3.25 0 0 1-6.5 0 3.25 3.25 0 0 1-6.5 0A3.25 3.25 0 0 1 3 13z"/><path class="cream" d="M9.5 5h6.5v8a3.25 3.25 0 0 1-6.5 0zM22.500 5H29v8a3.25 3.25 0 0 1-6.5 0z"/><path class="red" d="M13 19h6v10h-6z"/></svg>')

const icons = {
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16.500 16.500 21 21', heart: 'M12 20s-7.500-4.600-7.500-10.200A4.300 4.300 0 0 1 12 7a4.300 4.300 0 0 1 7.500 2.800C19.500 15.400 12 20 12 20z', person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.500 20.500c.8-4 3.800-6 7.500-6s6.700 2 7.500 6', bag: 'M5 8h14l1 12.500H4zM8.500 10.500V7a3.500 3.500 0 0 1 7 0v3.500',
  globe: 'M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17zM3.500 12h17M12 3.500c5 5 5 12 0 17M12 3.500c-5 5-5 12 0 17', check: 'M5 12.500 10 17.500 19.500 7', plus: 'M12 5v14M5 12h14', close: 'M6 6l12 12M18 6 6 18', van: 'M3 6.500h11v10H3zM14 10h4l3 3.500v3h-7M7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17.500 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z', back: 'M20 12H5M11 6l-6 6 6 6', star: 'M12 3.800l2.600 5.300 5.800.8-4.200 4.100 1 5.800-5.200-2.700-5.200 2.700 1-5.800L3.600 9.900l5.800-.8z',
}
export type IconName = keyof typeof icons
export const icon = (name: IconName) => new Html(`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${icons[name]}"/></svg>`)

const tones = ['#c58567', '#8fa68a', '#3f68a8', '#b98a58', '#b7a3cc', '#e3b04b', '#5e9088', '#b4557a']

/** A picture of a thing that has none: a parcel, in the same colours each time. */
export function parcelPicture(id: string): string {
  const seed = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7)
  const [main, second] = [tones[seed % tones.length]!, tones[(seed >>> 5) % tones.length === seed % tones.length ? (seed + 3) % tones.length : (seed >>> 5) % tones.length]!]
  const tall = 96 + (seed % 40)
  const top = 196 - tall
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240"><rect width="240" height="240" fill="#f4f2ec"/><ellipse cx="120" cy="204" rx="74" ry="7" fill="#1d1b16" opacity=".07"/><rect x="58" y="${top}" width="124" height="${tall}" rx="8" fill="${main}"/><rect x="108" y="${top}" width="24" height="${tall}" fill="${second}"/><rect x="50" y="${top - 16}" width="140" height="30" rx="7" fill="${main}"/><rect x="50" y="${top - 16}" width="140" height="30" rx="7" fill="#1d1b16" opacity=".12"/><path d="M120 ${top - 16}c-34 -34 -52 2 0 0c52 2 34 -34 0 0z" fill="none" stroke="${second}" stroke-width="7"/></svg>`
}
