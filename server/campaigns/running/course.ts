import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { announce, inTransaction, nowText, within, type Ctx } from '../../platform/index.ts'
import { campaignOf } from '../campaigns.ts'
import { drawNext } from './draw.ts'
import { judgedAt } from './times.ts'
import { judge } from './judge.ts'

/**
 * Does the next thing that is due for any campaign: begins it, draws more of its audience, finds the winner of its test,
 * ends it. Each step is one transaction, so any number of processes may do so and any of them may be killed.
 * @returns whether there was something to do
 */
export async function campaignsOn(ctx: Ctx): Promise<boolean> {
  const now = nowText(ctx.clock)
  const { rows } = await sql<{ id: string; state: string; drawn: boolean }>`
    select id, state, drawn_at is not null as drawn from campaigns where (state = 'scheduled' and starts_at <= ${now}) or state = 'sending' order by starts_at, id`.execute(ctx.db)
  let did = false
  for (const { id, state, drawn } of rows) {
    if (state === 'scheduled') did = (await begin(ctx, id)) || did
    else if (!drawn) {
      await drawNext(ctx, id)
      did = true
    } else did = (await judgeOrEnd(ctx, id)) || did
  }
  return did
}

const begin = (ctx: Ctx, id: string): Promise<boolean> =>
  inTransaction(ctx.db, async db => {
    const campaign = await campaignOf(db, id, { lock: true })
    if (campaign.state !== 'scheduled') return false
    const at = nowText(ctx.clock)
    await sql`
      insert into mailings (id, stream, purpose, channel, name, store_id, sender_id, variants, created_at)
      values (${id}, 'campaign', 'marketing', 'email', ${campaign.name}, ${campaign.storeId}, ${campaign.senderId}, ${JSON.stringify(campaign.variants)}, ${at})
      on conflict (id) do update set state = 'active', variants = excluded.variants, sender_id = excluded.sender_id`.execute(db)
    await sql`update campaigns set state = 'sending', started_at = ${at}, changed_at = ${at} where id = ${id}`.execute(db)
    await announce(db, { topic: 'messages', id })
    return true
  })

const judgeOrEnd = (ctx: Ctx, id: string): Promise<boolean> =>
  inTransaction(ctx.db, async db => {
    const campaign = await campaignOf(db, id, { lock: true })
    if (campaign.state !== 'sending' || !campaign.drawnAt) return false
    const isOpen = campaign.test !== null && campaign.winner === null && campaign.test.sharePercent < 100
    if (isOpen) {
      if (Temporal.Instant.compare(judgedAt(campaign, campaign.drawnAt), ctx.clock.now()) > 0) return false
      await judge(within(ctx, { db }), campaign)
      return true
    }
    const { rows: left } = await sql`select from messages where mailing_id = ${id} and state in ('queued', 'handing') limit 1`.execute(db)
    if (left.length) return false
    const at = nowText(ctx.clock)
    await sql`update campaigns set state = 'done', finished_at = ${at}, changed_at = ${at} where id = ${id}`.execute(db)
    await sql`update mailings set state = 'done' where id = ${id}`.execute(db)
    await announce(db, { topic: 'messages', id })
    return true
  })

/** Keeps campaigns going until stopped. */
export async function runCampaigns(ctx: Ctx): Promise<() => Promise<void>> {
  const ending = new AbortController()
  const running = (async () => {
    while (!ending.signal.aborted) {
      const did = await campaignsOn(ctx).catch((error: Error) => void ctx.log.warn({ error: error.message }, 'Campaigns could not go on just now; trying again.'))
      if (!did) await pause(500, undefined, { signal: ending.signal }).catch(() => {})
    }
  })()
  return async () => {
    ending.abort()
    await running
  }
}
