import { appError, within, type Caller, type Ctx } from '../../platform/index.ts'
import { audit } from '../audit.ts'
import { attempt } from './attempts.ts'
import { authOf, refusing, type Auth } from './auth.ts'
import { sessionOf, type Browser } from './browser.ts'
import { personNamed } from './queries.ts'

export const wrongSignIn = appError('auth.wrong_sign_in', 401, 'This e-mail and password do not belong together.')
export const wrongCode = appError('auth.wrong_code', 401, 'This code is not right. Take the one that the app shows now, or another recovery code.')
export const signInAgain = appError('auth.sign_in_again', 401, 'This sign-in took too long or had too many wrong codes. Begin again with e-mail and password.')
export const locked = appError('auth.locked', 429, 'Too many wrong codes. The account takes no codes for fifteen minutes.')
export const unknownPasskey = appError('auth.unknown_passkey', 401, 'This passkey is not known here, or it did not confirm who holds it.')

export type Step = { next: 'done' | 'code' }
type Way = 'password' | 'authenticator app' | 'recovery code' | 'passkey'

// What the browser gives; the library checks its shape.
type Credential = NonNullable<Parameters<Auth['api']['verifyPasskeyAuthentication']>[0]>['body']['response']

const done: Step = { next: 'done' }

/** E-mail and password. A wrong e-mail, a wrong password and a deactivated account are told alike, in the same time. */
export async function signIn(ctx: Ctx, browser: Browser, { email, password }: { email: string; password: string }): Promise<Step> {
  const succeeded = await attempt(ctx, browser, 'sign-in', email)
  const { response, headers } = await authOf(ctx)
    .api.signInEmail({ body: { email, password }, headers: browser.headers, returnHeaders: true })
    .catch(refusing({ '*': wrongSignIn }))
  await succeeded()
  browser.setCookies(headers)
  if ('twoFactorRedirect' in response) return { next: 'code' }
  await rememberSignIn(ctx, response.user.id, 'password')
  return done
}

const codeRefused = { INVALID_CODE: wrongCode, INVALID_BACKUP_CODE: wrongCode, ACCOUNT_TEMPORARILY_LOCKED: locked, '*': signInAgain }

export async function signInWithCode(ctx: Ctx, browser: Browser, code: string): Promise<Step> {
  const succeeded = await attempt(ctx, browser, 'code')
  const { response, headers } = await authOf(ctx).api.verifyTOTP({ body: { code }, headers: browser.headers, returnHeaders: true }).catch(refusing(codeRefused))
  await succeeded()
  browser.setCookies(headers)
  await rememberSignIn(ctx, response.user.id, 'authenticator app')
  return done
}

export async function signInWithRecoveryCode(ctx: Ctx, browser: Browser, code: string): Promise<Step> {
  const succeeded = await attempt(ctx, browser, 'code')
  const { response, headers } = await authOf(ctx).api.verifyBackupCode({ body: { code }, headers: browser.headers, returnHeaders: true }).catch(refusing(codeRefused))
  await succeeded()
  browser.setCookies(headers)
  await rememberSignIn(ctx, response.user.id, 'recovery code')
  return done
}

export async function passkeyChallenge(ctx: Ctx, browser: Browser): Promise<Record<string, unknown>> {
  await attempt(ctx, browser, 'passkey')
  const { response, headers } = await authOf(ctx, browser.origin).api.generatePasskeyAuthenticationOptions({ headers: browser.headers, returnHeaders: true })
  browser.setCookies(headers)
  return { ...response, userVerification: 'required' }
}

export async function signInWithPasskey(ctx: Ctx, browser: Browser, credential: Record<string, unknown>): Promise<Step> {
  const { response, headers } = await authOf(ctx, browser.origin)
    .api.verifyPasskeyAuthentication({ body: { response: credential as unknown as Credential }, headers: browser.headers, returnHeaders: true })
    .catch(refusing({ '*': unknownPasskey }))
  browser.setCookies(headers)
  await rememberSignIn(ctx, response.user.id, 'passkey')
  return done
}

export async function signOut(ctx: Ctx, caller: Caller, browser: Browser): Promise<void> {
  sessionOf(caller)
  const { headers } = await authOf(ctx).api.signOut({ headers: browser.headers, returnHeaders: true })
  browser.setCookies(headers)
  await audit(ctx, { action: 'account.sign_out', record: { kind: 'staff', id: ctx.actor.id!, label: ctx.actor.name } })
}

/** The same context with a person as the actor, for what they did before they were signed in. */
export async function actingAs(ctx: Ctx, staffId: string): Promise<Ctx> {
  const { id, name } = await personNamed(ctx.db, staffId)
  return within(ctx, { actor: { kind: 'staff', id, name, ...(ctx.actor.ip ? { ip: ctx.actor.ip } : {}) } })
}

async function rememberSignIn(ctx: Ctx, staffId: string, way: Way) {
  const own = await actingAs(ctx, staffId)
  await audit(own, { action: 'account.sign_in', record: { kind: 'staff', id: staffId, label: own.actor.name }, changes: { with: { from: null, to: way } } })
}
