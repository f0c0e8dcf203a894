import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../platform/index.ts'

/**
 * What a search found. Few: rows of `(id, direct)` to join with customers and a condition on them.
 * Many: so common that walking the list in its order and comparing finds a page sooner.
 */
export type Found =
  | { few: true; rows: RawBuilder<unknown>; where: RawBuilder<boolean>; rank: RawBuilder<number> }
  | { few: false; where: RawBuilder<boolean> }

/** One typed word and the beginnings of words that count as it. `whole` ones must be the entire word. */
type Term = { typed: string; alternatives: Alternative[]; matches: number }
type Alternative = { text: string; whole: boolean }

// Beyond this many customers of the rarest typed word, the list is walked instead. Measured at 1 M customers on 2 busy cores:
// joining 2,000 candidates 38 ms; walking 8,000 rows until 51 had both of two words 18 ms.
const few = 2500
const fewNames = 1000
/** With fewer matches than this as typed, words with one typing mistake count as well. */
const enough = 5
const fullPage = 200
const last = '\u{10ffff}'

/**
 * Resolves what a person typed: an e-mail, phone, order number or shop's id exactly; names and e-mails by the
 * beginnings of their words in any order; then one typing mistake a word (letter missing, doubled, wrong, swapped).
 */
export async function findCustomers(db: Db, typed: string): Promise<Found> {
  const terms = await termsOf(db, typed)
  const found = await among(db, typed, terms)
  if (!found.few || !terms.some(canBeMistyped) || (await countOf(db, found)) >= enough) return found
  return among(db, typed, await forgiving(db, terms))
}

const among = (db: Db, typed: string, terms: Term[]) => (terms.length && terms.every(term => term.matches > few) ? amongMany(db, typed, terms) : candidates(typed, terms))

async function termsOf(db: Db, typed: string): Promise<Term[]> {
  const digits = typed.replace(/\D/g, '')
  const isPhone = digits.length >= 5 && /^[+\d\s()./-]+$/.test(typed)
  if (isPhone) return countMatches(db, [{ typed: digits, alternatives: await phoneBeginnings(db, typed, digits) }])
  const { rows } = await sql<{ word: string }>`select distinct left(word, 64) as word from unnest(string_to_array(btrim(search_text(${typed})), ' ')) as word where word <> '' limit 8`.execute(db)
  return countMatches(db, rows.map(({ word }) => ({ typed: word, alternatives: [{ text: word, whole: false }] })))
}

/** Up to `few + 1` entries are read of each. */
async function countMatches(db: Db, terms: Omit<Term, 'matches'>[]): Promise<Term[]> {
  return Promise.all(terms.map(async term => ({ ...term, matches: await countRows(db, sql`select from ${entriesOf(term)} limit ${few + 1}`) })))
}

const entriesOf = ({ alternatives }: Pick<Term, 'alternatives'>) => sql`
  unnest(${alternatives.map(a => a.text)}::text[], ${alternatives.map(a => a.text + (a.whole ? '\u0001' : last))}::text[]) as range (low, high),
  lateral (select customer_id from customer_words where word >= low and word < high) as entry`

/**
 * A phone as typed: from its country code, from its area code, or its last digits. The national number without
 * its leading zero is the end of the international one, so the number backwards finds it.
 */
async function phoneBeginnings(db: Db, typed: string, digits: string): Promise<Alternative[]> {
  const national = digits.replace(/^0+/, '')
  const beginnings = new Set([`<${[...national].reverse().join('')}`, national])
  if (!/^\s*(\+|00)/.test(typed)) {
    const stores = await db.selectFrom('stores').select('country').distinct().execute()
    for (const { country } of stores) if (country && isSupportedCountry(country)) beginnings.add(getCountryCallingCode(country) + national)
  }
  return [...beginnings].map(text => ({ text, whole: false }))
}

/**
 * Every typed word is common. Customers whose name begins as typed, when they fill a page; else those who
 * have all the words: by walking the list where the beginning of it promises that, else by joining the words.
 */
async function amongMany(db: Db, typed: string, terms: Term[]): Promise<Found> {
  const walked: Found = { few: false, where: sql`case when ${everyTerm(terms, sql`c.search`)} then true else false end` }
  // The condition is a CASE, of which the planner assumes that half of the rows have it: so it walks the index of the order.
  if (terms.length === 1) return walked
  const name = sql`btrim(search_text(${typed}))`
  const named = sql`select id as customer_id from customers where sort_name >= ${name} and sort_name < ${name} || ${last} order by sort_name, id limit ${fewNames}`
  if ((await countRows(db, named)) >= fullPage) return candidates(typed, terms, named)
  const lively = sql`select search from customers order by coalesce(last_order_at, '-infinity'::timestamptz) desc, id desc limit ${few}`
  if ((await countRows(db, sql`select from (${lively}) as c where ${walked.where}`)) >= few / 200) return walked
  return candidates(typed, terms, sql.join(terms.map(term => sql`(select customer_id from ${entriesOf(term)})`), sql` intersect `))
}

