import { sql } from 'kysely'
import { inboundWays, type InboundWay, type WayIn } from '../../../../contracts/returns.ts'
import { nowText, type Ctx } from '../../../platform/index.ts'

/** How often a worker says that it takes in mail, and after how long without that it is not believed any more. */
export const tellEveryMs = 60_000
const silentAfterMinutes = 3
/** A worker that ended without a word is forgotten. */
const forgottenAfterHours = 7 * 24

export type OpenWay = { way: InboundWay; address: string; certificateUntil?: string | null }

/** Says that this worker takes in mail there, or could not just now. */
export async function tellWay({ db, clock }: Ctx, { way, address, certificateUntil = null }: OpenWay, problem: string | null = null): Promise<void> {
  const now = nowText(clock)
  await sql`
    insert into inbound_ways as w (way, address, certificate_until, started_at, seen_at, problem, problem_at) values (${way}, ${address}, ${certificateUntil}, ${now}, ${now}, ${problem?.slice(0, 500) ?? null}, ${problem === null ? null : now})
    on conflict (way, address) do update set seen_at = excluded.seen_at, certificate_until = excluded.certificate_until, problem = excluded.problem, problem_at = excluded.problem_at,
      started_at = case when w.stopped_at is null then w.started_at else excluded.started_at end, stopped_at = null`.execute(db)
}

export const endWay = ({ db, clock }: Ctx, { way, address }: OpenWay) => sql`update inbound_ways set stopped_at = ${nowText(clock)} where way = ${way} and address = ${address}`.execute(db)

/** Each way that is on with where, and each that is not, once. */
export async function listWaysIn({ db, clock }: Ctx): Promise<{ ways: WayIn[]; bounceDomain: string | null }> {
  const now = clock.now()
  const { rows } = await sql<WayIn>`
    select way, case when seen_at >= ${now.subtract({ minutes: silentAfterMinutes }).toString()} then 'on' else 'silent' end as state, address, seen_at as "seenAt", certificate_until as "certificateUntil", problem, problem_at as "problemAt", null as "lastAt"
    from inbound_ways where stopped_at is null and seen_at >= ${now.subtract({ hours: forgottenAfterHours }).toString()} order by seen_at desc, address limit 100`.execute(db)
  const { rows: last } = await sql<{ way: InboundWay; at: string | null }>`
    select way, (select received_at from inbound_mails as m where m.way = w.way order by received_at desc limit 1) as at from unnest(${[...inboundWays]}::text[]) as w (way)`.execute(db)
  const domain = await db.selectFrom('sending_domains').select(['domain', 'bounce_domain as bounceDomain']).orderBy('created_at').executeTakeFirst()
  const ways = inboundWays.flatMap((way): WayIn[] => {
    const lastAt = last.find(one => one.way === way)?.at ?? null
    const own = rows.filter(one => one.way === way)
    // After a restart with another port the old one is not worth a word.
    const shown = own.some(one => one.state === 'on') ? own.filter(one => one.state === 'on') : own.slice(0, 1)
    return shown.length ? shown.map(one => ({ ...one, lastAt })) : [{ way, state: 'off', address: null, seenAt: null, certificateUntil: null, problem: null, problemAt: null, lastAt }]
  })
  return { ways, bounceDomain: domain?.bounceDomain ?? domain?.domain ?? null }
}
