import { Button, Progress } from '@mantine/core'
import { IconArchive, IconArchiveOff, IconCheck, IconCopy, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { approveCampaign, archiveCampaigns, campaignLinks, campaignReport, cancelCampaign, copyCampaign, getCampaign, listCampaigns, pauseCampaign, restoreCampaigns, resumeCampaign, type Campaign, type Report } from '../../../contracts/campaigns.ts'
import { useCall, useChange } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, confirmByName, Kpi, Link, Page, Problem, Skeleton, Tag, undoable, useFormat, useGo, useSearchState, useText, When } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import { Planned } from '../draft/planned.tsx'
import { outcomeKey, stateNames, stateTones } from '../words.ts'
import { EarnedCard } from './earned.tsx'
import { nothingShown, rowsBehind, Shown } from './numbers.ts'
import { OrdersPanel } from './orders.tsx'
import { PeoplePanel } from './people.tsx'
import { LinksCard, VariantsCard } from './tables.tsx'

/** What became of a campaign, live while it is sent, and what it earned. */
export function ReportPage({ campaign }: { campaign: Campaign }) {
  const t = useText()
  const may = useMay()
  const [shown, set] = useSearchState(Shown)
  const isOn = campaign.state === 'sending'
  const isPlanned = campaign.state === 'approval' || campaign.state === 'scheduled'
  const { data, error, refetch } = useCall(campaignReport, { params: { campaignId: campaign.id } }, { enabled: !isPlanned, keep: true, ...(isOn ? { every: everyMs(campaign) } : {}) })
  const close = () => set(nothingShown)
  return (
    <Page back={{ to: '/campaigns', label: t('campaigns.title') }} tab={campaign.name} actions={<Actions campaign={campaign} />}
      title={<span className={css.titled}>{campaign.name}<Tag tone={stateTones[campaign.state]}>{t(stateNames[campaign.state])}</Tag>{campaign.archivedAt && <Tag>{t('campaigns.archive.archived')}</Tag>}</span>}
      subtitle={<Course campaign={campaign} />}>
      {isPlanned ? <Planned campaign={campaign} /> : error && !data ? <Problem error={error} retry={() => void refetch()} /> : !data ? <Skeleton shape="page" /> : <Figures campaign={campaign} report={data} />}
      {shown.show === 'people' && may('customers.read') && <PeoplePanel campaign={campaign} shown={shown} set={set} onClose={close} />}
      {shown.show === 'orders' && data && may('orders.read') && <OrdersPanel campaign={campaign} report={data} letter={shown.letter} onClose={close} />}
    </Page>
  )
}

/** Counting a million messages takes three seconds: a large campaign is looked at less often while it is sent. */
const everyMs = ({ considered }: Campaign) => Math.min(30_000, Math.max(2000, considered / 40))

function Course({ campaign: { launchedBy, startsAt, startedAt, finishedAt, approvedBy } }: { campaign: Campaign }) {
  const t = useText()
  return (
    <span className={css.course}>
      {launchedBy && <span>{t('campaigns.course.launched', { name: launchedBy })}</span>}
      {approvedBy && <span>{t('campaigns.course.approved', { name: approvedBy })}</span>}
      {startedAt ? <span>{t('campaigns.course.started')} <When at={startedAt} /></span> : startsAt && <span>{t('campaigns.course.starts')} <When at={startsAt} /></span>}
      {finishedAt && <span>{t('campaigns.course.finished')} <When at={finishedAt} /></span>}
    </span>
  )
}

/** Where the rows behind a number are, for whoever may see them. */
function useRowsBehind(campaignId: string) {
  const may = useMay()
  return (wanted: Partial<Shown>) => (may(wanted.show === 'orders' ? 'orders.read' : 'customers.read') ? rowsBehind(campaignId, wanted) : undefined)
}

