import { monthsOf } from '../../evaluating/calendar.ts'
import { numberShape } from '../../evaluating/values.ts'
import type { Pass } from '../pass.ts'

// The meaning of `evaluating/values.ts` in SQL: JSON as plain text.

/** Gives an expression a name, so that it is worked out once. */
export type Namer = { name(expression: string): string }

/** A value that is mostly one plain text; where it is a list, `list` has the texts of its values. `isList` is asked first: most rows need no list made. */
export type Said = { one: string; list: string; isList: string }

const isList = (text: string) => `(startsWith(${text}, '[') and isValidJSON(${text}))`
const itemsOf = (text: string) => `arrayFlatten(arrayMap(i -> if(${isList('i')}, arrayMap(j -> JSONExtractString(j), JSONExtractArrayRaw(i)), [i]), arrayMap(i -> JSONExtractString(i), JSONExtractArrayRaw(${text}))))`

/** What a path leads to. `ready`: a column that has it already. `only`: of rows that satisfy it. `within`: a key has led to this JSON, which may be a list. */
export function saidAt(pass: Pass, json: string, path: string[], namer: Namer, { ready, only, within = false }: { ready?: string; only?: string; within?: boolean } = {}): Said {
  const keys = path.map(key => pass.text(key))
  const where = (expression: string, otherwise: string) => namer.name(only ? `if(${only}, ${expression}, ${otherwise})` : expression)
  const one = ready ?? where(`JSONExtractString(${json}, ${keys.join(', ')})`, `''`)
  const isThrough = within || path.length > 1
  const through = isThrough ? `${one} = '' and position(${json}, '[') > 0, ${throughLists(json, keys, within)}, ` : ''
  const list = where(`arrayFilter(v -> v != '', multiIf(${isList(one)}, ${itemsOf(one)}, ${through}[]))`, '[]')
  return { one, list, isList: isThrough ? `notEmpty(${list})` : `(startsWith(${one}, '[') and notEmpty(${list}))` }
}

/** The warehouse has what each trait says ready, and the JSON of those that are objects or lists (migration 0006). */
export function traitAt(pass: Pass, [trait, ...deeper]: string[]): Said {
  const at = (map: string) => pass.name(`customers.${map}[${pass.text(trait!)}]`)
  return deeper.length ? saidAt(pass, at('traits_within'), deeper, pass, { within: true }) : saidAt(pass, '', [trait!], pass, { ready: at('traits_said') })
}

/** Where a list lies on the way, each of its objects is followed. */
function throughLists(json: string, keys: string[], within: boolean): string {
  const each = (values: string) => `arrayFlatten(arrayMap(r -> if(startsWith(r, '['), arrayFlatten(arrayMap(i -> if(startsWith(i, '['), JSONExtractArrayRaw(i), [i]), JSONExtractArrayRaw(r))), [r]), ${values}))`
  const raw = keys.reduce((values, key, i) => `arrayMap(o -> if(startsWith(o, '{'), JSONExtractRaw(o, ${key}), ''), ${i || within ? each(values) : values})`, `[${json}]`)
  return `arrayFlatten(arrayMap(p -> if(${isList('p')}, ${itemsOf('p')}, [p]), arrayMap(v -> JSONExtractString(v), ${raw})))`
}

/** All texts of a value, objects left out. */
export const textsOf = (said: Said): string => eachOf(said, text => text)
/** The same as numbers of 64 bits, of which a set takes two thirds of the time: of customers with ten thousand different values, fewer than one in 10¹¹ is counted one too few. */
export const keysOf = (said: Said): string => eachOf(said, text => `sipHash64(${text})`)

const eachOf = (said: Said, as: (text: string) => string) =>
  either(said, list => `arrayMap(v -> ${as('v')}, arrayFilter(v -> not ${isOpaque('v')}, ${list}))`, one => `if(${one} = '' or ${isOpaque(one)}, [], [${as(one)}])`)

/** What a value comes to that may be a list. */
export const either = ({ one, list, isList: many }: Said, ofList: (list: string) => string, ofOne: (one: string) => string): string => (many === '0' ? ofOne(one) : `if(${many}, ${ofList(list)}, ${ofOne(one)})`)

/** A column that has no list in any row. */
export const plain = (one: string): Said => ({ one, list: '[]', isList: '0' })

/** Objects, and texts that look like one, say nothing. */
export const isOpaque = (text: string): string => `(startsWith(${text}, '{') or startsWith(${text}, '['))`

/** Whether there is a value at all. */
export const isSet = ({ one, isList: many }: Said): string => `(${many} or (${one} != '' and not ${isList(one)}))`

/** The number that a plain text is; null for others. */
export const numberOf = (text: string): string => `if(match(${text}, '${numberShape}'), toFloat64OrNull(${text}), null)`

export const tenThousandths = (number: string): string => `if(abs(${number}) > 1e9, null, toInt64(floor(${number} * 10000 + 0.5)))`

/** The day of a text that says a day or an instant, as a Date32 in the time zone; null for others. */
export function dayOf(pass: Pass, text: string, zone: string): string {
  const day = `toDate32OrNull(substring(${text}, 1, 10))`
  const real = `match(${text}, '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}') and toString(assumeNotNull(${day})) = substring(${text}, 1, 10)`
  const instant = `match(substring(${text}, 11), '^[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\\\.[0-9]{1,9})?)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?$')`
  return `multiIf(not (${real}), null, length(${text}) = 10, ${day}, ${instant}, toDate32(parseDateTime64BestEffortOrNull(${text}, 3, 'UTC'), ${pass.text(zone)}), null)`
}

/** The same day so many months later, or that month's last, and the day after it where the month is too short. */
export const dayAfterMonths = (day: string, span: Parameters<typeof monthsOf>[0]): string => {
  const moved = `addMonths(${day}, ${monthsOf(span)})`
  return `addDays(${moved}, toUInt8(toDayOfMonth(${moved}) < toDayOfMonth(${day})))`
}
