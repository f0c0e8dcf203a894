import { appError, type Caller, type Ctx } from '../../platform/index.ts'
import { audit } from '../audit.ts'
import { withPassword } from '../signin/attempts.ts'
import { authOf, refusing, together } from '../signin/auth.ts'
import { sessionOf, type Browser } from '../signin/browser.ts'
import { wrongCode } from '../signin/sign-in.ts'
import { ownRecord, wrongCurrentPassword } from './me.ts'

export const twoFactorIsOn = appError('account.two_factor_is_on', 409, 'Two-factor sign-in is on already. Turn it off first to use another app.')
export const twoFactorIsOff = appError('account.two_factor_is_off', 409, 'Two-factor sign-in is not on.')

const wrongPassword = () => wrongCurrentPassword({}, [{ field: 'password', message: 'Not right.' }])
const refusals = { TOTP_ALREADY_ENABLED: twoFactorIsOn, TWO_FACTOR_NOT_ENABLED: twoFactorIsOff, INVALID_PASSWORD: wrongPassword }

/** Begins: the address for the app and the recovery codes, each shown once. Nothing changes at sign-in until a first code came. */
export async function startTwoFactor(ctx: Ctx, caller: Caller, browser: Browser, password: string) {
  sessionOf(caller)
  return withPassword(ctx, browser, caller.staffId, () => together(ctx, async own => {
    const started = await authOf(own).api.enableTwoFactor({ body: { password, method: 'totp' }, headers: browser.headers }).catch(refusing(refusals))
    if (started.method !== 'totp') throw twoFactorIsOff()
    await audit(own, { action: 'account.start_two_factor', record: ownRecord(caller) })
    return { uri: started.totpURI, recoveryCodes: started.backupCodes }
  }))
}

/** The first code turns it on. The session is renewed. @throws wrongCode */
export async function confirmTwoFactor(ctx: Ctx, caller: Caller, browser: Browser, code: string): Promise<void> {
  sessionOf(caller)
  const { headers } = await together(ctx, async own => {
    const confirmed = await authOf(own).api.verifyTOTP({ body: { code }, headers: browser.headers, returnHeaders: true }).catch(refusing({ INVALID_CODE: wrongCode, TOTP_NOT_ENABLED: twoFactorIsOff }))
    await audit(own, { action: 'account.two_factor_on', record: ownRecord(caller) })
    return confirmed
  })
  browser.setCookies(headers)
}

export async function endTwoFactor(ctx: Ctx, caller: Caller, browser: Browser, password: string): Promise<void> {
  sessionOf(caller)
  const { headers } = await withPassword(ctx, browser, caller.staffId, () => together(ctx, async own => {
    const ended = await authOf(own).api.disableTwoFactor({ body: { password }, headers: browser.headers, returnHeaders: true }).catch(refusing(refusals))
    await audit(own, { action: 'account.two_factor_off', record: ownRecord(caller) })
    return ended
  }))
  browser.setCookies(headers)
}

export async function newRecoveryCodes(ctx: Ctx, caller: Caller, browser: Browser, password: string) {
  sessionOf(caller)
  return withPassword(ctx, browser, caller.staffId, () => together(ctx, async own => {
    const { backupCodes } = await authOf(own).api.generateBackupCodes({ body: { password }, headers: browser.headers }).catch(refusing(refusals))
    await audit(own, { action: 'account.new_recovery_codes', record: ownRecord(caller) })
    return { recoveryCodes: backupCodes }
  }))
}
