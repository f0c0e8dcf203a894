import type { Region, StoryStore } from './places.ts'
import type { Chance } from './random.ts'

/** How much is bought in each month, January first. */
const months: Record<Region, number[]> = {
  eu: [0.9, 0.72, 0.93, 0.98, 1.04, 0.95, 0.84, 0.86, 1, 1.06, 1.22, 1.5],
  ph: [0.8, 0.74, 0.92, 0.9, 1.02, 0.98, 0.9, 0.92, 1.04, 1.08, 1.25, 1.55],
  in: [1.06, 0.78, 0.92, 1.02, 0.92, 0.88, 0.92, 1.02, 1.1, 1.3, 1.2, 1],
}

/** Monday first. */
const weekdays: Record<Region, number[]> = {
  eu: [1.03, 0.94, 0.93, 0.96, 0.98, 1.12, 1.2],
  ph: [0.92, 0.92, 0.94, 0.97, 1.13, 1.2, 1.1],
  in: [0.95, 0.94, 0.95, 0.96, 1.02, 1.16, 1.2],
}

const paydays: Record<Region, (day: number) => number> = {
  eu: day => (day >= 24 && day <= 28 ? 1.2 : 1),
  ph: day => ([15, 16, 30, 31, 1].includes(day) ? 1.35 : 1),
  in: day => (day <= 4 ? 1.25 : 1),
}

/** Diwali by year (the new moon of Kartik). */
const diwali = ['2023-11-12', '2024-10-31', '2025-10-20', '2026-11-08', '2027-10-29', '2028-10-17', '2029-11-05', '2030-10-26'].map(day => Temporal.PlainDate.from(day))

function nthWeekday(year: number, month: number, weekday: number, nth: number) {
  const first = Temporal.PlainDate.from({ year, month, day: 1 })
  return first.add({ days: ((weekday - first.dayOfWeek + 7) % 7) + 7 * (nth - 1) })
}

/** The Friday after Thanksgiving, the fourth Thursday of November. */
export const blackFriday = (year: number) => nthWeekday(year, 11, 4, 4).add({ days: 1 })

const daysBetween = (from: Temporal.PlainDate, to: Temporal.PlainDate) => from.until(to, { largestUnit: 'days' }).days

function feasts(region: Region, day: Temporal.PlainDate): number {
  const monthDay = day.toString().slice(5)
  const sinceBlackFriday = daysBetween(blackFriday(day.year), day)
  const sale = [2.9, 1.7, 1.5, 2.1][sinceBlackFriday] ?? 1
  if (region === 'in') {
    const untilDiwali = Math.min(...diwali.map(feast => daysBetween(day, feast)).filter(days => days >= 0))
    return untilDiwali === 0 ? 0.5 : untilDiwali <= 14 ? 1.75 : ['01-12', '01-13'].includes(monthDay) ? 1.4 : sale > 1 ? 1.25 : 1
  }
  if (region === 'ph') return ({ '11-11': 2.6, '12-12': 2.4, '12-25': 0.3, '01-01': 0.4 })[monthDay] ?? Math.max(1, sale * 0.7)
  const untilMothersDay = daysBetween(day, nthWeekday(day.year, 5, 7, 2))
  const quiet = { '04-27': 0.7, '12-24': 0.6, '12-25': 0.25, '12-26': 0.5, '12-31': 0.5, '01-01': 0.4 }[monthDay]
  return quiet ?? (sale > 1 ? sale : untilMothersDay > 0 && untilMothersDay <= 8 ? 1.3 : monthDay >= '12-01' && monthDay <= '12-04' ? 1.25 : 1)
}

/** How busy a day is beside a usual one (about 1). */
export const busyness = (region: Region, day: Temporal.PlainDate) =>
  months[region][day.month - 1]! * weekdays[region][day.dayOfWeek - 1]! * paydays[region](day.day) * feasts(region, day)

/**
 * The days of one store up to today. Waiting is done in busyness, not in days, so that whoever
 * waits comes back when everybody shops.
 */
export function calendarOf(store: StoryStore, now: Temporal.Instant, lengthInDays = 730) {
  const today = now.toZonedDateTimeISO(store.timeZone).toPlainDate()
  const days = Array.from({ length: lengthInDays }, (_, i) => today.subtract({ days: lengthInDays - 1 - i }))
  const midnights = [...days, today.add({ days: 1 })].map(day => day.toZonedDateTime(store.timeZone).epochMilliseconds)
  const passed = [0]
  for (const day of days) passed.push(passed.at(-1)! + busyness(store.region, day))
  return {
    days,
    /** All the busyness from the first day to the last. */
    total: passed.at(-1)!,
    passedBefore: (day: number) => passed[day]!,
    /** The day on which so much busyness has passed; undefined after the last. */
    dayAt: (busy: number): number | undefined => {
      if (busy >= passed.at(-1)!) return undefined
      let [low, high] = [0, days.length - 1]
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if (passed[middle]! <= busy) low = middle
        else high = middle - 1
      }
      return low
    },
    /** Epoch milliseconds of a time of day in the store's time zone. */
    instantOf: (day: number, secondOfDay: number) => midnights[day]! + secondOfDay * 1000,
  }
}

export type Calendar = ReturnType<typeof calendarOf>

/** When people buy, by hour of their day. */
export const hours = {
  online: [4, 2, 1, 1, 1, 2, 5, 14, 24, 34, 40, 42, 46, 44, 38, 36, 38, 42, 46, 58, 78, 76, 46, 18],
  shopFloor: [0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 30, 40, 44, 42, 44, 50, 46, 30, 10, 0, 0, 0, 0, 0],
}

type Buyer = { first: boolean; vip: boolean; wholesale: boolean }
type Discount = { code: string; percent: number }

/** The code that an order carries, if any: welcome, the sale of the season, for friends of the house, for resellers. */
export function discountOn(date: Temporal.PlainDate, region: Region, { first, vip, wholesale }: Buyer, chance: Chance): Discount | undefined {
  const [season, welcome, friend] = [chance.next(), chance.next(), chance.next()]
  if (wholesale) return { code: 'TRADE25', percent: 25 }
  const sale = saleOn(date, region)
  if (sale && season < 0.62) return sale
  if (first && welcome < 0.28) return { code: region === 'eu' ? 'WELKOM10' : 'WELCOME10', percent: 10 }
  return vip && friend < 0.12 ? { code: 'SUKI5', percent: 5 } : undefined
}

function saleOn(date: Temporal.PlainDate, region: Region): Discount | undefined {
  const sinceBlackFriday = blackFriday(date.year).until(date, { largestUnit: 'days' }).days
  const monthDay = date.toString().slice(5)
  if (region !== 'in' && sinceBlackFriday >= 0 && sinceBlackFriday <= 3) return { code: 'BLACKFRIDAY20', percent: 20 }
  if (region === 'eu') return monthDay >= '07-10' && monthDay <= '07-24' ? { code: 'ZOMER15', percent: 15 } : undefined
  if (region === 'ph') return { '11-11': { code: 'ONSE11', percent: 11 }, '12-12': { code: 'PASKO12', percent: 12 } }[monthDay]
  return date.month === 10 && date.day >= 10 ? { code: 'DIWALI15', percent: 15 } : undefined
}
