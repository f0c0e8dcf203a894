import { sql } from 'kysely'
import { z } from 'zod'
import { inTransaction, job, nowText, within, type Ctx } from '../../../platform/index.ts'
import { readMessageId, readVerp } from '../addresses.ts'
import { applyReturns, type Return } from '../applying/apply.ts'
import { messageOfProvider } from '../applying/find.ts'
import type { HookProvider } from './keys.ts'
import { mailgunNotices } from './mailgun.ts'
import type { Notice } from './notices.ts'
import { postmarkNotices } from './postmark.ts'
import { sendgridNotices } from './sendgrid.ts'
import { sesNotices } from './ses.ts'

const readers: Record<HookProvider, (body: string, now: Temporal.Instant) => Notice[]> = { ses: sesNotices, postmark: postmarkNotices, sendgrid: sendgridNotices, mailgun: mailgunNotices }

/** Reads what a provider told and does what follows from it. What cannot be read stays, and can be read again. */
export const readNotice = job('messages.read_notice', z.object({ noticeId: z.uuid() }), async (ctx, { noticeId }) => {
  const row = await ctx.db.selectFrom('return_notices').select(['provider', 'body']).where('id', '=', noticeId).where('state', '<>', 'read').executeTakeFirst()
  if (!row) return
  const provider = row.provider as HookProvider
  const notices = attempt(() => readers[provider](row.body, ctx.clock.now()))
  if ('problem' in notices) return void (await ctx.db.updateTable('return_notices').set({ state: 'unreadable', problem: notices.problem, read_at: nowText(ctx.clock) }).where('id', '=', noticeId).execute())
  await inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const returns: Return[] = []
    for (const { ids, ...notice } of notices.read) {
      const messageId = await messageNamed(own, ids)
      if (messageId) returns.push({ messageId, source: provider, sourceId: noticeId, ...notice })
    }
    await applyReturns(own, returns)
    await sql`update return_notices set state = 'read', problem = null, read_at = ${nowText(ctx.clock)} where id = ${noticeId}`.execute(db)
  })
})

function attempt(read: () => Notice[]): { read: Notice[] } | { problem: string } {
  try {
    return { read: read() }
  } catch (error) {
    return { problem: (error as Error).message.slice(0, 500) }
  }
}

/** An id of ours, wherever the provider gives it; else the provider's own, which may look like one of ours. */
async function messageNamed(ctx: Ctx, ids: string[]): Promise<string | null> {
  const ours = ids.flatMap(id => readVerp(ctx, id) ?? readMessageId(id) ?? [])
  const known = ours.length ? await ctx.db.selectFrom('messages').select('id').where('id', 'in', ours).limit(1).executeTakeFirst() : undefined
  return known?.id ?? messageOfProvider(ctx, ids)
}
