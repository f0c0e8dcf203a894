import type { Campaign, Report } from '../../../contracts/campaigns.ts'
import { Card, Facts, Link, useFormat, useText, When } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import type { Shown } from './numbers.ts'

/** What the campaign brought, against those who were left out by lot, in a plain sentence. */
export function EarnedCard({ campaign, report: { incremental, attributed, currency }, to }: { campaign: Campaign; report: Report; to: (wanted: Partial<Shown>) => string | undefined }) {
  const t = useText()
  const format = useFormat()
  const money = (minor: number | null) => (minor === null || !currency ? '–' : format.money(minor, currency, 'whole'))
  const { verdict, revenueMinor, fromMinor, toMinor, treated, heldOut, treatedBuyers, heldOutBuyers, openUntil } = incremental
  const texts = { more: 'campaigns.earned.more', less: 'campaigns.earned.less', unclear: 'campaigns.earned.unclear', no_hold_out: 'campaigns.earned.noHoldOut', too_few: 'campaigns.earned.tooFew' } as const
  const linked = (wanted: Partial<Shown>, text: string) => {
    const rows = to(wanted)
    return rows ? <Link className="textlink" to={rows}>{text}</Link> : text
  }
  return (
    <Card title={t('campaigns.earned.title')} note={openUntil ? <>{t('campaigns.earned.openUntil')} <When at={openUntil} style="date" /></> : undefined}>
      <p className={css.sentence}>{t(texts[verdict], { amount: money(revenueMinor === null ? null : Math.abs(revenueMinor)), from: money(fromMinor), to: money(toMinor) })}</p>
      {fromMinor !== null && toMinor !== null && <Interval from={fromMinor} to={toMinor} at={revenueMinor!} money={money} />}
      <Facts rows={[
        [t('campaigns.earned.attributed'), linked({ show: 'orders' }, `${money(attributed.revenueMinor)} · ${t('campaigns.earned.orders', { count: attributed.orders })}`)],
        heldOut > 0 && [t('campaigns.earned.treated'), linked({ bought: 'treated' }, t('campaigns.earned.buyers', { count: treatedBuyers, of: format.number(treated) }))],
        heldOut > 0 && [t('campaigns.earned.heldOut'), linked({ bought: 'held_out' }, t('campaigns.earned.buyers', { count: heldOutBuyers, of: format.number(heldOut) }))],
      ]} />
      {fromMinor !== null && <p className={css.hint}>{t('campaigns.earned.how', { count: campaign.attributionDays })}</p>}
    </Card>
  )
}

/** The interval on a line with zero on it. */
function Interval({ from, to, at, money }: { from: number; to: number; at: number; money: (minor: number) => string }) {
  const [low, high] = [Math.min(0, from), Math.max(0, to)]
  const place = (value: number) => `${high > low ? (100 * (value - low)) / (high - low) : 50}%`
  return (
    <div className={css.interval} role="img" aria-label={`${money(from)} – ${money(to)}`}>
      <span className={css.line} /><span className={css.range} style={{ left: place(from), width: `calc(${place(to)} - ${place(from)})` }} /><span className={css.zero} style={{ left: place(0) }} /><span className={css.point} style={{ left: place(at) }} />
      <span className={css.from} style={{ left: place(from) }}>{money(from)}</span><span className={css.to} style={{ left: place(to) }}>{money(to)}</span>
    </div>
  )
}
