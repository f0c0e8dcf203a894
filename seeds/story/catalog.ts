import type { Region } from './places.ts'

/** One thing on the shelf. Prices in euro cents; other stores price it in their own money. */
export type Thing = {
  key: string
  title: string
  category: string
  euroCents: number
  /** Share of the price that it costs the shop. */
  cost: number
  picture: { shape: string; colours: [string, string] }
  /** How often it is chosen, beside the others. */
  pull: number
  /** Pull after a year, beside the pull at the start. */
  trend: number
  regions: Region[]
  variants: [string, number][]
  /** What often goes into the same basket. */
  with?: string
  /** Months in which it is wanted more; by how much. */
  season?: { months: number[]; factor: number }
  /** Days before today on which it came, for what is new. */
  newSince?: number
  /** How many are bought at once, when it is not mostly one. */
  sets?: boolean
  status?: 'active' | 'draft' | 'archived'
}

type Rest = Partial<Pick<Thing, 'with' | 'season' | 'newSince' | 'sets' | 'status' | 'trend' | 'cost'>> & { variants?: [string, number][]; in?: Region[] }

const everywhere: Region[] = ['eu', 'ph', 'in']
const winter = { months: [10, 11, 12, 1], factor: 1.8 }
const spring = { months: [3, 4, 5, 6], factor: 1.6 }
const summer = { months: [5, 6, 7, 8], factor: 1.7 }

function thing(key: string, title: string, category: string, euroCents: number, pull: number, picture: string, rest: Rest = {}): Thing {
  const [shape = '', main = '', second = main] = picture.split(' ')
  const { variants = [['', 1]], in: regions = ['eu'], trend = 1, cost = 0.46, ...others } = rest
  return { key, title, category, euroCents, cost, picture: { shape, colours: [main, second] }, pull, trend, regions, variants, ...others }
}

