import { IconScale } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { compareCampaigns, type Report } from '../../../contracts/campaigns.ts'
import { Id } from '../../../contracts/shapes.ts'
import { useCall } from '../../api.ts'
import { Card, Empty, Link, None, Page, Problem, Skeleton, useFormat, useSearchState, useText } from '../../ui/index.ts'
import css from '../campaigns.module.css'

const Search = z.object({ campaign: z.union([Id.transform(id => [id]), z.array(Id).max(6)]).optional() })
type Compared = Report & { name: string }

/** Several campaigns side by side: what became of the mails, what was sold, and what they brought. */
export function CompareCampaignsPage() {
  const t = useText()
  const [{ campaign = [] }] = useSearchState(Search)
  const isReady = campaign.length > 0
  const { data, error, refetch } = useCall(compareCampaigns, { query: { campaign } }, { enabled: isReady })
  return (
    <Page title={t('campaigns.compare.title')} subtitle={t('campaigns.compare.subtitle')} back={{ to: '/campaigns', label: t('campaigns.title') }}>
      {error ? <Problem error={error} retry={() => void refetch()} /> : data ? <Card><Table reports={data} /></Card> : isReady ? <Skeleton shape="chart" /> : <Card><Empty icon={IconScale} title={t('campaigns.compare.choose')} text={t('campaigns.compare.chooseText')} /></Card>}
    </Page>
  )
}

function Table({ reports }: { reports: Compared[] }) {
  const t = useText()
  const format = useFormat()
  const sentOf = (report: Report) => report.byState.sent ?? 0
  const share = (count: number, report: Report) => (sentOf(report) ? format.percent(count / sentOf(report)) : <None />)
  const money = (minor: number, { currency }: Report, style: 'whole' | 'full' = 'whole') => (currency ? format.money(minor, currency, style) : <None />)
  const row = (name: string, cell: (report: Compared) => ReactNode) => <tr><th scope="row">{name}</th>{reports.map(report => <td key={report.campaignId} className="num">{cell(report)}</td>)}</tr>
  const shareRow = (name: string, count: (report: Compared) => number) => row(name, report => <>{share(count(report), report)} <span className="muted">{format.number(count(report))}</span></>)
  return (
    <div className={css.scroll} role="region" tabIndex={0} aria-label={t('campaigns.compare.title')}>
      <table className={css.table}>
        <thead><tr><td />{reports.map(report => <th key={report.campaignId} scope="col"><Link className="textlink" to={`/campaigns/${report.campaignId}`}>{report.name}</Link></th>)}</tr></thead>
        <tbody>
          {row(t('campaigns.column.considered'), report => format.number(report.considered))}
          {row(t('campaigns.report.sent'), report => format.number(sentOf(report)))}
          {shareRow(t('campaigns.report.opened'), report => report.opened)}
          {shareRow(t('campaigns.report.clicked'), report => report.clicked)}
          {shareRow(t('campaigns.report.replied'), report => report.replied)}
          {shareRow(t('campaigns.report.unsubscribed'), report => report.unsubscribed)}
          {shareRow(t('campaigns.report.bounced'), report => report.bounced)}
          {shareRow(t('campaigns.report.complained'), report => report.complained)}
          {row(t('campaigns.report.ordered'), report => format.number(report.attributed.orders))}
          {row(t('campaigns.report.revenue'), report => money(report.attributed.revenueMinor, report))}
          {row(t('campaigns.compare.perPerson'), report => (sentOf(report) ? money(Math.round(report.attributed.revenueMinor / sentOf(report)), report, 'full') : <None />))}
          {row(t('campaigns.compare.brought'), report => <Brought report={report} />)}
        </tbody>
      </table>
    </div>
  )
}

/** With its interval; nothing where nothing can be told. */
function Brought({ report: { currency, incremental: { revenueMinor, fromMinor, toMinor } } }: { report: Report }) {
  const t = useText()
  const format = useFormat()
  if (!currency || revenueMinor === null || fromMinor === null || toMinor === null) return <None />
  const money = (minor: number) => format.money(minor, currency, 'whole')
  return <>{money(revenueMinor)}<br /><span className="muted">{t('campaigns.compare.between', { from: money(fromMinor), to: money(toMinor) })}</span></>
}
