import { invalidCursor } from './errors.ts'

/** The position after the last row of a page, as an opaque text. Values are those that the list is ordered by. */
export const toCursor = (values: (string | number | null)[]) => Buffer.from(JSON.stringify(values)).toString('base64url')

/** @throws invalidCursor */
export function fromCursor(cursor: string | undefined, length: number): (string | number | null)[] | undefined {
  if (cursor === undefined) return undefined
  try {
    const values = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(values) && values.length === length) return values
  } catch {}
  throw invalidCursor()
}

/** Cuts `limit + 1` fetched rows into a page: the extra row only tells that there is more. */
export function pageOf<Row>(rows: Row[], limit: number, position: (row: Row) => (string | number | null)[]): { items: Row[]; next: string | null } {
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? toCursor(position(items.at(-1)!)) : null }
}
