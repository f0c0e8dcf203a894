import type { Campaign, Report } from '../../../contracts/campaigns.ts'
import { Card, Tag, useFormat, useText } from '../../ui/index.ts'
import css from '../campaigns.module.css'

type Because = { pValue: number | null; isClear: boolean }

/** The variants side by side, and whether the lead of the winner may be chance. */
export function VariantsCard({ campaign, report: { variants, currency } }: { campaign: Campaign; report: Report }) {
  const t = useText()
  const format = useFormat()
  const share = (count: number, of: number) => (of ? format.percent(count / of) : '–')
  const because = campaign.winnerBecause as Because | null
  return (
    <Card title={t('campaigns.variants.title')} note={campaign.winner ? t(because?.isClear ? 'campaigns.variants.clear' : 'campaigns.variants.chance', { letter: campaign.winner }) : undefined}>
      <div className={css.scroll} role="region" tabIndex={0} aria-label={t('campaigns.variants.title')}>
        <table className={css.table}>
          <thead><tr><th>{t('campaigns.variants.variant')}</th><th>{t('campaigns.report.sent')}</th><th>{t('campaigns.report.opened')}</th><th>{t('campaigns.report.clicked')}</th><th>{t('campaigns.report.unsubscribed')}</th><th>{t('campaigns.report.revenue')}</th></tr></thead>
          <tbody>{variants.map(v => <tr key={v.letter}><th>{v.letter}{v.letter === campaign.winner && <> <Tag tone="brand">{t('campaigns.variants.winner')}</Tag></>}</th><td className="num">{format.number(v.sent)}</td><td className="num">{share(v.opened, v.sent)}</td><td className="num">{share(v.clicked, v.sent)}</td><td className="num">{share(v.unsubscribed, v.sent)}</td><td className="num">{currency ? format.money(v.attributed.revenueMinor, currency, 'whole') : '–'}</td></tr>)}</tbody>
        </table>
      </div>
    </Card>
  )
}

/** How often each link was followed by people; programs apart. */
export function LinksCard({ links }: { links: { url: string; index: number; people: number; clicks: number; machines: number }[] }) {
  const t = useText()
  const format = useFormat()
  const most = Math.max(1, ...links.map(link => link.people))
  return (
    <Card title={t('campaigns.links.title')} note={t('campaigns.links.note')}>
      <div className={css.funnel}>
        {links.map(link => <div key={`${link.index} ${link.url}`} className={css.stage} data-tone="send"><span className="clip" title={link.url}>{link.url.replace(/^https?:\/\//, '')}</span><b className="num">{t('campaigns.links.people', { count: link.people })}{link.machines > 0 && <span className="muted"> · {t('campaigns.links.machines', { count: link.machines, shown: format.number(link.machines) })}</span>}</b><i style={{ width: `${(100 * link.people) / most}%` }} /></div>)}
      </div>
    </Card>
  )
}
