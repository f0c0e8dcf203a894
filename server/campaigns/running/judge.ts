import { sql } from 'kysely'
import type { Campaign } from '../../../contracts/campaigns.ts'
import { announce, nowText, type Ctx } from '../../platform/index.ts'
import { variantFigures, type VariantFigures } from '../reporting/variants.ts'
import { effectOf, seeded } from '../statistics/effect.ts'
import { compareShares } from '../statistics/proportions.ts'
import { noLetter } from './chance.ts'
import { nextTime } from './times.ts'

/** How a winner was found: what each variant reached, and how likely so large a lead is by chance alone. */
export type Because = { by: 'revenue' | 'click' | 'open'; variants: { letter: string; sent: number; value: number }[]; pValue: number | null; isClear: boolean }

/** Everybody who waited gets the variant that did best; whether its lead may be chance is kept with it. */
export async function judge({ db, clock }: Ctx, campaign: Campaign): Promise<void> {
  const figures = await variantFigures(db, campaign)
  const { winner, because } = bestOf(figures, campaign.test!.winner)
  const at = nowText(clock)
  await sql`update campaigns set winner = ${winner}, winner_at = ${at}, winner_because = ${JSON.stringify(because)} where id = ${campaign.id}`.execute(db)
  await release(db, campaign, winner, clock.now())
  await announce(db, { topic: 'messages', id: campaign.id })
}

export function bestOf(figures: VariantFigures[], by: Because['by']): { winner: string; because: Because } {
  const valued = figures.map(f => ({ letter: f.letter, sent: f.sent, value: valueOf(f, by), figures: f })).toSorted((a, b) => b.value - a.value || (a.letter < b.letter ? -1 : 1))
  const [best, ...others] = valued
  const comparisons = Math.max(1, others.length)
  const pValues = others.map(other => pValueOf(best!.figures, other.figures, by))
  // The lead over the nearest of several: Bonferroni, so that more variants do not make a winner by luck.
  const pValue = pValues.length && pValues.every(p => p !== null) ? Math.min(1, Math.max(...pValues.map(p => p!)) * comparisons) : null
  return { winner: best!.letter, because: { by, variants: valued.map(({ letter, sent, value }) => ({ letter, sent, value })).toSorted((a, b) => (a.letter < b.letter ? -1 : 1)), pValue, isClear: pValue !== null && pValue < 0.05 } }
}

const valueOf = ({ sent, opened, clicked, revenueMinor }: VariantFigures, by: Because['by']): number => (sent ? { revenue: revenueMinor, click: clicked, open: opened }[by] / sent : 0)

function pValueOf(one: VariantFigures, other: VariantFigures, by: Because['by']): number | null {
  if (by === 'revenue') return effectOf({ people: one.sent, amounts: one.amounts }, { people: other.sent, amounts: other.amounts }, seeded(1))?.pValue ?? null
  const did = (f: VariantFigures) => ({ did: by === 'click' ? f.clicked : f.opened, of: f.sent })
  return compareShares(did(one), did(other))?.pValue ?? null
}

/** A winning time of day is that of each recipient's clock. */
async function release(db: Ctx['db'], campaign: Campaign, winner: string, now: Temporal.Instant): Promise<void> {
  const time = campaign.test!.about === 'time' ? campaign.variants[winner as 'A']?.time : undefined
  if (!time) {
    await sql`update messages set letter = ${winner}, send_at = ${now.toString()}, planned_at = ${now.toString()} where mailing_id = ${campaign.id} and letter = ${noLetter}`.execute(db)
    return
  }
  const { rows: zones } = await sql<{ zone: string }>`select distinct coalesce(c.traits ->> 'timezone', '') as zone from messages as m join customers as c on c.id = m.customer_id where m.mailing_id = ${campaign.id} and m.letter = ${noLetter}`.execute(db)
  for (const { zone } of zones) {
    const at = nextTimeSafely(time, zone, now)
    await sql`update messages as m set letter = ${winner}, send_at = ${at}, planned_at = ${at} from customers as c where m.mailing_id = ${campaign.id} and m.letter = ${noLetter} and c.id = m.customer_id and coalesce(c.traits ->> 'timezone', '') = ${zone}`.execute(db)
  }
}

function nextTimeSafely(time: string, zone: string, now: Temporal.Instant): string {
  try {
    return nextTime(time, zone || 'UTC', now).toString()
  } catch {
    return nextTime(time, 'UTC', now).toString()
  }
}
