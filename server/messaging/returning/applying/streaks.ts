import { sql } from 'kysely'
import type { Db } from '../../../platform/index.ts'

/**
 * An address that refused this many messages in a row over at least this many days is taken for dead, though each refusal
 * was for that moment only: a mailbox that stays full for two weeks is nobody's.
 */
export const streakLimit = { bounces: 5, days: 14 }

/** Counts a refusal that is not for ever. @returns whether the address is to be given up */
export async function lengthenStreak(db: Db, { nodeId, at }: { nodeId: string; at: string }): Promise<boolean> {
  const { rows } = await sql<{ isOver: boolean }>`
    insert into bounce_streaks as s (node_id, count, first_at, last_at) values (${nodeId}, 1, ${at}, ${at})
    on conflict (node_id) do update set count = s.count + 1, first_at = least(s.first_at, excluded.first_at), last_at = greatest(s.last_at, excluded.last_at)
    returning count >= ${streakLimit.bounces} and last_at - first_at >= make_interval(days => ${streakLimit.days}) as "isOver"`.execute(db)
  return rows[0]!.isOver
}

/** Something arrived, or was opened by a person: the row begins anew. */
export async function endStreak(db: Db, nodeIds: string[]): Promise<void> {
  if (nodeIds.length) await db.deleteFrom('bounce_streaks').where('node_id', 'in', nodeIds).execute()
}