function candidates(typed: string, terms: Term[], from?: RawBuilder<unknown>): Found & { few: true } {
  const [rarest] = [...terms].sort((a, b) => a.matches - b.matches)
  const source = from ?? (rarest && sql`select customer_id from ${entriesOf(rarest)} limit ${few}`)
  const plain = typed.trim().replace(/^#/, '')
  const rows = sql`
    select id, bool_or(direct) as direct from (
      select customer_id as id, true as direct from customer_identifiers where value in (${plain}, ${plain.toLowerCase()})
      union all (select customer_id, true from orders where number = ${plain} and customer_id is not null limit 20)
      ${source ? sql`union all select customer_id, false from (${source}) as named` : sql``}) as hit
    group by id`
  const spaced = sql`(c.search || ' ')`
  const exactly = sql<boolean>`${spaced} like all (${terms.map(term => `% ${term.typed} %`)}::text[])`
  const asTyped = sql<boolean>`c.search like all (${terms.map(term => `% ${term.typed}%`)}::text[])`
  return {
    few: true,
    rows,
    where: sql`(found.direct or ${everyTerm(from ? [] : terms.filter(term => term !== rarest), spaced)})`,
    rank: sql`(case when found.direct then 0 when ${exactly} then 1 when ${asTyped} then 2 else 3 end)`,
  }
}

const everyTerm = (terms: Term[], text: RawBuilder<unknown>): RawBuilder<boolean> =>
  terms.length ? sql`(${sql.join(terms.map(term => sql`${text} like any (${term.alternatives.map(a => `% ${a.text}${a.whole ? ' ' : ''}%`)}::text[])`), sql` and `)})` : sql`true`

const countOf = (db: Db, found: Found & { few: true }) => countRows(db, sql`select from (${found.rows}) as found join customers as c using (id) where ${found.where} limit ${enough}`)

async function countRows(db: Db, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from (${query}) as part`.execute(db)
  return rows[0]!.n
}

const canBeMistyped = ({ typed }: Term) => typed.length >= 4 && /^\p{L}[\p{L}\p{M}]+$/u.test(typed)

/**
 * Gives each word the words that exist one mistake away. All some 300 to 500 misspellings of a word are looked up in
 * the index of words: a search that finds nothing takes 4 to 10 ms at 6.2 M entries, and nothing is to maintain (after Norvig, "How to write a spelling corrector").
 */
async function forgiving(db: Db, terms: Term[]): Promise<Term[]> {
  const widened = terms.map(async term => {
    if (!canBeMistyped(term)) return term
    const { rows } = await sql<Alternative>`
      select text, whole from unnest(${oneMistakeAway(term.typed)}::text[]) as text, (values (${term.typed.length < 5}::boolean)) as short (whole)
      where exists (select from customer_words where word >= text and word < text || case when whole then chr(1) else ${last} end)`.execute(db)
    return { ...term, alternatives: [...term.alternatives, ...rows] }
  })
  return countMatches(db, await Promise.all(widened))
}

/** Every text that one missing, doubled, wrong or swapped letter away is `word` (Damerau–Levenshtein distance 1). */
export function oneMistakeAway(word: string): string[] {
  const letters = [...word]
  const alphabet = alphabetOf(letters)
  const made = new Set<string>()
  const add = (...parts: (string | undefined)[][]) => made.add(parts.flat().join(''))
  for (let i = 0; i <= letters.length; i++) {
    const [before, after] = [letters.slice(0, i), letters.slice(i)]
    for (const letter of alphabet) add(before, [letter], after)
    if (!after.length) continue
    add(before, after.slice(1))
    for (const letter of alphabet) add(before, [letter], after.slice(1))
    if (after.length > 1) add(before, [after[1], after[0]], after.slice(2))
  }
  made.delete(word)
  return [...made]
}

/** Letters of the script that the word is written in; of Latin only a to z, since words are folded. */
function alphabetOf(letters: string[]): string[] {
  const code = letters.find(letter => letter > '\u007f')?.codePointAt(0)
  if (!code) return [...'abcdefghijklmnopqrstuvwxyz']
  const start = code >= 0x400 && code < 0x500 ? 0x430 : code & ~0x7f
  const length = start === 0x430 ? 32 : 128
  return Array.from({ length }, (_, i) => String.fromCodePoint(start + i)).filter(letter => /[\p{L}\p{M}]/u.test(letter))
}
