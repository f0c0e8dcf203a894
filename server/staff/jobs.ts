import { z } from 'zod'
import { job, nowText } from '../platform/index.ts'
import { mailChanged } from './account/me.ts'
import { mailReset } from './signin/password.ts'
import { forgetExpired } from './signin/queries.ts'
import { mailInvitation } from './team/invitations.ts'

const forget = job('staff.forget_expired', z.unknown(), ctx => forgetExpired(ctx.db, { now: nowText(ctx.clock) }), { cron: '17 * * * *' })

export const jobs = [mailReset, mailInvitation, mailChanged, forget]
