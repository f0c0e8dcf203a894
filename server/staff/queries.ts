import type { Db } from '../platform/index.ts'

/** The session of a token with its person; undefined when expired, revoked or the person is deactivated. */
export const sessionInUse = (db: Db, { token, now }: { token: string; now: string }) =>
  db
    .selectFrom('staff_sessions as session')
    .innerJoin('staff', 'staff.id', 'session.staff_id')
    .select(['session.id', 'session.seen_at', 'session.staff_id', 'staff.name', 'staff.email', 'staff.role'])
    .where('session.token', '=', token)
    .where('session.expires_at', '>', now)
    .where('staff.deactivated_at', 'is', null)
    .executeTakeFirst()

export const touchSession = (db: Db, { id, now }: { id: string; now: string }) => db.updateTable('staff_sessions').set({ seen_at: now }).where('id', '=', id).execute()

/** An API key with the person whom it acts for; undefined when expired, revoked or the person is deactivated. */
export const keyInUse = (db: Db, { keyHash, now }: { keyHash: string; now: string }) =>
  db
    .selectFrom('api_keys as key')
    .innerJoin('staff', 'staff.id', 'key.staff_id')
    .select(['key.id', 'key.name as key_name', 'key.scopes', 'key.last_used_at', 'key.staff_id', 'staff.name', 'staff.email', 'staff.role'])
    .where('key.key_hash', '=', keyHash)
    .where('key.revoked_at', 'is', null)
    .where(where => where.or([where('key.expires_at', 'is', null), where('key.expires_at', '>', now)]))
    .where('staff.deactivated_at', 'is', null)
    .executeTakeFirst()

export const touchKey = (db: Db, { id, now }: { id: string; now: string }) => db.updateTable('api_keys').set({ last_used_at: now }).where('id', '=', id).execute()
