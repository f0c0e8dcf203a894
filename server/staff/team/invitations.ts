import { randomBytes } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { z } from 'zod'
import type { Role } from '../../../contracts/permissions.ts'
import type { Language } from '../../../contracts/shapes.ts'
import { appError, inTransaction, job, nowText, pageOf, within, type Caller, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../audit.ts'
import { invitationMail } from '../mails.ts'
import { attempt } from '../signin/attempts.ts'
import type { Browser } from '../signin/browser.ts'
import { hashOf } from '../signin/identify.ts'
import { publicUrl } from '../signin/links.ts'
import { insertPerson, personNamed } from '../signin/queries.ts'
import { actingAs, signIn, type Step } from '../signin/sign-in.ts'
import { closeInvitation, insertInvitation, invitationOfLink, isMember, openInvitation, openInvitations, renewInvitation, setInvitationLink, type InvitationRow } from './queries.ts'

export const alreadyMember = appError('staff.already_member', 409, 'Somebody with this e-mail already works here.')
export const alreadyInvited = appError('staff.already_invited', 409, 'This e-mail has an invitation already. Send it again instead.')
export const noSuchInvitation = appError('staff.invitation_not_found', 404, 'There is no such open invitation.')
export const invitationOver = appError('staff.invitation_over', 410, 'This invitation was accepted, taken back or is older than seven days. Ask for a new one.')

type GivenRole = Exclude<Role, 'owner'>
const days = 7

export async function listInvitations(ctx: Ctx, query: { limit: number; after?: string | undefined }) {
  const { items, next } = pageOf(await openInvitations(ctx.db, query), query.limit, row => [row.sent_at, row.id])
  return { items: items.map(row => invitationOf(ctx, row)), next }
}

/** Invites somebody. The mail and its link are made by a job, so that no working link lies in the database. */
export async function invite(ctx: Ctx, caller: Caller, { email, role, language }: { email: string; role: GivenRole; language?: Language | undefined }) {
  return inTransaction(ctx.db, async db => {
    if (await isMember(db, email)) throw alreadyMember()
    const own = language ?? (await personNamed(db, caller.staffId)).language
    const made = await insertInvitation(db, { email, role, language: own, tokenHash: hashOf(newToken()), by: caller.staffId, now: nowText(ctx.clock), expiresAt: inDays(ctx) })
    if (!made) throw alreadyInvited()
    await mailInvitation.later(db, { invitationId: made.id })
    await audit(within(ctx, { db }), { action: 'staff.invite', record: { kind: 'invitation', id: made.id, label: email }, changes: { role: { from: null, to: role } } })
    return invitationOf(ctx, (await openInvitation(db, made.id))!)
  })
}

/** Sends it again for another seven days. The new mail has a new link; the old link stops working. */
export async function resendInvitation(ctx: Ctx, invitationId: string) {
  return inTransaction(ctx.db, async db => {
    const invitation = await existing(db, invitationId)
    await renewInvitation(db, { id: invitationId, now: nowText(ctx.clock), expiresAt: inDays(ctx) })
    await mailInvitation.later(db, { invitationId })
    await audit(within(ctx, { db }), { action: 'staff.resend_invitation', record: recordOf(invitation) })
    return invitationOf(ctx, (await openInvitation(db, invitationId))!)
  })
}

export async function revokeInvitation(ctx: Ctx, caller: Caller, invitationId: string): Promise<void> {
  await inTransaction(ctx.db, async db => {
    const invitation = await existing(db, invitationId)
    await closeInvitation(db, { id: invitationId, at: nowText(ctx.clock), revokedBy: caller.staffId })
    await audit(within(ctx, { db }), { action: 'staff.revoke_invitation', record: recordOf(invitation) })
  })
}

export const mailInvitation = job('staff.mail_invitation', z.object({ invitationId: z.string() }), (ctx, { invitationId }) => sendInvitation(ctx, invitationId))

async function sendInvitation(ctx: Ctx, invitationId: string): Promise<void> {
  const invitation = await openInvitation(ctx.db, invitationId)
  if (!invitation) return
  const token = newToken()
  await setInvitationLink(ctx.db, { id: invitationId, tokenHash: hashOf(token) })
  await ctx.mail.send(invitationMail(invitation, { url: `${publicUrl(ctx.config)}/invitation#${token}`, inviter: invitation.invited_by, role: invitation.role as GivenRole }))
}

/** What an invitation says, for the one who holds the link. @throws invitationOver */
export async function lookAtInvitation(ctx: Ctx, browser: Browser, token: string) {
  const succeeded = await attempt(ctx, browser, 'invitation')
  const { email, role, language, invited_by } = await ofLink(ctx, ctx.db, token)
  await succeeded()
  return { email, role: role as GivenRole, language: language as Language, invitedBy: invited_by }
}

type Acceptance = { token: string; name: string; password: string; language: Language; timeZone: string }

/** Accepts: a new person with the invited e-mail and role, signed in. @throws invitationOver, alreadyMember */
export async function acceptInvitation(ctx: Ctx, browser: Browser, { token, password, ...person }: Acceptance): Promise<Step> {
  const succeeded = await attempt(ctx, browser, 'invitation')
  const passwordHash = await hashPassword(password)
  const email = await inTransaction(ctx.db, async db => {
    const invitation = await ofLink(ctx, db, token)
    if (await isMember(db, invitation.email)) throw alreadyMember()
    const staffId = await insertPerson(db, { ...person, email: invitation.email, role: invitation.role as GivenRole, passwordHash })
    await closeInvitation(db, { id: invitation.id, at: nowText(ctx.clock), acceptedBy: staffId })
    await audit(await actingAs(within(ctx, { db }), staffId), { action: 'staff.accept_invitation', record: { kind: 'staff', id: staffId, label: person.name }, changes: { role: { from: null, to: invitation.role } } })
    return invitation.email
  })
  await succeeded()
  return signIn(ctx, browser, { email, password })
}

async function ofLink(ctx: Ctx, db: Db, token: string): Promise<InvitationRow> {
  const invitation = await invitationOfLink(db, { tokenHash: hashOf(token), now: nowText(ctx.clock) })
  if (!invitation) throw invitationOver()
  return invitation
}

async function existing(db: Db, id: string): Promise<InvitationRow> {
  const invitation = await openInvitation(db, id)
  if (!invitation) throw noSuchInvitation()
  return invitation
}

const newToken = () => randomBytes(24).toString('base64url')
const inDays = (ctx: Ctx) => new Date(ctx.clock.now().epochMilliseconds + days * 24 * 3600_000).toISOString()
const recordOf = ({ id, email }: InvitationRow) => ({ kind: 'invitation', id, label: email })

const invitationOf = (ctx: Ctx, row: InvitationRow) => ({
  id: row.id,
  email: row.email,
  role: row.role as GivenRole,
  language: row.language as Language,
  invitedBy: row.invited_by,
  sentAt: row.sent_at,
  expiresAt: row.expires_at,
  expired: row.expires_at <= nowText(ctx.clock),
})
