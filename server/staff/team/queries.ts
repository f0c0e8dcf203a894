import { sql } from 'kysely'
import type { Role } from '../../../contracts/permissions.ts'
import { fromCursor, type Db } from '../../platform/index.ts'

const people = (db: Db) =>
  db.selectFrom('staff').select(['id', 'name', 'email', 'role', 'two_factor_enabled', 'created_at', 'deactivated_at'])
    .select(row => row.selectFrom('staff_sessions').select(s => s.fn.max('seen_at').as('seen_at')).whereRef('staff_id', '=', 'staff.id').as('seen_at'))

export type PersonRow = Awaited<ReturnType<typeof personById>> & object

export const personById = (db: Db, id: string) => people(db).where('id', '=', id).executeTakeFirst()

/** The same, held against changes by others until the transaction ends. */
export const personForChange = (db: Db, id: string) => people(db).where('id', '=', id).forUpdate('staff').executeTakeFirst()

export function peopleByName(db: Db, { limit, after, search }: { limit: number; after?: string | undefined; search?: string | undefined }) {
  const [name, id] = fromCursor(after, 2) ?? []
  let query = people(db).orderBy('name').orderBy('id').limit(limit + 1)
  if (id) query = query.where(sql<boolean>`(name, id) > (${name}, ${id}::uuid)`)
  if (search) query = query.where(sql<boolean>`strpos(fold(name || ' ' || email), fold(${search})) > 0`)
  return query.execute()
}

export const setRole = (db: Db, { id, role }: { id: string; role: Role }) => db.updateTable('staff').set({ role, updated_at: sql<string>`now()` }).where('id', '=', id).execute()

export const setDeactivated = (db: Db, { id, at, by }: { id: string; at: string | null; by: string | null }) => db.updateTable('staff').set({ deactivated_at: at, deactivated_by: by, updated_at: sql<string>`now()` }).where('id', '=', id).execute()

export const endSessions = (db: Db, staffId: string) => db.deleteFrom('staff_sessions').where('staff_id', '=', staffId).execute()

const invitations = (db: Db) =>
  db.selectFrom('staff_invitations as i').innerJoin('staff', 'staff.id', 'i.invited_by')
    .select(['i.id', 'i.email', 'i.role', 'i.language', 'i.sent_at', 'i.expires_at', 'staff.name as invited_by'])
    .where('i.accepted_at', 'is', null).where('i.revoked_at', 'is', null)

export type InvitationRow = Awaited<ReturnType<typeof openInvitation>> & object

export const openInvitation = (db: Db, id: string) => invitations(db).where('i.id', '=', id).executeTakeFirst()

/** An open invitation by its link; two who accept at once take turns. */
export const invitationOfLink = (db: Db, { tokenHash, now }: { tokenHash: string; now: string }) => invitations(db).where('i.token_hash', '=', tokenHash).where('i.expires_at', '>', now).forUpdate('i').executeTakeFirst()

export function openInvitations(db: Db, { limit, after }: { limit: number; after?: string | undefined }) {
  const [sentAt, id] = fromCursor(after, 2) ?? []
  let query = invitations(db).orderBy('i.sent_at', 'desc').orderBy('i.id', 'desc').limit(limit + 1)
  if (id) query = query.where(sql<boolean>`(i.sent_at, i.id) < (${sentAt}::timestamptz, ${id}::uuid)`)
  return query.execute()
}

export type NewInvitation = { email: string; role: string; language: string; tokenHash: string; by: string; now: string; expiresAt: string }

export const insertInvitation = (db: Db, { email, role, language, tokenHash, by, now, expiresAt }: NewInvitation) =>
  db.insertInto('staff_invitations').values({ email, role, language, token_hash: tokenHash, invited_by: by, sent_at: now, expires_at: expiresAt }).onConflict(c => c.doNothing()).returning('id').executeTakeFirst()

export const renewInvitation = (db: Db, { id, now, expiresAt }: { id: string; now: string; expiresAt: string }) => db.updateTable('staff_invitations').set({ sent_at: now, expires_at: expiresAt }).where('id', '=', id).execute()

export const setInvitationLink = (db: Db, { id, tokenHash }: { id: string; tokenHash: string }) => db.updateTable('staff_invitations').set({ token_hash: tokenHash }).where('id', '=', id).execute()

export const closeInvitation = (db: Db, { id, at, acceptedBy, revokedBy }: { id: string; at: string; acceptedBy?: string; revokedBy?: string }) =>
  db.updateTable('staff_invitations').set(acceptedBy ? { accepted_at: at, accepted_by: acceptedBy } : { revoked_at: at, revoked_by: revokedBy! }).where('id', '=', id).execute()

export const isMember = async (db: Db, email: string) => Boolean(await db.selectFrom('staff').select('id').where('email', '=', email).executeTakeFirst())

const keys = (db: Db) =>
  db.selectFrom('api_keys as k').innerJoin('staff', 'staff.id', 'k.staff_id')
    .select(['k.id', 'k.name', 'k.hint', 'k.scopes', 'k.created_at', 'k.last_used_at', 'k.expires_at', 'staff.name as owner'])
    .where('k.revoked_at', 'is', null)

export type KeyRow = Awaited<ReturnType<typeof keyById>> & object

export const keyById = (db: Db, id: string) => keys(db).where('k.id', '=', id).executeTakeFirst()

export function keysInUse(db: Db, { limit, after }: { limit: number; after?: string | undefined }) {
  const [createdAt, id] = fromCursor(after, 2) ?? []
  let query = keys(db).orderBy('k.created_at', 'desc').orderBy('k.id', 'desc').limit(limit + 1)
  if (id) query = query.where(sql<boolean>`(k.created_at, k.id) < (${createdAt}::timestamptz, ${id}::uuid)`)
  return query.execute()
}

export type NewKey = { name: string; keyHash: string; hint: string; scopes: string[]; staffId: string; now: string; expiresAt: string | null }

export const insertKey = (db: Db, { name, keyHash, hint, scopes, staffId, now, expiresAt }: NewKey) =>
  db.insertInto('api_keys').values({ name, key_hash: keyHash, hint, scopes, staff_id: staffId, created_at: now, expires_at: expiresAt }).returning('id').executeTakeFirstOrThrow()

export const setKeyRevoked = (db: Db, { id, at, by }: { id: string; at: string; by: string }) => db.updateTable('api_keys').set({ revoked_at: at, revoked_by: by }).where('id', '=', id).execute()