/** Everything that the Corner Shops sell or sold. */
export const things: Thing[] = [
  thing('linen-apron-sage', 'Linen apron, sage', 'Kitchen linen', 4900, 10, 'apron #8fa68a #6d8768', { in: everywhere, trend: 1.15, with: 'linen-tea-towel', variants: [['Regular', 1], ['Long', 1.1]] }),
  thing('linen-apron-rust', 'Linen apron, rust', 'Kitchen linen', 4900, 5, 'apron #b5613c #93482a', { with: 'linen-tea-towel', variants: [['Regular', 1], ['Long', 1.1]] }),
  thing('linen-napkins', 'Linen napkins, set of 4', 'Kitchen linen', 2400, 7, 'cloth #d8c9ae #b49f7a', { in: everywhere, with: 'linen-tablecloth', variants: [['Oat', 1], ['Clay', 1], ['Ink', 1]] }),
  thing('linen-tea-towel', 'Linen tea towel, striped', 'Kitchen linen', 1450, 6, 'towel #efe6d3 #4b74b8', { sets: true }),
  thing('linen-tablecloth', 'Linen tablecloth, oat', 'Kitchen linen', 8900, 2, 'cloth #e4d8c0 #c9b998', { with: 'linen-napkins', variants: [['150 × 250 cm', 1], ['150 × 300 cm', 1.2]] }),
  thing('blue-enamel-mug', 'Blue enamel mug', 'Table', 1590, 11, 'mug #3f68a8 #27477a', { in: everywhere, trend: 1.3, with: 'enamel-jug', sets: true }),
  thing('cream-enamel-mug', 'Cream enamel mug', 'Table', 1590, 5, 'mug #e9dfc8 #b9a676', { with: 'blue-enamel-mug', sets: true }),
  thing('stoneware-plate', 'Stoneware plate', 'Table', 1850, 8, 'plate #cfc6b4 #9b8f78', { in: everywhere, trend: 0.86, with: 'stoneware-bowl', sets: true, variants: [['21 cm', 1], ['27 cm', 1.3]] }),
  thing('stoneware-bowl', 'Stoneware bowl', 'Table', 1850, 7, 'bowl #b9b3a2 #857d69', { in: everywhere, with: 'stoneware-plate', sets: true }),
  thing('stoneware-teapot', 'Stoneware teapot', 'Table', 5400, 3, 'teapot #8b8f86 #5f645c', { season: winter, with: 'assam-tea' }),
  thing('glass-carafe', 'Glass carafe', 'Table', 2900, 3, 'carafe #a9c9c4 #5e9088', { season: summer }),
  thing('enamel-jug', 'Enamel jug', 'Table', 3250, 3, 'jug #3f68a8 #27477a', { with: 'blue-enamel-mug' }),
  thing('wooden-salad-servers', 'Wooden salad servers', 'Kitchen', 2650, 6, 'servers #b98a58 #8f6537', { in: everywhere, season: summer, with: 'olive-wood-board' }),
  thing('olive-wood-board', 'Olive wood board', 'Kitchen', 3900, 5, 'board #c29a63 #8d6736', { variants: [['Small', 1], ['Large', 1.5]] }),
  thing('walnut-spoon', 'Walnut cooking spoon', 'Kitchen', 1290, 5, 'spoon #7d5736 #5a3d24', { sets: true }),
  thing('storage-jar', 'Glass storage jar, cork lid', 'Kitchen', 1690, 6, 'jar #b8d0c8 #b98a58', { in: everywhere, sets: true, variants: [['0.5 l', 1], ['1 l', 1.3], ['2 l', 1.7]] }),
  thing('cast-iron-trivet', 'Cast iron trivet', 'Kitchen', 1950, 2, 'trivet #4a4a48 #2f2f2e'),
  thing('beech-dish-brush', 'Beech dish brush', 'Kitchen', 890, 4, 'brush #d3ab77 #b9a676', { sets: true }),
  thing('rattan-basket', 'Rattan basket, large', 'Home', 5900, 6, 'basket #c79a5b #99703a', { in: everywhere, trend: 0.95, season: spring, variants: [['Natural', 1], ['Walnut', 1.08]] }),
  thing('seagrass-tray', 'Seagrass tray', 'Home', 3450, 3, 'tray #a8a267 #7c7744', { season: spring }),
  thing('wool-throw', 'Wool throw, moss', 'Home', 11900, 2, 'throw #6f7d4f #515d37', { season: winter, cost: 0.52 }),
  thing('linen-cushion', 'Linen cushion, clay', 'Home', 4200, 3, 'cushion #c58567 #9f6348'),
  thing('chalk-vase', 'Ceramic vase, chalk', 'Home', 3600, 3, 'vase #d9d2c2 #b0a792', { season: spring }),
  thing('oak-stool', 'Oak kitchen stool', 'Home', 14900, 1, 'stool #c29a63 #8d6736', { cost: 0.55 }),
  thing('beeswax-candles', 'Beeswax candle set', 'Candles and soap', 3310, 8, 'candles #e3b04b #c98d22', { in: everywhere, trend: 1.1, season: winter, with: 'candle-refill', variants: [['Set of 3', 1], ['Set of 6', 1.8]] }),
  thing('candle-refill', 'Candle refill', 'Candles and soap', 1290, 5, 'candle #e3b04b #8c8677', { season: winter, sets: true }),
  thing('lavender-soap', 'Lavender soap bar', 'Candles and soap', 790, 5, 'soap #b7a3cc #8a73a5', { sets: true, cost: 0.38 }),
  thing('cedar-spray', 'Cedar linen spray', 'Candles and soap', 1850, 2, 'bottle #7b8f6a #4e3b2a', { newSince: 140, trend: 1.4 }),
  thing('corner-box', 'Corner box, for two', 'Gifts and pantry', 6500, 4, 'box #b5613c #f0d9a8', { in: everywhere, season: { months: [11, 12], factor: 3 }, cost: 0.5 }),
  thing('assam-tea', 'Loose tea, Assam, 100 g', 'Gifts and pantry', 1190, 5, 'tin #2f6d5b #e3b04b', { cost: 0.42 }),
  thing('wildflower-honey', 'Wildflower honey, 450 g', 'Gifts and pantry', 1150, 4, 'honey #d99a2b #8a5a12', { sets: true, cost: 0.55 }),
  thing('recipe-notebook', 'Recipe notebook', 'Gifts and pantry', 1650, 2, 'notebook #0b6e5b #f4f2ec', { newSince: 260 }),
  thing('tin-lantern', 'Tin lantern', 'Home', 2900, 2, 'lantern #6b6b66 #e3b04b', { status: 'archived', trend: 0.3 }),
  thing('spring-tea-towel', 'Linen tea towel, spring edition', 'Kitchen linen', 1650, 0, 'towel #efe6d3 #b4557a', { status: 'draft' }),
  thing('abaca-placemats', 'Abaca placemats, set of 4', 'Table', 2300, 6, 'placemat #c9a86a #9b7b43', { in: ['ph'], with: 'stoneware-plate' }),
  thing('capiz-light', 'Capiz tea light holder', 'Home', 1750, 6, 'capiz #efe7d6 #d9a441', { in: ['ph'], season: { months: [11, 12], factor: 2.6 }, sets: true }),
  thing('banig-tote', 'Banig tote bag', 'Home', 2600, 5, 'tote #c58567 #3f68a8', { in: ['ph'], season: { months: [3, 4, 5], factor: 1.7 } }),
  thing('barako-coffee', 'Kapeng barako, 250 g', 'Gifts and pantry', 890, 8, 'pouch #4e3b2a #d9a441', { in: ['ph'], cost: 0.5 }),
  thing('calamansi-soap', 'Calamansi soap bar', 'Candles and soap', 420, 6, 'soap #a9bd5c #7a8c3a', { in: ['ph'], sets: true, cost: 0.4 }),
  thing('brass-lamp', 'குத்துவிளக்கு · Brass lamp', 'Home', 4600, 6, 'lamp #c9982f #8f6717', { in: ['in'], season: { months: [10, 11], factor: 2.2 }, variants: [['15 cm', 1], ['23 cm', 1.6]] }),
  thing('kolam-stencils', 'கோலம் stencil set', 'Home', 690, 5, 'stencil #f4f2ec #b4557a', { in: ['in'], season: { months: [1, 10, 11], factor: 1.9 } }),
  thing('bhavani-towel', 'Handloom towel, Bhavani', 'Kitchen linen', 1250, 7, 'towel #efe6d3 #b3362b', { in: ['in'], sets: true }),
  thing('tiffin-box', 'Steel tiffin box, 3 tiers', 'Kitchen', 2400, 7, 'tiffin #b9bdbd #858a8a', { in: ['in'] }),
  thing('filter-coffee-set', 'Filter coffee set', 'Table', 1850, 7, 'davara #c9982f #8f6717', { in: ['in'], with: 'tiffin-box' }),
  thing('jetpur-tablecloth', 'બાંધણી · Block-print tablecloth', 'Kitchen linen', 4200, 4, 'cloth #b3362b #e3b04b', { in: ['in'], season: { months: [9, 10, 11], factor: 1.6 } }),
]

/** Minor units of a store's money for euro cents: whole tens of pesos or rupees less one, as shops there write prices. */
export function priceIn(currency: string, euroCents: number): number {
  if (currency === 'EUR') return Math.round(euroCents / 10) * 10
  const rate = { PHP: 46, INR: 58 }[currency] ?? 1
  return Math.max(1, Math.round((euroCents * rate) / 100 / 10)) * 1000 - 100
}
