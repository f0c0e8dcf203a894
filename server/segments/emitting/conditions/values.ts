import { monthsOf } from '../../evaluating/calendar.ts'
import type { Pass } from '../pass.ts'

// The meaning of `evaluating/values.ts` in SQL. A value is its JSON: "text" in quotes, a number, true, false, {object}.

const nothing = `('', 'null', '""')`
const flat = (raw: string) => `if(startsWith(${raw}, '['), arrayFlatten(arrayMap(i -> if(startsWith(i, '['), JSONExtractArrayRaw(i), [i]), JSONExtractArrayRaw(${raw}))), [${raw}])`

/** Gives an expression a name, so that it is worked out once. */
export type Namer = { name(expression: string): string }

/** What a path leads to, as an array of JSON. Most paths meet no list and are read in one go. `only`: of rows that satisfy it. */
export function valuesAt(pass: Pass, json: string, path: string[], namer: Namer, only?: string): string {
  const keys = path.map(key => pass.text(key))
  const where = (expression: string, otherwise: string) => namer.name(only ? `if(${only}, ${expression}, ${otherwise})` : expression)
  const direct = where(`JSONExtractRaw(${json}, ${keys.join(', ')})`, `''`)
  const found = path.length === 1 ? flat(direct) : `if(${direct} = '' and position(${json}, '[') > 0, ${throughLists(json, keys)}, ${flat(direct)})`
  return where(`arrayFilter(v -> v not in ${nothing}, ${found})`, `[]`)
}

const throughLists = (json: string, keys: string[]) =>
  keys.reduce((values, key) => `arrayFlatten(arrayMap(r -> ${flat('r')}, arrayMap(o -> if(startsWith(o, '{'), JSONExtractRaw(o, ${key}), ''), ${values})))`, `[${json}]`)

const isNumber = (v: string) => `match(${v}, '^-?[0-9]')`
/** The text that a JSON text or number says; empty for others. */
export const textOf = (v: string): string => `multiIf(startsWith(${v}, '"'), JSONExtractString(${v}), ${isNumber(v)}, ${v}, '')`

/** The number that a JSON number says, or a text that is one; null for others. */
export const numberOf = (v: string): string =>
  `if(${isNumber(v)}, toFloat64OrNull(${v}), if(match(${v}, '^"-?[0-9]{1,15}(\\\\.[0-9]{1,9})?"$'), toFloat64OrNull(substring(${v}, 2, length(${v}) - 2)), null))`

export const tenThousandths = (number: string): string => `if(abs(${number}) > 1e9, null, toInt64(floor(${number} * 10000 + 0.5)))`

/** The day of a JSON text that says a day or an instant, as a Date32 in the time zone; null for others. */
export function dayOf(pass: Pass, v: string, zone: string): string {
  const text = `JSONExtractString(${v})`
  const day = `toDate32OrNull(substring(${text}, 1, 10))`
  const real = `match(${text}, '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}') and toString(assumeNotNull(${day})) = substring(${text}, 1, 10)`
  const instant = `match(substring(${text}, 11), '^[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\\\.[0-9]{1,9})?)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?$')`
  return `multiIf(not startsWith(${v}, '"') or not (${real}), null, length(${text}) = 10, ${day}, ${instant}, toDate32(parseDateTime64BestEffortOrNull(${text}, 3, 'UTC'), ${pass.text(zone)}), null)`
}

/** The same day so many months later, or that month's last, and the day after it where the month is too short. */
export const dayAfterMonths = (day: string, span: Parameters<typeof monthsOf>[0]): string => {
  const moved = `addMonths(${day}, ${monthsOf(span)})`
  return `addDays(${moved}, toUInt8(toDayOfMonth(${moved}) < toDayOfMonth(${day})))`
}
