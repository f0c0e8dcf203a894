import { sql } from 'kysely'
import { announce, inTransaction, nowText, type Ctx, type Db } from '../../platform/index.ts'
import { waitForCopy } from '../../warehouse/index.ts'
import { zoneOf } from '../segments.ts'
import { standings } from './standings.ts'

/** Customers whose scores changed, column by column. A recency of 0: has none any more. */
type Changed = { ids: string[]; recency: number[]; frequency: number[]; monetary: number[]; groups: string[]; deciles: number[]; currencies: string[] }

/**
 * Computes the scores of everybody from the warehouse, once it holds all that was recorded until now, and writes those
 * that changed, some thousand in a transaction. Done twice it changes nothing.
 */
export async function score(ctx: Ctx, stopping: AbortSignal): Promise<{ asOf: string; customers: number; changed: number }> {
  await waitForCopy(ctx, await lastTransaction(ctx.db))
  const now = ctx.clock.now()
  const chunks = await changes(ctx, { at: now.epochMilliseconds, zone: await zoneOf(ctx.db, null) })
  let changed = 0
  for (const chunk of chunks) {
    stopping.throwIfAborted()
    changed += await inTransaction(ctx.db, db => write(db, chunk))
  }
  const { customers } = await ctx.db.selectFrom('scores').select(({ fn }) => fn.countAll<number>().as('customers')).executeTakeFirstOrThrow()
  await announce(ctx.db, { topic: 'scores' })
  return { asOf: nowText({ now: () => now }), customers, changed }
}

/** All transactions up to this one are over. */
async function lastTransaction(db: Db): Promise<string> {
  const { rows } = await sql<{ last: string }>`select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text as last`.execute(db)
  return rows[0]!.last
}

const parts = ['recency', 'frequency', 'monetary', 'rfm_group', 'value_decile', 'currency']

/** Who stands elsewhere than the copy of the scores says, some thousand in a chunk. */
const changes = (ctx: Ctx, asOf: Parameters<typeof standings>[0]): Promise<Changed[]> =>
  ctx.warehouse.rows<Changed>(`
    select groupArray(id) as ids, groupArray(recency) as recency, groupArray(frequency) as frequency, groupArray(monetary) as monetary, groupArray(rfm_group) as groups, groupArray(value_decile) as deciles, groupArray(currency) as currencies
    from (
      select if(now.recency = 0, was.id, now.customer_id) as id, ${parts.map(part => `now.${part} as ${part}`).join(', ')}
      from ${standings(asOf)} as now full outer join (select * from scores final where not deleted) as was on was.id = now.customer_id
      where ${parts.map(part => `now.${part} != was.${part}`).join(' or ')}
    ) group by cityHash64(id) % 64`, {}, { join_use_nulls: 0 })

/** Writes a chunk, and has those asked again whose answer may rest on it. @returns how many changed */
async function write(db: Db, { ids, recency, frequency, monetary, groups, deciles, currencies }: Changed): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    with found as materialized (select * from unnest(${ids}::uuid[], ${recency}::int2[], ${frequency}::int2[], ${monetary}::int2[], ${groups}::text[], ${deciles}::int2[], ${currencies}::text[])
        as t (id, recency, frequency, monetary, rfm_group, value_decile, currency)),
      gone as (delete from scores using found where scores.id = found.id and found.recency = 0 returning scores.id),
      stood as (
        insert into scores (id, recency, frequency, monetary, rfm_group, value_decile, currency)
        select found.* from found join customers as c on c.id = found.id and c.merged_into is null where found.recency > 0 order by found.id
        on conflict (id) do update set recency = excluded.recency, frequency = excluded.frequency, monetary = excluded.monetary, rfm_group = excluded.rfm_group, value_decile = excluded.value_decile, currency = excluded.currency
        where (scores.recency, scores.frequency, scores.monetary, scores.rfm_group, scores.value_decile, scores.currency)
          is distinct from (excluded.recency, excluded.frequency, excluded.monetary, excluded.rfm_group, excluded.value_decile, excluded.currency)
        returning scores.id)
    select id from gone union all select id from stood`.execute(db)
  await sql`
    insert into segment_touched (customer_id) select id from unnest(${rows.map(row => row.id)}::uuid[]) as t (id)
    where exists (select from segment_versions where state in ('serving', 'building') and rule::text ~ '"(rfm_|value_decile)')`.execute(db)
  return rows.length
}
