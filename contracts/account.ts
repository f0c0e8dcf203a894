import { z } from 'zod'
import { route } from './route.ts'
import { Done, Id, Instant, Language } from './shapes.ts'
import { Permission, Role } from './permissions.ts'
import { Password, PersonName, TimeZone, WebAuthnJson } from './signin.ts'

export const Theme = z.enum(['system', 'light', 'dark'])

const Me = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  language: Language,
  timeZone: z.string(),
  theme: Theme,
  twoFactor: z.boolean(),
  permissions: z.array(Permission),
})
export type Me = z.infer<typeof Me>

export const me = route({ method: 'GET', path: '/v1/me', may: 'signed in', summary: 'Who is signed in and what they may do.', answers: Me })
export const editMe = route({ method: 'PATCH', path: '/v1/me', may: 'signed in', summary: 'Changes the own name, language, time zone or theme.', body: z.object({ name: PersonName, language: Language, timeZone: TimeZone, theme: Theme }).partial(), answers: Me, audits: 'account.edit' })

export const changePassword = route({ method: 'PUT', path: '/v1/me/password', may: 'signed in', summary: 'Changes the own password; ends all other sessions.', body: z.object({ current: z.string().min(1).max(128), password: Password }), answers: Done, audits: 'account.change_password' })

const Session = z.object({ id: Id, device: z.string(), ip: z.string().nullable(), seenAt: Instant, createdAt: Instant, current: z.boolean() })
const OneSession = z.object({ sessionId: Id })
export const mySessions = route({ method: 'GET', path: '/v1/me/sessions', may: 'signed in', summary: 'Where the person is signed in, the latest first.', answers: z.object({ items: z.array(Session) }) })
export const endSession = route({ method: 'DELETE', path: '/v1/me/sessions/:sessionId', may: 'signed in', summary: 'Ends one of the own sessions.', params: OneSession, answers: Done, audits: 'account.end_session' })
export const endOtherSessions = route({ method: 'DELETE', path: '/v1/me/sessions', may: 'signed in', summary: 'Ends all own sessions but this one.', answers: z.object({ ended: z.int() }), audits: 'account.end_sessions' })

const WithPassword = z.object({ password: z.string().min(1).max(128) })
const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) })
export const startTwoFactor = route({ method: 'POST', path: '/v1/me/two-factor', may: 'signed in', summary: 'Begins two-factor sign-in: the address for the authenticator app and the recovery codes. It counts from the first code on.', body: WithPassword, answers: RecoveryCodes.extend({ uri: z.string() }), audits: 'account.start_two_factor', showsOnce: true })
export const confirmTwoFactor = route({ method: 'POST', path: '/v1/me/two-factor/confirm', may: 'signed in', summary: 'Turns two-factor sign-in on with the first code of the app.', body: z.object({ code: z.string().regex(/^\d{6}$/, 'Expected six digits.') }), answers: Done, audits: 'account.two_factor_on' })
export const endTwoFactor = route({ method: 'POST', path: '/v1/me/two-factor/off', may: 'signed in', summary: 'Turns two-factor sign-in off.', body: WithPassword, answers: Done, audits: 'account.two_factor_off' })
export const newRecoveryCodes = route({ method: 'POST', path: '/v1/me/two-factor/recovery-codes', may: 'signed in', summary: 'Makes new recovery codes; the old ones stop working.', body: WithPassword, answers: RecoveryCodes, audits: 'account.new_recovery_codes', showsOnce: true })

const Passkey = z.object({ id: Id, name: z.string(), createdAt: Instant, synced: z.boolean() })
const PasskeyName = z.string().trim().min(1, 'Expected a name.').max(60)
const OnePasskey = z.object({ passkeyId: Id })
export const myPasskeys = route({ method: 'GET', path: '/v1/me/passkeys', may: 'signed in', summary: 'The own passkeys.', answers: z.object({ items: z.array(Passkey) }) })
export const newPasskeyChallenge = route({ method: 'POST', path: '/v1/me/passkeys/challenge', may: 'signed in', summary: 'A challenge for adding a passkey.', answers: WebAuthnJson })
export const addPasskey = route({ method: 'POST', path: '/v1/me/passkeys', may: 'signed in', summary: 'Adds a passkey.', body: z.object({ name: PasskeyName, response: WebAuthnJson }), answers: Passkey, audits: 'account.add_passkey' })
export const renamePasskey = route({ method: 'PATCH', path: '/v1/me/passkeys/:passkeyId', may: 'signed in', summary: 'Renames a passkey.', params: OnePasskey, body: z.object({ name: PasskeyName }), answers: Passkey, audits: 'account.rename_passkey' })
export const removePasskey = route({ method: 'DELETE', path: '/v1/me/passkeys/:passkeyId', may: 'signed in', summary: 'Removes a passkey.', params: OnePasskey, answers: Done, audits: 'account.remove_passkey' })
