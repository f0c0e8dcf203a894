import { hash } from 'node:crypto'
import { appError, nowText, type Ctx } from '../../platform/index.ts'
import type { Browser } from './browser.ts'
import { addAttempt, takeBackAttempt } from './queries.ts'

export const tooManyAttempts = appError('auth.too_many_attempts', 429, 'Too many attempts. Try again in {minutes} minutes.')

// In fifteen minutes. An account takes a person's typing errors, an address a whole office behind one router.
const windowMinutes = 15
const limits = { account: 10, address: 60 }

export type Door = 'sign-in' | 'code' | 'passkey' | 'forgot' | 'reset' | 'invitation' | 'password'

/**
 * Counts an attempt at a door before it is tried, so that many at once are counted as well; in PostgreSQL, for all processes.
 * An e-mail that belongs to nobody is counted alike. @returns how to take it back after a success
 * @throws tooManyAttempts
 */
export async function attempt(ctx: Ctx, browser: Browser, door: Door, account?: string): Promise<() => Promise<void>> {
  const keys = [{ key: `${door}:address:${browser.ip}`, limit: limits.address }, ...(account ? [{ key: `${door}:account:${hash('sha256', account, 'hex')}`, limit: limits.account }] : [])]
  for (const { key, limit } of keys) {
    const { count, since } = await addAttempt(ctx.db, { key, now: nowText(ctx.clock), windowMinutes })
    if (count <= limit) continue
    const seconds = Math.max(1, Math.ceil((Date.parse(since) + windowMinutes * 60_000 - ctx.clock.now().epochMilliseconds) / 1000))
    browser.retryAfter(seconds)
    throw tooManyAttempts({ minutes: Math.ceil(seconds / 60) })
  }
  return async () => {
    for (const { key } of keys) await takeBackAttempt(ctx.db, key)
  }
}

/** Something that asks a signed-in person for their password again: limited as signing in is, so that an open console is no place to guess it. */
export async function withPassword<T>(ctx: Ctx, browser: Browser, staffId: string, work: () => Promise<T>): Promise<T> {
  const succeeded = await attempt(ctx, browser, 'password', staffId)
  const answer = await work()
  await succeeded()
  return answer
}
