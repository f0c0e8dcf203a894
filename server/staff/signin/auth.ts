import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { twoFactor } from 'better-auth/plugins'
import type { KyselyPlugin } from 'kysely'
import { inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { isDeactivated } from './queries.ts'
import { publicUrl } from './links.ts'

/** A session lasts thirty days, then one signs in again. */
const sessionSeconds = 30 * 24 * 3600
/** Carries the caller's address to better-auth; set by Suki alone. */
export const addressHeader = 'x-suki-address'

export type Auth = ReturnType<typeof createAuth>

// One for each database handle and origin: a transaction has its own, so that what better-auth writes commits with the audit entry.
const known = new WeakMap<Db, Map<string, Auth>>()

/** better-auth on Suki's own tables. Its HTTP handler is not mounted: contracts call its functions. */
export function authOf(ctx: Ctx, origin = publicUrl(ctx.config)): Auth {
  const ofDb = known.get(ctx.db) ?? new Map<string, Auth>()
  known.set(ctx.db, ofDb)
  const auth = ofDb.get(origin) ?? createAuth(ctx, origin)
  ofDb.set(origin, auth)
  return auth
}

function createAuth(ctx: Ctx, origin: string) {
  return betterAuth({
    appName: 'Suki',
    baseURL: origin,
    basePath: '/v1/auth',
    secret: ctx.config.secret!,
    database: { db: ctx.db.withPlugin(datesForBetterAuth), type: 'postgres', transaction: false },
    logger: { disabled: true },
    telemetry: { enabled: false },
    advanced: { database: { generateId: false, validateSchema: false }, cookiePrefix: 'suki', useSecureCookies: publicUrl(ctx.config).startsWith('https:'), ipAddress: { ipAddressHeaders: [addressHeader] } },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 128, revokeSessionsOnPasswordReset: true },
    databaseHooks: { session: { create: { before: session => refuseDeactivated(ctx, session.userId) } } },
    ...tables,
    plugins: [
      twoFactor({ issuer: 'Suki', schema: { user: { fields: { twoFactorEnabled: 'two_factor_enabled' } }, twoFactor: twoFactorTable } }),
      passkey({
        rpName: 'Suki',
        rpID: new URL(origin).hostname,
        origin,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        authentication: { afterVerification: ({ verification }) => refuseUnverified(verification.authenticationInfo.userVerified) },
        schema: { passkey: passkeyTable },
      }),
    ],
  })
}

const times = { createdAt: 'created_at', updatedAt: 'updated_at' }
const tables = {
  user: { modelName: 'staff', fields: { emailVerified: 'email_verified', ...times } },
  session: { modelName: 'staff_sessions', expiresIn: sessionSeconds, freshAge: 0, disableSessionRefresh: true, fields: { userId: 'staff_id', expiresAt: 'expires_at', ipAddress: 'ip_address', userAgent: 'user_agent', ...times } },
  account: { modelName: 'staff_accounts', fields: { accountId: 'account_id', providerId: 'provider_id', userId: 'staff_id', accessToken: 'access_token', refreshToken: 'refresh_token', idToken: 'id_token', accessTokenExpiresAt: 'access_token_expires_at', refreshTokenExpiresAt: 'refresh_token_expires_at', ...times } },
  // A reader of the database must not find a working link.
  verification: { modelName: 'staff_verifications', storeIdentifier: 'hashed' as const, fields: { expiresAt: 'expires_at', ...times } },
}
const twoFactorTable = { modelName: 'staff_two_factors', fields: { userId: 'staff_id', backupCodes: 'backup_codes', failedVerificationCount: 'failed_verification_count', lockedUntil: 'locked_until' } }
const passkeyTable = { modelName: 'staff_passkeys', fields: { publicKey: 'public_key', userId: 'staff_id', credentialID: 'credential_id', deviceType: 'device_type', backedUp: 'backed_up', createdAt: 'created_at' } }

async function refuseDeactivated(ctx: Ctx, staffId: string) {
  if (await isDeactivated(ctx.db, staffId)) throw new APIError('UNAUTHORIZED', { code: 'DEACTIVATED' })
}

/** A passkey stands for both factors, so the device must have checked who holds it. */
function refuseUnverified(userVerified: boolean) {
  if (!userVerified) throw new APIError('UNAUTHORIZED', { code: 'AUTHENTICATION_FAILED' })
}

// Suki's rows carry instants as text; better-auth compares them as Dates.
const datesForBetterAuth: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => ({ ...result, rows: result.rows.map(row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, /_(at|until)$/.test(name) && typeof value === 'string' ? new Date(value) : value]))) }),
}

/**
 * Runs better-auth's work and what belongs to it in one transaction. When the work is refused, what it wrote
 * until then stays: a failed attempt must be remembered.
 */
export async function together<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const outcome = await inTransaction(ctx.db, async db => {
    try {
      return { answer: await work(within(ctx, { db })) }
    } catch (error) {
      return { error }
    }
  })
  if ('error' in outcome) throw outcome.error
  return outcome.answer
}

/** Says better-auth's refusals in Suki's errors, by its code. Others go on as they are. */
export const refusing = (errors: Record<string, () => Error>) => (error: unknown): never => {
  const code = error instanceof APIError ? String(error.body?.code ?? '') : ''
  throw errors[code]?.() ?? (error instanceof APIError && errors['*'] ? errors['*']() : error)
}
