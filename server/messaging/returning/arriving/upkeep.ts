import { sql } from 'kysely'
import { z } from 'zod'
import { job } from '../../../platform/index.ts'

/** How long the source of a mail is kept that is no answer of a person, and what a provider told. */
export const keptDays = 30

/** Each night. Answers stay with their source; of bounces and complaints what they said stays, in `message_returns`. */
export const tidyReturns = job('messages.tidy_returns', z.object({}), async ({ db, clock }) => {
  const before = clock.now().subtract({ hours: keptDays * 24 }).toString()
  const figures = sql`(select jsonb_set(understood, '{recipients}', coalesce(jsonb_agg(one || '{"address": null, "diagnostic": null}'), '[]')) from jsonb_array_elements(understood -> 'recipients') as one)`
  await sql`update inbound_mails set raw = null, body = case when kind = 'auto_reply' then null else body end, mentioned = '{}', understood = coalesce(${figures}, understood) where raw is not null and state = 'read' and kind <> 'reply' and read_at < ${before}`.execute(db)
  await sql`delete from return_notices where state = 'read' and read_at < ${before}`.execute(db)
}, { cron: '23 3 * * *' })
