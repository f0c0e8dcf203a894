import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { appError, job, type Ctx } from '../../platform/index.ts'
import { audit } from '../audit.ts'
import { resetMail } from '../mails.ts'
import { mailChanged } from '../account/me.ts'
import { attempt } from './attempts.ts'
import { authOf, refusing, together } from './auth.ts'
import type { Browser } from './browser.ts'
import { publicUrl } from './links.ts'
import { activePerson } from './queries.ts'
import { actingAs } from './sign-in.ts'

export const linkUsedUp = appError('auth.link_used_up', 400, 'This link was used already or is older than an hour. Ask for a new one.')

const linkMinutes = 60

/** Asks for a link. Whether the e-mail belongs to somebody is looked up later, by a job: the answer cannot tell. */
export async function forgot(ctx: Ctx, browser: Browser, email: string): Promise<void> {
  await attempt(ctx, browser, 'forgot', email)
  await mailReset.later(ctx.db, { email })
}

export const mailReset = job('staff.mail_reset', z.object({ email: z.string() }), (ctx, { email }) => sendReset(ctx, email))

/** Sends the link. The database keeps only its hash. */
async function sendReset(ctx: Ctx, email: string): Promise<void> {
  const person = await activePerson(ctx.db, email)
  if (!person) return
  const token = randomBytes(24).toString('base64url')
  const { internalAdapter } = await authOf(ctx).$context
  await internalAdapter.createVerificationValue({ identifier: `reset-password:${token}`, value: person.id, expiresAt: new Date(Date.now() + linkMinutes * 60_000) })
  await ctx.mail.send(resetMail(person, { url: `${publicUrl(ctx.config)}/reset#${token}` }))
}

/** Sets a new password and ends all sessions. @throws linkUsedUp */
export async function reset(ctx: Ctx, browser: Browser, { token, password }: { token: string; password: string }): Promise<void> {
  const succeeded = await attempt(ctx, browser, 'reset')
  await together(ctx, async own => {
    const auth = authOf(own)
    const link = await (await auth.$context).internalAdapter.findVerificationValue(`reset-password:${token}`)
    if (!link) throw linkUsedUp()
    await auth.api.resetPassword({ body: { token, newPassword: password }, headers: browser.headers }).catch(refusing({ '*': linkUsedUp }))
    const person = await actingAs(own, link.value)
    await mailChanged.later(own.db, { staffId: link.value })
    await audit(person, { action: 'account.reset_password', record: { kind: 'staff', id: link.value, label: person.actor.name } })
  })
  await succeeded()
}
