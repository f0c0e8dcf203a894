import type { Me } from '../../../contracts/account.ts'
import { permissions } from '../../../contracts/permissions.ts'
import { z } from 'zod'
import { appError, inTransaction, job, within, type Caller, type Ctx } from '../../platform/index.ts'
import { audit, changesBetween } from '../audit.ts'
import { changedMail } from '../mails.ts'
import { withPassword } from '../signin/attempts.ts'
import { authOf, refusing, together } from '../signin/auth.ts'
import { sessionOf, type Browser } from '../signin/browser.ts'
import { publicUrl } from '../signin/links.ts'
import { personNamed } from '../signin/queries.ts'
import { profile, setProfile, type ProfileChange } from './queries.ts'

export const wrongCurrentPassword = appError('account.wrong_password', 400, 'The current password is not right.')

/** Who is signed in and what they may do now. */
export async function whoAmI(ctx: Ctx, caller: Caller): Promise<Me> {
  const row = await profile(ctx.db, caller.staffId)
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: caller.role,
    language: row.language as Me['language'],
    timeZone: row.time_zone,
    theme: row.theme as Me['theme'],
    twoFactor: row.two_factor_enabled,
    permissions: permissions.filter(permission => caller.may(permission)),
  }
}

export async function editProfile(ctx: Ctx, caller: Caller, change: ProfileChange): Promise<Me> {
  sessionOf(caller)
  await inTransaction(ctx.db, async db => {
    const { name, language, time_zone: timeZone, theme } = await profile(db, caller.staffId)
    await setProfile(db, caller.staffId, change)
    await audit(within(ctx, { db }), { action: 'account.edit', record: ownRecord(caller), changes: changesBetween<ProfileChange>({ name, language, timeZone, theme }, change) })
  })
  return whoAmI(ctx, caller)
}

/** Changes the password; every other session ends, and a mail tells the person. @throws wrongCurrentPassword */
export async function changePassword(ctx: Ctx, caller: Caller, browser: Browser, { current, password }: { current: string; password: string }): Promise<void> {
  sessionOf(caller)
  const { headers } = await withPassword(ctx, browser, caller.staffId, () => together(ctx, async own => {
    const changed = await authOf(own)
      .api.changePassword({ body: { currentPassword: current, newPassword: password, revokeOtherSessions: true }, headers: browser.headers, returnHeaders: true })
      .catch(refusing({ '*': () => wrongCurrentPassword({}, [{ field: 'current', message: 'Not right.' }]) }))
    await audit(own, { action: 'account.change_password', record: ownRecord(caller) })
    await mailChanged.later(own.db, { staffId: caller.staffId })
    return changed
  }))
  browser.setCookies(headers)
}

export const mailChanged = job('staff.mail_changed', z.object({ staffId: z.string() }), async (ctx, { staffId }) => {
  await ctx.mail.send(changedMail(await personNamed(ctx.db, staffId), { url: publicUrl(ctx.config) }))
})

export const ownRecord = ({ staffId, name }: Caller) => ({ kind: 'staff', id: staffId, label: name })
