import { sql } from 'kysely'
import type { Db } from '../../platform/index.ts'

export const profile = (db: Db, id: string) => db.selectFrom('staff').select(['id', 'name', 'email', 'role', 'language', 'time_zone', 'theme', 'two_factor_enabled']).where('id', '=', id).executeTakeFirstOrThrow()

export type ProfileChange = { name?: string | undefined; language?: string | undefined; timeZone?: string | undefined; theme?: string | undefined }

export const setProfile = (db: Db, id: string, { timeZone, ...fields }: ProfileChange) =>
  db.updateTable('staff').set({ ...fields, ...(timeZone ? { time_zone: timeZone } : {}), updated_at: sql<string>`now()` }).where('id', '=', id).execute()

export const sessionsOf = (db: Db, { staffId, now }: { staffId: string; now: string }) =>
  db.selectFrom('staff_sessions').select(['id', 'ip_address', 'user_agent', 'seen_at', 'created_at']).where('staff_id', '=', staffId).where('expires_at', '>', now).orderBy('seen_at', 'desc').orderBy('id', 'desc').limit(100).execute()

export const deleteSession = (db: Db, { staffId, id }: { staffId: string; id: string }) => db.deleteFrom('staff_sessions').where('staff_id', '=', staffId).where('id', '=', id).returning(['id', 'user_agent']).executeTakeFirst()

export async function deleteOtherSessions(db: Db, { staffId, but }: { staffId: string; but: string }): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('staff_sessions').where('staff_id', '=', staffId).where('id', '<>', but).executeTakeFirst()
  return Number(numDeletedRows)
}

const passkeys = (db: Db, staffId: string) => db.selectFrom('staff_passkeys').select(['id', 'name', 'backed_up', 'created_at']).where('staff_id', '=', staffId)

export type PasskeyRow = Awaited<ReturnType<typeof passkeyOf>> & object

export const passkeysOf = (db: Db, staffId: string) => passkeys(db, staffId).orderBy('created_at').execute()

export const passkeyOf = (db: Db, { staffId, id }: { staffId: string; id: string }) => passkeys(db, staffId).where('id', '=', id).executeTakeFirst()

export const setPasskeyName = (db: Db, { id, name }: { id: string; name: string }) => db.updateTable('staff_passkeys').set({ name }).where('id', '=', id).execute()

export const deletePasskey = (db: Db, id: string) => db.deleteFrom('staff_passkeys').where('id', '=', id).execute()
