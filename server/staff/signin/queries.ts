import { sql } from 'kysely'
import type { Role } from '../../../contracts/permissions.ts'
import type { Language } from '../../../contracts/shapes.ts'
import type { Db } from '../../platform/index.ts'

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

export const isDeactivated = async (db: Db, id: string) => Boolean(await db.selectFrom('staff').select('id').where('id', '=', id).where('deactivated_at', 'is not', null).executeTakeFirst())

export const ownerOf = (db: Db) => db.selectFrom('staff').select(['id', 'name', 'email']).where('role', '=', 'owner').executeTakeFirst()

export type NewPerson = { name: string; email: string; role: Role; language: Language; timeZone: string; passwordHash: string }

/** A person with a password, active from now on. Fails on a second owner or a taken e-mail (23505). */
export async function insertPerson(db: Db, { name, email, role, language, timeZone, passwordHash }: NewPerson): Promise<string> {
  const { id } = await db.insertInto('staff').values({ name, email, role, language, time_zone: timeZone }).returning('id').executeTakeFirstOrThrow()
  await db.insertInto('staff_accounts').values({ staff_id: id, account_id: id, provider_id: 'credential', password: passwordHash }).execute()
  return id
}

/** Someone who may sign in, by e-mail. */
export const activePerson = (db: Db, email: string) => db.selectFrom('staff').select(['id', 'name', 'email', 'language']).where('email', '=', email).where('deactivated_at', 'is', null).executeTakeFirst()

export const personNamed = (db: Db, id: string) => db.selectFrom('staff').select(['id', 'name', 'email', 'language']).where('id', '=', id).executeTakeFirstOrThrow()

/** Counts one more in the running window, or begins a new window; one statement, so that none is lost. */
export async function addAttempt(db: Db, { key, now, windowMinutes }: { key: string; now: string; windowMinutes: number }): Promise<{ count: number; since: string }> {
  const { rows } = await sql<{ count: number; since: string }>`
    insert into staff_attempts as a (key, count, since) values (${key}, 1, ${now}::timestamptz)
    on conflict (key) do update set
      count = case when a.since <= ${now}::timestamptz - make_interval(mins => ${windowMinutes}) then 1 else a.count + 1 end,
      since = case when a.since <= ${now}::timestamptz - make_interval(mins => ${windowMinutes}) then ${now}::timestamptz else a.since end
    returning count, since`.execute(db)
  return rows[0]!
}

export const takeBackAttempt = (db: Db, key: string) => db.updateTable('staff_attempts').set(set => ({ count: set('count', '-', 1) })).where('key', '=', key).where('count', '>', 0).execute()

/** Windows, links and sessions that are over. */
export async function forgetExpired(db: Db, { now }: { now: string }): Promise<void> {
  await db.deleteFrom('staff_attempts').where('since', '<', sql<string>`${now}::timestamptz - interval '1 day'`).execute()
  await db.deleteFrom('staff_verifications').where('expires_at', '<', now).execute()
  await db.deleteFrom('staff_sessions').where('expires_at', '<', now).execute()
}