function Figures({ campaign, report }: { campaign: Campaign; report: Report }) {
  const t = useText()
  const format = useFormat()
  const to = useRowsBehind(campaign.id)
  const { byState, attributed, currency } = report
  const sent = byState.sent ?? 0
  const left = (byState.queued ?? 0) + (byState.handing ?? 0)
  const share = (count: number) => (sent ? format.percent(count / sent) : '–')
  const money = (minor: number) => (currency ? format.money(minor, currency, 'whole') : '–')
  const figure = (label: string, value: string, wanted: Partial<Shown>, note?: ReactNode, hint?: string) => {
    const rows = to(wanted)
    return <Kpi label={label} value={value} note={note} hint={hint} {...(rows ? { to: rows } : {})} />
  }
  return (
    <>
      {left > 0 && <div className={css.progress}><Progress value={(100 * sent) / (sent + left)} animated={campaign.state === 'sending'} aria-label={t('campaigns.report.progress')} /><span className="muted">{t('campaigns.report.left', { count: left })}</span></div>}
      <div className={css.kpis}>
        {figure(t('campaigns.report.sent'), format.number(sent), { state: ['sent'] }, t('campaigns.report.considered', { count: report.considered }))}
        {report.delivered > 0 && figure(t('campaigns.report.delivered'), format.number(report.delivered), { did: 'delivered' }, share(report.delivered), t('campaigns.report.deliveredHint'))}
        {figure(t('campaigns.report.opened'), format.number(report.opened), { did: 'opened' }, share(report.opened), t('campaigns.report.openedHint'))}
        {figure(t('campaigns.report.clicked'), format.number(report.clicked), { did: 'clicked' }, share(report.clicked), t('campaigns.report.clickedHint'))}
        {figure(t('campaigns.report.ordered'), format.number(attributed.orders), { show: 'orders' }, undefined, t('campaigns.report.orderedHint', { count: campaign.attributionDays }))}
        {figure(t('campaigns.report.revenue'), money(attributed.revenueMinor), { show: 'orders' }, attributed.refundedMinor > 0 ? t('campaigns.report.refunded', { amount: money(attributed.refundedMinor) }) : undefined)}
      </div>
      <div className={css.draft}>
        <div className={css.column}>
          <EarnedCard campaign={campaign} report={report} to={to} />
          {report.variants.length > 1 && <VariantsCard campaign={campaign} report={report} to={to} />}
          <LinksOf campaign={campaign} />
        </div>
        <div className={css.column}><BecameCard report={report} to={to} /></div>
      </div>
    </>
  )
}

function LinksOf({ campaign }: { campaign: Campaign }) {
  const { data } = useCall(campaignLinks, { params: { campaignId: campaign.id } }, { keep: true })
  const to = useRowsBehind(campaign.id)
  return data && data.length > 0 ? <LinksCard campaign={campaign} links={data} to={to} /> : null
}

/** Where everybody went: sent, came back, left out and why. */
function BecameCard({ report, to }: { report: Report; to: (wanted: Partial<Shown>) => string | undefined }) {
  const t = useText()
  const format = useFormat()
  const row = (name: string, count: number, wanted: Partial<Shown>) => {
    if (count === 0) return null
    const rows = to(wanted)
    const inner = <><span>{name}</span><b className="num">{format.number(count)}</b><i style={{ width: `${report.considered ? (100 * count) / report.considered : 0}%` }} /></>
    return rows ? <Link key={name} className={css.stage} to={rows}>{inner}</Link> : <div key={name} className={css.stage}>{inner}</div>
  }
  const { byState } = report
  return (
    <Card title={t('campaigns.report.became')}>
      <div className={css.funnel}>
        {row(t('campaigns.report.everybody'), report.considered, {})}
        {row(t('campaigns.report.sent'), byState.sent ?? 0, { state: ['sent'] })}
        {row(t('campaigns.report.queued'), (byState.queued ?? 0) + (byState.handing ?? 0), { state: ['queued', 'handing'] })}
        {row(t('campaigns.report.failed'), byState.failed ?? 0, { state: ['failed'] })}
        {row(t('campaigns.report.unknown'), byState.unknown ?? 0, { state: ['unknown'] })}
        {row(t('campaigns.report.cancelled'), byState.cancelled ?? 0, { state: ['cancelled'] })}
        {row(t('campaigns.outcome.heldOut'), byState.held_out ?? 0, { state: ['held_out'] })}
        {Object.entries(report.skipped).toSorted(([, a], [, b]) => b - a).map(([reason, count]) => row(t(outcomeKey(reason)), count, { state: ['skipped'], reason }))}
        {report.bounced + report.complained + report.unsubscribed + report.replied > 0 && <h3 className={css.after}>{t('campaigns.report.after')}</h3>}
        {row(t('campaigns.report.bounced'), report.bounced, { did: 'bounced' })}
        {row(t('campaigns.report.complained'), report.complained, { did: 'complained' })}
        {row(t('campaigns.report.unsubscribed'), report.unsubscribed, { did: 'unsubscribed' })}
        {row(t('campaigns.report.replied'), report.replied, { did: 'replied' })}
      </div>
    </Card>
  )
}

