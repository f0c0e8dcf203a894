import { sql } from 'kysely'
import { z } from 'zod'
import { announce, inTransaction, job, within, type Ctx, type Db } from '../../../platform/index.ts'
import { audit } from '../../../staff/index.ts'
import { evidence } from './find.ts'
import { judge, keyOf, type Judged } from './judge.ts'

const writtenAtOnce = 1000

/** Looks through all customers for pairs who may be one person. Every night, and when somebody asks. */
export const lookForDuplicates = job('suggestions.look', z.object({}).loose(), (ctx, _payload, stopping) => look(ctx, stopping), { cron: '40 2 * * *' })

/** Somebody asks for it: within moments. */
export const askToLook = (ctx: Ctx): Promise<void> =>
  inTransaction(ctx.db, async db => {
    await lookForDuplicates.later(db, {}, { key: lookKey, queue: lookKey })
    await audit(within(ctx, { db }), { action: 'suggestions.look', record: { kind: 'suggestions', id: '', label: null } })
  })

export const lookKey = 'look-for-duplicates'

async function look(ctx: Ctx, stopping: AbortSignal): Promise<void> {
  const settled = new Set([...(await cutPairs(ctx.db)), ...(await dismissedPairs(ctx.db))])
  const found = judge(await evidence(ctx)).filter(pair => !settled.has(keyOf(pair.one, pair.other)))
  for (let i = 0; i < found.length && !stopping.aborted; i += writtenAtOnce) await suggest(ctx, found.slice(i, i + writtenAtOnce))
  if (stopping.aborted) throw new Error('Suki stops; the rest is looked for at the next start.')
  await forgetStale(ctx.db, new Set(found.map(pair => keyOf(pair.one, pair.other))))
  const now = ctx.clock.now().toString()
  await sql`insert into settings (name, value, updated_at) values ('duplicates_looked_at', to_jsonb(${now}::text), ${now}) on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(ctx.db)
  await announce(ctx.db, { topic: 'customers', count: found.length })
}

/** Customers of whom a person said that they are two. */
async function cutPairs(db: Db): Promise<string[]> {
  const owners = (nodes: string) => sql`select distinct customer_id as id from customer_identifiers where id = any(${sql.ref(nodes)})`
  const { rows } = await sql<{ one: string; other: string }>`
    select distinct a.id as one, b.id as other from identity_cuts as k, lateral (${owners('k.ones')}) as a, lateral (${owners('k.others')}) as b where a.id <> b.id`.execute(db)
  return rows.map(row => keyOf(row.one, row.other))
}

/** Also of those who were merged since into somebody else. */
async function dismissedPairs(db: Db): Promise<string[]> {
  const { rows } = await sql<{ one: string; other: string }>`
    select coalesce(a.merged_into, a.id) as one, coalesce(b.merged_into, b.id) as other
    from merge_suggestions as s join customers as a on a.id = s.one_id join customers as b on b.id = s.other_id where s.state = 'dismissed'`.execute(db)
  return rows.map(row => keyOf(row.one, row.other))
}

/** New pairs wait; what is known of waiting ones is brought up to date; decided ones stay decided. */
async function suggest({ db, clock }: Ctx, pairs: Judged[]): Promise<void> {
  const rows = sql`json_to_recordset(${JSON.stringify(pairs)}::json) as t (one uuid, other uuid, reasons json, score int)`
  await sql`
    insert into merge_suggestions (one_id, other_id, reasons, score, found_at)
    select one, other, array(select json_array_elements_text(reasons)), score, ${clock.now().toString()}::timestamptz from ${rows}
    where exists (select from customers where id = one) and exists (select from customers where id = other) order by one, other
    on conflict (one_id, other_id) do update set reasons = excluded.reasons, score = excluded.score
      where merge_suggestions.state = 'open' and (merge_suggestions.reasons, merge_suggestions.score) is distinct from (excluded.reasons, excluded.score)`.execute(db)
}

/** Pairs for which nothing speaks any more. One that a person opened again stays. */
async function forgetStale(db: Db, found: Set<string>): Promise<void> {
  const { rows } = await sql<{ id: string; one: string; other: string }>`select id, one_id as one, other_id as other from merge_suggestions where state = 'open' and decided_at is null`.execute(db)
  const stale = rows.filter(row => !found.has(keyOf(row.one, row.other))).map(row => row.id)
  if (stale.length) await sql`delete from merge_suggestions where id = any(${stale}::uuid[]) and state = 'open'`.execute(db)
}
