import { appError, inTransaction, within, type Caller, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../audit.ts'
import { authOf, refusing, together } from '../signin/auth.ts'
import { sessionOf, type Browser } from '../signin/browser.ts'
import { ownRecord } from './me.ts'
import { deletePasskey, passkeyOf, passkeysOf, setPasskeyName, type PasskeyRow } from './queries.ts'

export const passkeyRefused = appError('account.passkey_refused', 400, 'The passkey could not be added. Try again; the challenge is good for five minutes.')
export const noSuchPasskey = appError('account.passkey_not_found', 404, 'There is no such passkey.')

export async function listPasskeys(ctx: Ctx, caller: Caller) {
  sessionOf(caller)
  return { items: (await passkeysOf(ctx.db, caller.staffId)).map(shown) }
}

export async function newPasskeyChallenge(ctx: Ctx, caller: Caller, browser: Browser): Promise<Record<string, unknown>> {
  sessionOf(caller)
  const { response, headers } = await authOf(ctx, browser.origin).api.generatePasskeyRegistrationOptions({ query: {}, headers: browser.headers, returnHeaders: true })
  browser.setCookies(headers)
  return { ...response }
}

export async function addPasskey(ctx: Ctx, caller: Caller, browser: Browser, { name, response }: { name: string; response: Record<string, unknown> }) {
  sessionOf(caller)
  return together(ctx, async own => {
    const added = await authOf(own, browser.origin).api.verifyPasskeyRegistration({ body: { name, response }, headers: browser.headers }).catch(refusing({ '*': passkeyRefused }))
    await audit(own, { action: 'account.add_passkey', record: ownRecord(caller), changes: { passkey: { from: null, to: name } } })
    return shown(await mine(own.db, caller, added.id))
  })
}

export async function renamePasskey(ctx: Ctx, caller: Caller, { passkeyId, name }: { passkeyId: string; name: string }) {
  sessionOf(caller)
  return inTransaction(ctx.db, async db => {
    const before = await mine(db, caller, passkeyId)
    await setPasskeyName(db, { id: passkeyId, name })
    await audit(within(ctx, { db }), { action: 'account.rename_passkey', record: ownRecord(caller), changes: { passkey: { from: before.name, to: name } } })
    return shown({ ...before, name })
  })
}

export async function removePasskey(ctx: Ctx, caller: Caller, passkeyId: string): Promise<void> {
  sessionOf(caller)
  await inTransaction(ctx.db, async db => {
    const before = await mine(db, caller, passkeyId)
    await deletePasskey(db, passkeyId)
    await audit(within(ctx, { db }), { action: 'account.remove_passkey', record: ownRecord(caller), changes: { passkey: { from: before.name, to: null } } })
  })
}

async function mine(db: Db, { staffId }: Caller, id: string): Promise<PasskeyRow> {
  const passkey = await passkeyOf(db, { staffId, id })
  if (!passkey) throw noSuchPasskey()
  return passkey
}

const shown = (row: PasskeyRow) => ({ id: row.id, name: row.name ?? '', createdAt: row.created_at, synced: row.backed_up })
