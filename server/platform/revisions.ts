import { AppError } from './errors.ts'

/** Who saved a record last, when, and as which revision. */
type Saved = { revision: number; by: string; at: string }

/**
 * For records that stand open in two windows: whoever saves says which revision they began with, and is not let write over a
 * newer one. The problem says who and when, so that the window can offer theirs, its own or the difference.
 * @throws `code`, 409, with `meanwhile`
 */
export function atRevision(saved: Saved, given: number | undefined, code: string): void {
  if (given === undefined || given === saved.revision) return
  throw new AppError(code, 409, `${saved.by} saved this meanwhile. What you wrote is still on your screen: take theirs, or read revision ${saved.revision} and save yours with it.`, undefined, saved)
}
