import { mkdir, writeFile } from 'node:fs/promises'
import { things, type Thing } from './story/catalog.ts'

// Drawings of everything on the shelf, 240 × 240, made of a few shapes in two colours on warm paper.
// `node seeds/pictures.ts` writes them to console/public/demo, which the console serves.

const box = (x: number, y: number, w: number, h: number, r: number, fill: string, more = '') => `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${r}" fill="${fill}"${more}/>`
const oval = (x: number, y: number, rx: number, ry: number, fill: string, more = '') => `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}"${more}/>`
const shape = (d: string, fill: string, more = '') => `<path d="${d}" fill="${fill}"${more}/>`
const line = (d: string, colour: string, width = 4) => `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`
const rows = (count: number, draw: (i: number) => string) => Array.from({ length: count }, (_, i) => draw(i)).join('')
const light = ' opacity=".22"'
const flame = (x: number, y: number) => shape(`M${x} ${y}c-8 -9 -6 -17 0 -26c6 9 8 17 0 26z`, '#f2b544')

type Drawing = (main: string, second: string) => string

const drawings: Record<string, Drawing> = {
  apron: (a, b) => line('M92 66c0 -34 56 -34 56 0', b, 5) + line('M72 118c-22 2 -30 12 -36 24M168 118c22 2 30 12 36 24', b, 5) + shape('M92 62h56l4 42c4 10 12 14 22 16l-4 82q0 6 -6 6H76q-6 0 -6 -6l-4 -82c10 -2 18 -6 22 -16z', a) + box(92, 132, 56, 40, 5, b, light) + line('M92 142h56', b, 3),
  cloth: (a, b) => rows(3, i => shape(`M${50 + i * 4} ${162 - i * 38}h${124 - i * 8}q22 0 22 17t-22 17h-${124 - i * 8}z`, i === 1 ? b : a) + line(`M${50 + i * 4} ${179 - i * 38}h${118 - i * 8}`, i === 1 ? a : b, 2.5)) + line('M92 86l-6 110M104 86l-6 110', '#fbfaf7', 3),
  towel: (a, b) => box(78, 44, 84, 152, 6, a) + rows(3, i => box(78, 58 + i * 12, 84, 5, 0, b)) + rows(3, i => box(78, 158 + i * 12, 84, 5, 0, b)) + line('M112 44c0 -14 16 -14 16 0', b, 4),
  mug: (a, b) => line('M160 98c40 -6 40 62 -2 58', b, 13) + shape('M66 74h100l-6 108q-1 10 -12 10H84q-11 0 -12 -10z', a) + oval(116, 74, 50, 11, b) + oval(116, 75, 43, 7, '#fff', ' opacity=".85"') + box(80, 96, 9, 78, 4, '#fff', light),
  plate: (a, b) => oval(120, 126, 84, 80, b, light) + oval(120, 120, 82, 80, a) + oval(120, 120, 56, 54, b, ' opacity=".35"') + oval(120, 120, 52, 50, a),
  bowl: (a, b) => shape('M40 102h160c0 52 -32 86 -80 86s-80 -34 -80 -86z', a) + oval(120, 102, 80, 20, b) + oval(120, 105, 68, 13, '#fff', light) + box(94, 184, 52, 10, 5, b),
  teapot: (a, b) => line('M168 108c40 -10 44 52 4 54', b, 10) + shape('M70 120c-26 -2 -22 -34 -38 -38l14 -6c20 8 16 28 34 28z', b) + oval(122, 134, 58, 54, a) + oval(122, 88, 36, 8, b) + oval(122, 74, 8, 8, b) + oval(104, 122, 10, 26, '#fff', light),
  carafe: (a, b) => shape('M100 42h40l-4 52c26 16 40 40 36 74q-2 30 -32 30h-40q-30 0 -32 -30c-4 -34 10 -58 36 -74z', a, ' opacity=".75"') + shape('M72 150h96q6 48 -28 48h-40q-34 0 -28 -48z', b, ' opacity=".55"') + oval(120, 42, 20, 5, b),
  jug: (a, b) => line('M156 84c42 0 42 74 2 80', b, 11) + shape('M82 62l-14 -14h82l-2 30c18 24 22 62 8 108q-2 8 -10 8H88q-8 0 -10 -8c-14 -46 -10 -84 8 -108z', a) + oval(112, 52, 40, 7, b) + box(88, 96, 8, 80, 4, '#fff', light),
  servers: (a, b) => line('M92 124l34 78', b, 11) + line('M150 124l-34 78', a, 11) + shape('M82 130c-28 -20 -30 -62 -8 -80c26 4 42 42 30 72z', b) + shape('M158 130c28 -20 30 -62 8 -80c-26 4 -42 42 -30 72z', a) + line('M160 58l-6 34M172 60l-10 36', '#fbfaf7', 4),
  board: (a, b) => shape('M78 76q0 -12 12 -12h18v-26q12 -14 24 0v26h18q12 0 12 12v112q0 14 -14 14H92q-14 0 -14 -14z', a) + oval(120, 50, 5, 5, '#fbfaf7') + line('M94 92c20 12 36 -4 54 6M94 128c18 14 36 -6 54 4M94 164c22 10 34 -6 54 4', b, 3),
  spoon: (a, b) => line('M132 116L92 204', a, 13) + shape('M120 112c-16 -30 8 -74 36 -72c26 14 22 62 -8 80c-10 4 -22 2 -28 -8z', a) + oval(146, 78, 14, 24, b, ' transform="rotate(24 146 78)"'),
  jar: (a, b) => box(88, 46, 64, 26, 6, b) + shape('M80 72h80q14 8 14 26v84q0 16 -16 16H82q-16 0 -16 -16V98q0 -18 14 -26z', a, ' opacity=".8"') + shape('M66 128h108v54q0 16 -16 16H82q-16 0 -16 -16z', b, ' opacity=".55"') + box(80, 94, 8, 88, 4, '#fff', ' opacity=".5"'),
  trivet: (a, b) => oval(120, 124, 78, 74, a) + oval(120, 120, 58, 54, '#f4f2ec') + line('M120 66v108M66 120h108M82 82l76 76M158 82l-76 76', a, 9) + oval(120, 120, 16, 16, b),
  brush: (a, b) => line('M120 44v70', a, 14) + box(76, 108, 88, 28, 12, a) + rows(9, i => line(`M${82 + i * 9.5} 138l${(i - 4) * 1.6} 54`, b, 5)) + oval(120, 48, 3, 3, '#fbfaf7'),
  basket: (a, b) => line('M74 104c0 -72 92 -72 92 0', b, 8) + shape('M52 102h136l-14 88q-2 10 -12 10H78q-10 0 -12 -10z', a) + rows(4, i => line(`M${56 + i * 3} ${120 + i * 20}h${128 - i * 6}`, b, 3)) + rows(6, i => line(`M${72 + i * 19} 106l${(2.5 - i) * -2} 90`, b, 2.5)) + box(48, 96, 144, 13, 6, b),
  tray: (a, b) => oval(120, 136, 88, 52, b) + oval(120, 128, 88, 52, a) + oval(120, 128, 68, 38, b, ' opacity=".4"') + rows(3, i => `<ellipse cx="120" cy="128" rx="${20 + i * 18}" ry="${10 + i * 11}" fill="none" stroke="${b}" stroke-width="3"/>`),
  throw: (a, b) => box(56, 70, 128, 104, 12, a) + box(56, 112, 128, 62, 12, b) + rows(4, i => line(`M70 ${84 + i * 7}h100`, b, 1.5)) + rows(12, i => line(`M${64 + i * 10.2} 174v16`, a, 3)),
  cushion: (a, b) => shape('M56 60q64 14 128 0q-12 60 0 120q-64 -14 -128 0q12 -60 0 -120z', a) + line('M74 78q46 8 92 0M74 162q46 -8 92 0', b, 3) + line('M120 106v28M106 120h28', b, 4),
  vase: (a, b) => line('M112 60c-4 -20 -20 -24 -24 -36M122 60c2 -22 18 -26 20 -40', '#7a8c3a', 4) + oval(86, 24, 8, 5, '#7a8c3a') + oval(144, 20, 8, 5, '#7a8c3a') + shape('M100 58h40c-6 28 36 44 36 88c0 34 -22 54 -56 54s-56 -20 -56 -54c0 -44 42 -60 36 -88z', a) + oval(120, 58, 20, 5, b) + oval(94, 148, 9, 32, '#fff', ' opacity=".5"'),
  stool: (a, b) => line('M86 92L68 202M154 92l18 110M108 92l-6 110M132 92l6 110', b, 10) + line('M78 158h84', b, 7) + box(54, 70, 132, 26, 12, a),
  candles: (a, b) => box(62, 96, 32, 104, 6, a) + box(104, 74, 32, 126, 6, b) + box(146, 112, 32, 88, 6, a) + flame(78, 92) + flame(120, 70) + flame(162, 108) + rows(3, i => box(68 + i * 42, 118 + (i === 1 ? -18 : i * 7), 5, 56, 2, '#fff', light)),
  candle: (a, b) => box(78, 104, 84, 92, 10, b, ' opacity=".35"') + box(78, 124, 84, 72, 10, a) + line('M120 124v-14', '#4e3b2a', 4) + flame(120, 108),
  soap: (a, b) => box(52, 88, 136, 84, 26, b) + box(52, 80, 136, 84, 26, a) + `<rect x="78" y="102" width="84" height="40" rx="12" fill="none" stroke="${b}" stroke-width="4"/>` + oval(182, 66, 11, 11, '#fff', ' opacity=".8"') + oval(164, 52, 6, 6, '#fff', ' opacity=".8"'),
  bottle: (a, b) => box(104, 40, 32, 22, 5, b) + box(110, 60, 20, 20, 0, b) + box(80, 78, 80, 122, 16, a) + box(92, 112, 56, 54, 4, '#f4f2ec') + line('M104 130h32M104 144h22', b, 4),
  box: (a, b) => box(52, 98, 136, 100, 6, a) + box(44, 76, 152, 30, 6, a) + box(44, 76, 152, 30, 6, '#000', ' opacity=".12"') + box(110, 76, 20, 122, 0, b) + line('M120 76c-40 -4 -44 -40 -20 -38c14 2 20 22 20 38c0 -16 6 -36 20 -38c24 -2 20 34 -20 38', b, 7),
  tin: (a, b) => box(72, 66, 96, 134, 8, a) + box(66, 54, 108, 26, 8, a) + box(66, 54, 108, 26, 8, '#000', ' opacity=".15"') + oval(120, 140, 32, 32, b) + shape('M120 162c-18 -14 -14 -36 0 -44c14 8 18 30 0 44z', a),
  honey: (a, b) => box(80, 44, 80, 26, 6, b) + shape('M76 70h88q12 10 12 26v82q0 20 -20 20H84q-20 0 -20 -20V96q0 -16 12 -26z', a) + shape('M92 132l28 -16 28 16v32l-28 16 -28 -16z', '#f8e6bd') + oval(120, 148, 9, 7, b),
  notebook: (a, b) => box(66, 46, 110, 150, 8, a) + box(66, 46, 18, 150, 6, '#000', ' opacity=".18"') + box(100, 78, 58, 32, 4, b) + line('M110 90h38M110 100h24', a, 3) + line('M150 196v14', '#c97b12', 6),
  lantern: (a, b) => line('M96 62c0 -34 48 -34 48 0', a, 5) + shape('M80 84l40 -26 40 26z', a) + box(82, 84, 76, 100, 4, b, ' opacity=".5"') + rows(3, i => line(`M${84 + i * 36} 84v100`, a, 6)) + box(74, 182, 92, 14, 4, a) + flame(120, 160),
  placemat: (a, b) => box(46, 66, 148, 112, 12, a) + rows(6, i => line(`M54 ${82 + i * 16}h132`, b, 3)) + rows(8, i => line(`M${64 + i * 16} 74v96`, b, 1.6)),
  capiz: (a, b) => shape('M72 92h96l-12 96q-2 10 -12 10H96q-10 0 -12 -10z', a) + line('M88 94l8 102M112 94l2 104M136 94l-4 104M156 94l-8 102M76 126h88M80 160h80', b, 2.5) + oval(120, 92, 48, 10, b, ' opacity=".6"') + flame(120, 92),
  tote: (a, b) => line('M90 94c0 -58 60 -58 60 0', b, 8) + shape('M58 90h124l8 108H50z', a) + rows(3, i => line(`M${56 - i} ${118 + i * 26}l16 -12 16 12 16 -12 16 12 16 -12 16 12 16 -12 16 12`, b, 4)),
  pouch: (a, b) => shape('M74 54h92l8 138q0 8 -8 8H74q-8 0 -8 -8z', a) + box(74, 46, 92, 16, 3, b) + oval(120, 132, 30, 30, b) + shape('M120 110c-16 14 -16 30 0 44c16 -14 16 -30 0 -44z', a),
  lamp: (a, b) => flame(120, 62) + shape('M74 66h92c-4 18 -22 26 -38 26h-16c-16 0 -34 -8 -38 -26z', a) + line('M120 92v80', a, 11) + oval(120, 112, 16, 8, b) + oval(120, 140, 13, 7, b) + shape('M78 196c2 -20 22 -28 42 -28s40 8 42 28z', a) + box(72, 192, 96, 10, 4, b),
  stencil: (a, b) => box(50, 50, 140, 140, 12, a) + rows(4, i => `<ellipse cx="120" cy="120" rx="22" ry="54" fill="none" stroke="${b}" stroke-width="3.5" transform="rotate(${i * 45} 120 120)"/>`) + rows(8, i => oval(120 + 46 * Math.cos((i + 0.5) * 0.7854), 120 + 46 * Math.sin((i + 0.5) * 0.7854), 4, 4, b)) + oval(120, 120, 6, 6, b),
  tiffin: (a, b) => line('M70 180V66q0 -14 14 -14h72q14 0 14 14v114', b, 6) + rows(3, i => box(76, 74 + i * 40, 88, 36, 6, a) + box(76, 74 + i * 40, 88, 6, 3, b)) + box(66, 192, 108, 9, 4, b) + box(88, 88, 6, 16, 3, '#fff', ' opacity=".6"'),
  davara: (a, b) => shape('M52 136h136c-4 34 -26 52 -68 52s-64 -18 -68 -52z', b) + oval(120, 136, 68, 14, a) + shape('M86 62h68l-8 76h-52z', a) + oval(120, 62, 34, 8, b) + oval(120, 63, 28, 5, '#6b4423'),
}

/** One picture as SVG text. */
export function pictureOf({ picture, title }: Pick<Thing, 'picture' | 'title'>): string {
  const draw = drawings[picture.shape]
  if (!draw) throw new Error(`There is no drawing of a ${picture.shape}.`)
  const label = title.replace(/&/g, '&amp;').replace(/"/g, '&quot;')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" role="img" aria-label="${label}">${box(0, 0, 240, 240, 0, '#f4f2ec')}${oval(120, 206, 70, 7, '#1d1b16', ' opacity=".07"')}${draw(...picture.colours)}</svg>\n`
}

if (import.meta.main) {
  const folder = new URL('../console/public/demo/', import.meta.url)
  await mkdir(folder, { recursive: true })
  for (const thing of things) await writeFile(new URL(`${thing.key}.svg`, folder), pictureOf(thing))
}