function Actions({ campaign: { id, name, state, archivedAt } }: { campaign: Campaign }) {
  const t = useText()
  const may = useMay()
  const go = useGo()
  const done = { done: [getCampaign, listCampaigns, campaignReport] }
  const [pause, resume, cancel, approve, copy] = [useChange(pauseCampaign, done), useChange(resumeCampaign, done), useChange(cancelCampaign, done), useChange(approveCampaign, done), useChange(copyCampaign, done)]
  const [archive, restore] = [useChange(archiveCampaigns, done), useChange(restoreCampaigns, done)]
  const body = { campaignIds: [id] }
  const putAway = () => archive.mutate({ body }, { onSuccess: () => undoable(t('campaigns.archive.done', { count: 1 }), () => restore.mutateAsync({ body })) })
  const isOver = state === 'done' || state === 'cancelled'
  const params = { campaignId: id }
  const end = async () => {
    const isBack = state === 'scheduled' || state === 'approval'
    if (isBack || (await confirmByName({ title: t('campaigns.cancelTitle'), text: t('campaigns.cancelText'), name, action: t('campaigns.cancel') }))) cancel.mutate({ params })
  }
  return (
    <>
      {may('messages.write') && <Button leftSection={<IconCopy size={16} />} loading={copy.isPending} onClick={() => copy.mutate({ params }, { onSuccess: made => go(`/campaigns/${made.id}`) })}>{t('campaigns.copy')}</Button>}
      {may('messages.write') && isOver && (archivedAt
        ? <Button leftSection={<IconArchiveOff size={16} />} loading={restore.isPending} onClick={() => restore.mutate({ body })}>{t('campaigns.archive.restore')}</Button>
        : <Button leftSection={<IconArchive size={16} />} loading={archive.isPending} onClick={putAway}>{t('campaigns.archive.put')}</Button>)}
      {may('messages.send') && ['approval', 'scheduled', 'sending', 'paused'].includes(state) && <Button leftSection={<IconX size={16} />} loading={cancel.isPending} onClick={() => void end()}>{t(state === 'approval' || state === 'scheduled' ? 'campaigns.backToDraft' : 'campaigns.cancel')}</Button>}
      {may('messages.send') && state === 'sending' && <Button variant="filled" leftSection={<IconPlayerPause size={16} />} loading={pause.isPending} onClick={() => pause.mutate({ params })}>{t('campaigns.pause')}</Button>}
      {may('messages.send') && state === 'paused' && <Button variant="filled" leftSection={<IconPlayerPlay size={16} />} loading={resume.isPending} onClick={() => resume.mutate({ params })}>{t('campaigns.resume')}</Button>}
      {may('messages.send') && state === 'approval' && <Button variant="filled" leftSection={<IconCheck size={16} />} loading={approve.isPending} onClick={() => approve.mutate({ params })}>{t('campaigns.approve')}</Button>}
    </>
  )
}
