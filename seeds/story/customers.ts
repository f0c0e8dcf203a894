import type { Language } from '../../contracts/shapes.ts'
import { countries, peoples } from './places.ts'
import { nameLists } from './names.ts'
import { chanceOf, type Chance } from './random.ts'

/** How somebody buys: mean wait between orders in usual days, and the chance to stop after each order. */
export const habits = {
  never: { share: 3, wait: 0, stop: 1 },
  once: { share: 35, wait: 0, stop: 1 },
  occasional: { share: 31, wait: 48, stop: 0.2 },
  regular: { share: 23, wait: 27, stop: 0.1 },
  champion: { share: 6, wait: 14, stop: 0.03 },
  wholesale: { share: 2, wait: 36, stop: 0.06 },
} as const
export type Habit = keyof typeof habits

export type StoryCustomer = {
  /** The shop's own id of the customer. */
  key: string
  store: string
  firstName: string
  lastName: string
  email: string | null
  phone: string | null
  language: Language
  country: string
  city: string
  birthday: string | null
  gender: 'female' | 'male' | null
  tags: string[]
  traits: Record<string, unknown>
  habit: Habit
}

const channelsOfAcquisition = [['Search', 30], ['Instagram', 24], ['A friend', 16], ['Shop floor', 12], ['Newsletter of a friend', 6], ['Facebook', 8], ['Market stall', 4]] as const
const tagsOfTaste = ['linen lover', 'tea drinker', 'gift buyer', 'candle fan', 'home cook', 'newsletter']

/** People from five countries in six languages; the same `count` and seed give the same people. */
export function peopleOf(count: number, seed = 'customers'): StoryCustomer[] {
  const chance = chanceOf(seed)
  const total = peoples.reduce((sum, people) => sum + people.share, 0)
  const origins = chance.shuffled(peoples.flatMap(people => Array.from({ length: Math.round((people.share / total) * count) + 1 }, () => people))).slice(0, count)
  const taken = new Map<string, number>()
  return origins.map((origin, i) => personOf(origin, i + 1, chance, taken))
}

function personOf(origin: (typeof peoples)[number], number: number, chance: Chance, taken: Map<string, number>): StoryCustomer {
  const list = nameLists[origin.names]
  const woman = chance.happens(0.62)
  const first = chance.one(woman ? list.women : list.men)
  const last = chance.one((woman && list.lastOfWomen) || list.last)
  // Whoever reads English mostly writes the name in Latin letters.
  const latin = origin.language === 'en'
  const address = `${first.latin}.${last.latin}`
  const before = taken.get(address) ?? 0
  taken.set(address, before + 1)
  const { store, mobile, cities } = { ...countries[origin.country]!, ...(origin.cities ? { cities: origin.cities } : {}) }
  const habit = chance.weighted(Object.entries(habits).map(([name, { share }]) => [name as Habit, share] as const))
  return {
    key: `C${String(number).padStart(5, '0')}`,
    store,
    firstName: latin ? inLatin(first) : first.written,
    lastName: latin ? inLatin(last) : last.written,
    email: chance.happens(0.985) ? `${address}${before ? before + 1 : ''}@example.com` : null,
    phone: chance.happens(0.72) ? mobile(String(1_000_000_000 + ((number * 7_919_993) % 899_999_999))) : null,
    language: origin.language,
    country: origin.country,
    city: chance.weighted(cities),
    birthday: chance.happens(0.34) ? `${chance.between(1956, 2004)}-${two(chance.between(1, 12))}-${two(chance.between(1, 28))}` : null,
    gender: chance.happens(0.55) ? (woman ? 'female' : 'male') : null,
    tags: tagsOf(habit, chance),
    traits: { acquired_by: chance.weighted(channelsOfAcquisition), ...(chance.happens(0.2) ? { household: chance.between(1, 5) } : {}) },
    habit,
  }
}

const two = (number: number) => String(number).padStart(2, '0')

/** A name that is written in Latin letters already stays as it is; another takes its Latin spelling. */
const inLatin = ({ latin, written }: { latin: string; written: string }) => (/^[\p{Script=Latin}\s'’-]+$/u.test(written) ? written : latin.charAt(0).toUpperCase() + latin.slice(1))

function tagsOf(habit: Habit, chance: Chance): string[] {
  const tags = chance.happens(0.3) ? [chance.one(tagsOfTaste)] : []
  if (habit === 'champion') tags.unshift('vip')
  if (habit === 'wholesale') tags.unshift('wholesale')
  if (chance.happens(0.01)) tags.push('press')
  return tags
}
