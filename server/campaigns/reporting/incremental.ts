import { sql } from 'kysely'
import type { Campaign, Report } from '../../../contracts/campaigns.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import { effectOf, seeded, type Group } from '../statistics/effect.ts'
import { spentWhileCounted } from './attribution.ts'

type Row = { heldOut: boolean; people: number; amounts: number[]; openUntil: string | null }

/**
 * What a campaign brought: what everybody who might have got it spent within the window, against those who were held out
 * by lot, whatever became of the message (intention to treat, so that nothing but the lot differs).
 */
export async function incremental({ db, clock }: Ctx, campaign: Campaign, currency: string | null): Promise<Report['incremental']> {
  const rows = await groups(db, campaign, currency)
  const of = (heldOut: boolean): Group => {
    const row = rows.find(r => r.heldOut === heldOut)
    return { people: row?.people ?? 0, amounts: row?.amounts ?? [] }
  }
  const [treated, control] = [of(false), of(true)]
  const ends = rows.flatMap(row => row.openUntil ?? []).toSorted().at(-1) ?? null
  const counted = { treated: treated.people, heldOut: control.people, treatedBuyers: treated.amounts.length, heldOutBuyers: control.amounts.length, openUntil: ends && ends > clock.now().toString() ? ends : null }
  const nothing = { revenueMinor: null, fromMinor: null, toMinor: null, pValue: null }
  if (!control.people) return { verdict: 'no_hold_out', ...counted, ...nothing }
  // The same people in the same order always give the same interval.
  const effect = effectOf(treated, control, seeded(Number.parseInt(campaign.id.replaceAll('-', '').slice(-8), 16)))
  if (!effect) return { verdict: 'too_few', ...counted, ...nothing }
  const isClear = effect.pValue < 0.05
  return { verdict: !isClear ? 'unclear' : effect.total > 0 ? 'more' : 'less', ...counted, revenueMinor: Math.round(effect.total), fromMinor: Math.round(effect.from), toMinor: Math.round(effect.to), pValue: effect.pValue }
}

async function groups(db: Db, campaign: Campaign, currency: string | null): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with spent as materialized (${spentWhileCounted(campaign, currency)})
    select g.held_out as "heldOut", g.people, g.ends + make_interval(days => ${campaign.attributionDays}) as "openUntil",
      coalesce((select array_agg(amount order by amount) from spent as s where s.held_out = g.held_out), '{}') as amounts
    from (select state = 'held_out' as held_out, count(*) as people, max(planned_at) as ends from messages where mailing_id = ${campaign.id} and eligible and letter <> '-' group by 1) as g`.execute(db)
  return rows
}
