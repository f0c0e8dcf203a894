import { appError, inTransaction, nowText, within, type Caller, type Ctx } from '../../platform/index.ts'
import { audit } from '../audit.ts'
import { sessionOf } from '../signin/browser.ts'
import { deleteOtherSessions, deleteSession, sessionsOf } from './queries.ts'
import { ownRecord } from './me.ts'

export const noSuchSession = appError('account.session_not_found', 404, 'There is no such session; it may have ended already.')

export async function listSessions(ctx: Ctx, caller: Caller) {
  sessionOf(caller)
  const rows = await sessionsOf(ctx.db, { staffId: caller.staffId, now: nowText(ctx.clock) })
  return { items: rows.map(row => ({ id: row.id, device: deviceOf(row.user_agent ?? ''), ip: row.ip_address || null, seenAt: row.seen_at, createdAt: row.created_at, current: row.id === caller.sessionId })) }
}

export async function endSession(ctx: Ctx, caller: Caller, sessionId: string): Promise<void> {
  sessionOf(caller)
  await inTransaction(ctx.db, async db => {
    const ended = await deleteSession(db, { staffId: caller.staffId, id: sessionId })
    if (!ended) throw noSuchSession()
    await audit(within(ctx, { db }), { action: 'account.end_session', record: ownRecord(caller), changes: { session: { from: deviceOf(ended.user_agent ?? ''), to: null } } })
  })
}

export async function endOtherSessions(ctx: Ctx, caller: Caller): Promise<{ ended: number }> {
  const but = sessionOf(caller)
  return inTransaction(ctx.db, async db => {
    const ended = await deleteOtherSessions(db, { staffId: caller.staffId, but })
    await audit(within(ctx, { db }), { action: 'account.end_sessions', record: ownRecord(caller), changes: { sessions: { from: ended + 1, to: 1 } } })
    return { ended }
  })
}

const browsers: [RegExp, string][] = [[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari'], [/curl\//, 'curl']]
const systems: [RegExp, string][] = [[/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/CrOS/, 'ChromeOS'], [/Linux/, 'Linux']]

/** The device as a person would name it, e.g. `Firefox, Windows`. Empty when it did not say. */
export function deviceOf(userAgent: string): string {
  const name = (of: [RegExp, string][]) => of.find(([pattern]) => pattern.test(userAgent))?.[1]
  return [name(browsers), name(systems)].filter(Boolean).join(', ') || userAgent.slice(0, 60)
}
