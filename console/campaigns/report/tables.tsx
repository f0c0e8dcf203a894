import type { Campaign, Report } from '../../../contracts/campaigns.ts'
import { Card, Link, Tag, useFormat, useText } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import { LinkMap } from './link-map.tsx'
import type { Shown } from './numbers.ts'

type To = { to: (wanted: Partial<Shown>) => string | undefined }
type Because = { pValue: number | null; isClear: boolean }

/** The variants side by side, and whether the lead of the winner may be chance. */
export function VariantsCard({ campaign, report: { variants, currency }, to }: { campaign: Campaign; report: Report } & To) {
  const t = useText()
  const format = useFormat()
  const share = (count: number, of: number) => (of ? format.percent(count / of) : '–')
  const because = campaign.winnerBecause as Because | null
  return (
    <Card title={t('campaigns.variants.title')} note={campaign.winner ? t(because?.isClear ? 'campaigns.variants.clear' : 'campaigns.variants.chance', { letter: campaign.winner }) : undefined}>
      <div className={css.scroll} role="region" tabIndex={0} aria-label={t('campaigns.variants.title')}>
        <table className={css.table}>
          <thead><tr><th>{t('campaigns.variants.variant')}</th><th>{t('campaigns.report.sent')}</th><th>{t('campaigns.report.opened')}</th><th>{t('campaigns.report.clicked')}</th><th>{t('campaigns.report.unsubscribed')}</th><th>{t('campaigns.report.revenue')}</th></tr></thead>
          <tbody>
            {variants.map(v => {
              const letter = v.letter as 'A'
              const cell = (text: string, wanted: Partial<Shown>) => {
                const rows = to({ ...wanted, letter })
                return <td className="num">{rows ? <Link className="textlink" to={rows}>{text}</Link> : text}</td>
              }
              return (
                <tr key={letter}>
                  <th>{letter}{letter === campaign.winner && <> <Tag tone="brand">{t('campaigns.variants.winner')}</Tag></>}</th>
                  {cell(format.number(v.sent), { state: ['sent'] })}{cell(share(v.opened, v.sent), { did: 'opened' })}{cell(share(v.clicked, v.sent), { did: 'clicked' })}{cell(share(v.unsubscribed, v.sent), { did: 'unsubscribed' })}
                  {cell(currency ? format.money(v.attributed.revenueMinor, currency, 'whole') : '–', { show: 'orders' })}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

export type Followed = { url: string; index: number; people: number; clicks: number; machines: number }

/** How often each link was followed by people, in a list and on the mail; programs apart. */
export function LinksCard({ campaign, links, to }: { campaign: Campaign; links: Followed[] } & To) {
  const t = useText()
  const most = Math.max(1, ...links.map(link => link.people))
  return (
    <Card title={t('campaigns.links.title')} note={t('campaigns.links.note')}>
      <div className={css.funnel}>{links.map(link => <FollowedLink key={`${link.index} ${link.url}`} link={link} most={most} to={to} />)}</div>
      <LinkMap campaign={campaign} links={links} />
    </Card>
  )
}

function FollowedLink({ link: { url, people, machines }, most, to }: { link: Followed; most: number } & To) {
  const t = useText()
  const format = useFormat()
  const rows = to({ link: url })
  const count = t('campaigns.links.people', { count: people })
  const programs = t('campaigns.links.machines', { count: machines, shown: format.number(machines) })
  return (
    <div className={css.stage} data-tone="send">
      <span className="clip" title={url}>{url.replace(/^https?:\/\//, '')}</span>
      <b className="num">{rows && people > 0 ? <Link className="textlink" to={rows}>{count}</Link> : count}{machines > 0 && <span className="muted"> · {rows ? <Link className="textlink" to={to({ link: url, byMachine: 'true' })!}>{programs}</Link> : programs}</span>}</b>
      <i style={{ width: `${(100 * people) / most}%` }} />
    </div>
  )
}
