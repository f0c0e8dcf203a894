import { z } from 'zod'
import { route } from './route.ts'
import { Done, Id, Instant, Language, page, PageQuery } from './shapes.ts'
import { Role } from './permissions.ts'
import { Email } from './signin.ts'

const Person = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  twoFactor: z.boolean(),
  seenAt: Instant.nullable(),
  createdAt: Instant,
  deactivatedAt: Instant.nullable(),
})
export type Person = z.infer<typeof Person>

/** Every role that can be given; there is one owner, and ownership is transferred. */
export const GivenRole = Role.exclude(['owner'])
const OnePerson = z.object({ staffId: Id })

export const listStaff = route({ method: 'GET', path: '/v1/staff', may: 'staff.read', summary: 'People who sign in, by name.', query: PageQuery.extend({ search: z.string().max(100).optional() }), answers: page(Person) })
export const changeRole = route({ method: 'PATCH', path: '/v1/staff/:staffId', may: 'staff.write', summary: 'Gives a person another role.', params: OnePerson, body: z.object({ role: GivenRole }), answers: Person, audits: 'staff.change_role' })
export const deactivate = route({ method: 'POST', path: '/v1/staff/:staffId/deactivate', may: 'staff.write', summary: 'Ends a person’s access, sessions and API keys included. Their history stays.', params: OnePerson, answers: Person, audits: 'staff.deactivate' })
export const reactivate = route({ method: 'POST', path: '/v1/staff/:staffId/reactivate', may: 'staff.write', summary: 'Lets a deactivated person in again.', params: OnePerson, answers: Person, audits: 'staff.reactivate' })
export const transferOwnership = route({ method: 'POST', path: '/v1/staff/:staffId/make-owner', may: 'staff.write', summary: 'Makes a person the owner; the owner until now becomes admin. Only the owner may, with their password.', params: OnePerson, body: z.object({ password: z.string().min(1).max(128) }), answers: Person, audits: 'staff.transfer_ownership' })

const Invitation = z.object({ id: Id, email: z.string(), role: GivenRole, language: Language, invitedBy: z.string(), sentAt: Instant, expiresAt: Instant, expired: z.boolean() })
const OneInvitation = z.object({ invitationId: Id })
export const listInvitations = route({ method: 'GET', path: '/v1/invitations', may: 'staff.read', summary: 'Invitations that wait for an answer, the latest first.', query: PageQuery, answers: page(Invitation) })
export const invite = route({ method: 'POST', path: '/v1/invitations', may: 'staff.write', summary: 'Invites a person by mail; the link works for seven days.', body: z.object({ email: Email, role: GivenRole, language: Language.optional() }), answers: Invitation, audits: 'staff.invite' })
export const resendInvitation = route({ method: 'POST', path: '/v1/invitations/:invitationId/resend', may: 'staff.write', summary: 'Sends an invitation again with a new link; the old link stops working.', params: OneInvitation, answers: Invitation, audits: 'staff.resend_invitation' })
export const revokeInvitation = route({ method: 'DELETE', path: '/v1/invitations/:invitationId', may: 'staff.write', summary: 'Takes an invitation back.', params: OneInvitation, answers: Done, audits: 'staff.revoke_invitation' })
