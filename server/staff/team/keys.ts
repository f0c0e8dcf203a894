import { randomBytes } from 'node:crypto'
import type { Permission } from '../../../contracts/permissions.ts'
import { appError, inTransaction, nowText, pageOf, within, type Caller, type Ctx } from '../../platform/index.ts'
import { audit } from '../audit.ts'
import { hashOf } from '../signin/identify.ts'
import { insertKey, keyById, keysInUse, setKeyRevoked, type KeyRow } from './queries.ts'

export const scopeNotYours = appError('keys.scope_not_yours', 403, 'A key can only have permissions that you have yourself: {scopes} is more.')
export const expiresInPast = appError('keys.expires_in_past', 400, 'The day on which the key ends has to lie ahead.')
export const noSuchKey = appError('keys.not_found', 404, 'There is no such API key in use.')

export async function listKeys(ctx: Ctx, query: { limit: number; after?: string | undefined }) {
  const { items, next } = pageOf(await keysInUse(ctx.db, query), query.limit, row => [row.created_at, row.id])
  return { items: items.map(row => keyOf(ctx, row)), next }
}

/** Makes a key that acts for the caller, within the given permissions. The key itself is in this answer only. */
export async function makeKey(ctx: Ctx, caller: Caller, { name, scopes, expiresAt = null }: { name: string; scopes: Permission[]; expiresAt?: string | null | undefined }) {
  const beyond = scopes.filter(scope => !caller.may(scope))
  if (beyond.length) throw scopeNotYours({ scopes: beyond.join(', ') }, [{ field: 'scopes', message: beyond.join(', ') }])
  if (expiresAt && expiresAt <= nowText(ctx.clock)) throw expiresInPast({}, [{ field: 'expiresAt', message: 'Expected an instant ahead.' }])
  const key = `suki_${randomBytes(24).toString('base64url')}`
  return inTransaction(ctx.db, async db => {
    const { id } = await insertKey(db, { name, keyHash: hashOf(key), hint: key.slice(0, 9), scopes: [...new Set(scopes)], staffId: caller.staffId, now: nowText(ctx.clock), expiresAt })
    await audit(within(ctx, { db }), { action: 'keys.make', record: { kind: 'key', id, label: name }, changes: { scopes: { from: null, to: scopes } } })
    return { ...keyOf(ctx, (await keyById(db, id))!), key }
  })
}

export async function revokeKey(ctx: Ctx, caller: Caller, keyId: string): Promise<void> {
  await inTransaction(ctx.db, async db => {
    const key = await keyById(db, keyId)
    if (!key) throw noSuchKey()
    await setKeyRevoked(db, { id: keyId, at: nowText(ctx.clock), by: caller.staffId })
    await audit(within(ctx, { db }), { action: 'keys.revoke', record: { kind: 'key', id: keyId, label: key.name } })
  })
}

const keyOf = (ctx: Ctx, row: KeyRow) => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  scopes: row.scopes as Permission[],
  owner: row.owner,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  expiresAt: row.expires_at,
  expired: row.expires_at !== null && row.expires_at <= nowText(ctx.clock),
})
