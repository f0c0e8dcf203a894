import { z } from 'zod'
import { route } from './route.ts'
import { Done, Language } from './shapes.ts'
import { Role } from './permissions.ts'

/** At least ten characters; length is what makes a password strong (NIST SP 800-63B §5.1.1). */
export const Password = z.string().min(10, 'Expected at least 10 characters.').max(128, 'Expected at most 128 characters.')
export const PersonName = z.string().trim().min(1, 'Expected a name.').max(100, 'Expected at most 100 characters.')
export const Email = z.email('Expected an e-mail address, e.g. maria@shop.example.').max(254).transform(text => text.toLowerCase())
const knownTimeZone = (zone: string) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}
export const TimeZone = z.string().max(64).refine(knownTimeZone, 'Expected an IANA time zone, e.g. Europe/Amsterdam.')

const Newcomer = z.object({ name: PersonName, password: Password, language: Language.default('en'), timeZone: TimeZone.default('UTC') })
const Token = z.string().min(16).max(200)
/** Where a sign-in stands: done, or the code of the second factor is still asked for. */
const Step = z.object({ next: z.enum(['done', 'code']) })

export const setupState = route({ method: 'GET', path: '/v1/setup', may: 'anyone', summary: 'Whether the owner still has to be created.', answers: z.object({ needed: z.boolean() }) })
export const setUp = route({ method: 'POST', path: '/v1/setup', may: 'anyone', summary: 'Creates the owner, once, and signs them in.', body: Newcomer.extend({ email: Email }), answers: Step, audits: 'staff.set_up', limitPerMinute: 20 })

export const signIn = route({ method: 'POST', path: '/v1/sign-in', may: 'anyone', summary: 'Signs in with e-mail and password.', body: z.object({ email: Email, password: z.string().min(1).max(128) }), answers: Step, audits: 'account.sign_in' })
export const signInWithCode = route({ method: 'POST', path: '/v1/sign-in/code', may: 'anyone', summary: 'The second step: a code of the authenticator app.', body: z.object({ code: z.string().regex(/^\d{6}$/, 'Expected six digits.') }), answers: Step, audits: 'account.sign_in' })
export const signInWithRecoveryCode = route({ method: 'POST', path: '/v1/sign-in/recovery-code', may: 'anyone', summary: 'The second step: one of the recovery codes.', body: z.object({ code: z.string().trim().min(8).max(20) }), answers: Step, audits: 'account.sign_in' })
/** What the browser's `navigator.credentials` takes and gives, as JSON of WebAuthn level 3. */
export const WebAuthnJson = z.record(z.string(), z.unknown())
export const passkeyChallenge = route({ method: 'POST', path: '/v1/sign-in/passkey/challenge', may: 'anyone', summary: 'A challenge for signing in with a passkey.', answers: WebAuthnJson })
export const signInWithPasskey = route({ method: 'POST', path: '/v1/sign-in/passkey', may: 'anyone', summary: 'Signs in with a passkey.', body: z.object({ response: WebAuthnJson }), answers: Step, audits: 'account.sign_in' })
export const signOut = route({ method: 'POST', path: '/v1/sign-out', may: 'signed in', summary: 'Ends this session.', answers: Done, audits: 'account.sign_out' })

export const forgotPassword = route({ method: 'POST', path: '/v1/password/forgot', may: 'anyone', summary: 'Sends a link for a new password, if the e-mail belongs to somebody. The answer is always the same.', body: z.object({ email: Email }), answers: Done })
export const resetPassword = route({ method: 'POST', path: '/v1/password/reset', may: 'anyone', summary: 'Sets a new password with the link of the mail; ends all sessions.', body: z.object({ token: Token, password: Password }), answers: Done, audits: 'account.reset_password' })

export const openInvitation = route({ method: 'POST', path: '/v1/invitation/open', may: 'anyone', summary: 'What an invitation says.', body: z.object({ token: Token }), answers: z.object({ email: z.string(), role: Role, language: Language, invitedBy: z.string() }) })
export const acceptInvitation = route({ method: 'POST', path: '/v1/invitation/accept', may: 'anyone', summary: 'Accepts an invitation with a name and a password, and signs in.', body: Newcomer.extend({ token: Token }), answers: Step, audits: 'staff.accept_invitation' })
