import * as account from '../../contracts/account.ts'
import * as log from '../../contracts/audit.ts'
import * as keys from '../../contracts/keys.ts'
import * as door from '../../contracts/signin.ts'
import * as team from '../../contracts/staff.ts'
import { serve, type Served } from '../platform/index.ts'
import { changePassword, editProfile, whoAmI } from './account/me.ts'
import { addPasskey, listPasskeys, newPasskeyChallenge, removePasskey, renamePasskey } from './account/passkeys.ts'
import { endOtherSessions, endSession, listSessions } from './account/sessions.ts'
import { confirmTwoFactor, endTwoFactor, newRecoveryCodes, startTwoFactor } from './account/two-factor.ts'
import { auditChoices, auditLogAsCsv, readAuditLog } from './audit-log.ts'
import { browserOf } from './signin/browser.ts'
import { forgot, reset } from './signin/password.ts'
import { isSetUp, setUp } from './signin/setup.ts'
import { passkeyChallenge, signIn, signInWithCode, signInWithPasskey, signInWithRecoveryCode, signOut } from './signin/sign-in.ts'
import { acceptInvitation, invite, listInvitations, lookAtInvitation, resendInvitation, revokeInvitation } from './team/invitations.ts'
import { listKeys, makeKey, revokeKey } from './team/keys.ts'
import { changeRole, deactivate, listStaff, reactivate, transferOwnership } from './team/people.ts'
import { viewRoutes } from './views-routes.ts'

const done = (work: Promise<unknown>) => work.then(() => ({ done: true as const }))

const doorRoutes: Served[] = [
  serve(door.setupState, async ctx => ({ needed: !(await isSetUp(ctx)) })),
  serve(door.setUp, (ctx, call) => setUp(ctx, browserOf(ctx, call), call.body)),
  serve(door.signIn, (ctx, call) => signIn(ctx, browserOf(ctx, call), call.body)),
  serve(door.signInWithCode, (ctx, call) => signInWithCode(ctx, browserOf(ctx, call), call.body.code)),
  serve(door.signInWithRecoveryCode, (ctx, call) => signInWithRecoveryCode(ctx, browserOf(ctx, call), call.body.code)),
  serve(door.passkeyChallenge, (ctx, call) => passkeyChallenge(ctx, browserOf(ctx, call))),
  serve(door.signInWithPasskey, (ctx, call) => signInWithPasskey(ctx, browserOf(ctx, call), call.body.response)),
  serve(door.signOut, (ctx, call) => done(signOut(ctx, call.caller, browserOf(ctx, call)))),
  serve(door.forgotPassword, (ctx, call) => done(forgot(ctx, browserOf(ctx, call), call.body.email))),
  serve(door.resetPassword, (ctx, call) => done(reset(ctx, browserOf(ctx, call), call.body))),
  serve(door.openInvitation, (ctx, call) => lookAtInvitation(ctx, browserOf(ctx, call), call.body.token)),
  serve(door.acceptInvitation, (ctx, call) => acceptInvitation(ctx, browserOf(ctx, call), call.body)),
]

const accountRoutes: Served[] = [
  serve(account.me, (ctx, { caller }) => whoAmI(ctx, caller)),
  serve(account.editMe, (ctx, { caller, body }) => editProfile(ctx, caller, body)),
  serve(account.changePassword, (ctx, call) => done(changePassword(ctx, call.caller, browserOf(ctx, call), call.body))),
  serve(account.mySessions, (ctx, { caller }) => listSessions(ctx, caller)),
  serve(account.endSession, (ctx, { caller, params }) => done(endSession(ctx, caller, params.sessionId))),
  serve(account.endOtherSessions, (ctx, { caller }) => endOtherSessions(ctx, caller)),
  serve(account.startTwoFactor, (ctx, call) => startTwoFactor(ctx, call.caller, browserOf(ctx, call), call.body.password)),
  serve(account.confirmTwoFactor, (ctx, call) => done(confirmTwoFactor(ctx, call.caller, browserOf(ctx, call), call.body.code))),
  serve(account.endTwoFactor, (ctx, call) => done(endTwoFactor(ctx, call.caller, browserOf(ctx, call), call.body.password))),
  serve(account.newRecoveryCodes, (ctx, call) => newRecoveryCodes(ctx, call.caller, browserOf(ctx, call), call.body.password)),
  serve(account.myPasskeys, (ctx, { caller }) => listPasskeys(ctx, caller)),
  serve(account.newPasskeyChallenge, (ctx, call) => newPasskeyChallenge(ctx, call.caller, browserOf(ctx, call))),
  serve(account.addPasskey, (ctx, call) => addPasskey(ctx, call.caller, browserOf(ctx, call), call.body)),
  serve(account.renamePasskey, (ctx, { caller, params, body }) => renamePasskey(ctx, caller, { ...params, ...body })),
  serve(account.removePasskey, (ctx, { caller, params }) => done(removePasskey(ctx, caller, params.passkeyId))),
]

const teamRoutes: Served[] = [
  serve(team.listStaff, (ctx, { query }) => listStaff(ctx, query)),
  serve(team.changeRole, (ctx, { caller, params, body }) => changeRole(ctx, caller, { ...params, ...body })),
  serve(team.deactivate, (ctx, { caller, params }) => deactivate(ctx, caller, params.staffId)),
  serve(team.reactivate, (ctx, { caller, params }) => reactivate(ctx, caller, params.staffId)),
  serve(team.transferOwnership, (ctx, call) => transferOwnership(ctx, call.caller, browserOf(ctx, call), { ...call.params, ...call.body })),
  serve(team.listInvitations, (ctx, { query }) => listInvitations(ctx, query)),
  serve(team.invite, (ctx, { caller, body }) => invite(ctx, caller, body)),
  serve(team.resendInvitation, (ctx, { params }) => resendInvitation(ctx, params.invitationId)),
  serve(team.revokeInvitation, (ctx, { caller, params }) => done(revokeInvitation(ctx, caller, params.invitationId))),
  serve(keys.listKeys, (ctx, { query }) => listKeys(ctx, query)),
  serve(keys.makeKey, (ctx, { caller, body }) => makeKey(ctx, caller, body)),
  serve(keys.revokeKey, (ctx, { caller, params }) => done(revokeKey(ctx, caller, params.keyId))),
]

const logRoutes: Served[] = [
  serve(log.auditLog, (ctx, { query }) => readAuditLog(ctx, query)),
  serve(log.auditChoices, ctx => auditChoices(ctx)),
  serve(log.exportAudit, (ctx, { query, reply }) =>
    reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="suki-audit-${ctx.clock.now().toString().slice(0, 10)}.csv"`).send(auditLogAsCsv(ctx, query))),
]

export const routes = [...doorRoutes, ...accountRoutes, ...teamRoutes, ...logRoutes, ...viewRoutes]
