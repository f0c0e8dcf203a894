import { Button, Progress } from '@mantine/core'
import { IconCheck, IconCopy, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react'
import { z } from 'zod'
import { approveCampaign, campaignLinks, campaignPeople, campaignReport, cancelCampaign, copyCampaign, getCampaign, listCampaigns, pauseCampaign, resumeCampaign, type Campaign, type Report } from '../../../contracts/campaigns.ts'
import { messageStates } from '../../../contracts/messaging.ts'
import { useCall, useChange, useList } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, confirmByName, Kpi, Page, Problem, SidePanel, Skeleton, Tag, useFormat, useGo, useSearchState, useText, When } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import { Planned } from '../draft/planned.tsx'
import { People } from '../people.tsx'
import { outcomeKey, stateNames, stateTones } from '../words.ts'
import { EarnedCard } from './earned.tsx'
import { LinksCard, VariantsCard } from './tables.tsx'

const dids = ['opened', 'clicked', 'replied', 'unsubscribed', 'bounced', 'complained', 'ordered'] as const
const Search = z.object({ state: z.enum(messageStates).optional(), reason: z.string().max(40).optional(), did: z.enum(dids).optional() })
type Wanted = z.infer<typeof Search>

/** What became of a campaign, live while it is sent, and what it earned. */
export function ReportPage({ campaign }: { campaign: Campaign }) {
  const t = useText()
  const may = useMay()
  const [wanted, set] = useSearchState(Search)
  const isOn = campaign.state === 'sending'
  const isPlanned = campaign.state === 'approval' || campaign.state === 'scheduled'
  const { data, error, refetch } = useCall(campaignReport, { params: { campaignId: campaign.id } }, { enabled: !isPlanned, keep: true, ...(isOn ? { every: 2000 } : {}) })
  const isOpen = Boolean(wanted.state || wanted.reason || wanted.did)
  return (
    <Page back={{ to: '/campaigns', label: t('campaigns.title') }} tab={campaign.name} actions={<Actions campaign={campaign} />}
      title={<span className={css.titled}>{campaign.name}<Tag tone={stateTones[campaign.state]}>{t(stateNames[campaign.state])}</Tag></span>}
      subtitle={<Course campaign={campaign} />}>
      {isPlanned ? <Planned campaign={campaign} /> : error && !data ? <Problem error={error} retry={() => void refetch()} /> : !data ? <Skeleton shape="page" /> : <Shown campaign={campaign} report={data} open={may('customers.read') ? set : undefined} />}
      {isOpen && may('customers.read') && <PeoplePanel campaignId={campaign.id} wanted={wanted} onClose={() => set({ state: undefined, reason: undefined, did: undefined })} />}
    </Page>
  )
}

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

function Shown({ campaign, report, open }: { campaign: Campaign; report: Report; open: ((wanted: Wanted) => void) | undefined }) {
  const t = useText()
  const format = useFormat()
  const { byState } = report
  const sent = byState.sent ?? 0
  const left = (byState.queued ?? 0) + (byState.handing ?? 0)
  const share = (count: number) => (sent ? format.percent(count / sent) : '–')
  const to = (search: string) => (open ? `/campaigns/${campaign.id}?${search}` : undefined)
  const figure = (label: string, count: number, search: string, note?: string, hint?: string) => <Kpi label={label} value={format.number(count)} note={note} hint={hint} {...(to(search) ? { to: to(search)! } : {})} />
  return (
    <>
      {left > 0 && <div className={css.progress}><Progress value={(100 * sent) / (sent + left)} animated={campaign.state === 'sending'} aria-label={t('campaigns.report.progress')} /><span className="muted">{t('campaigns.report.left', { count: left })}</span></div>}
      <div className={css.kpis}>
        {figure(t('campaigns.report.sent'), sent, 'state=sent', t('campaigns.report.considered', { count: report.considered }))}
        {figure(t('campaigns.report.opened'), report.opened, 'did=opened', share(report.opened), t('campaigns.report.openedHint'))}
        {figure(t('campaigns.report.clicked'), report.clicked, 'did=clicked', share(report.clicked), t('campaigns.report.clickedHint'))}
        {figure(t('campaigns.report.ordered'), report.attributed.orders, 'did=ordered', report.currency ? format.money(report.attributed.revenueMinor, report.currency, 'whole') : undefined, t('campaigns.report.orderedHint', { count: campaign.attributionDays }))}
      </div>
      <div className={css.draft}>
        <div className={css.column}>
          <EarnedCard campaign={campaign} report={report} />
          {report.variants.length > 1 && <VariantsCard campaign={campaign} report={report} />}
          <LinksOf campaignId={campaign.id} />
        </div>
        <div className={css.column}><BecameCard report={report} open={open} /></div>
      </div>
    </>
  )
}

function LinksOf({ campaignId }: { campaignId: string }) {
  const { data } = useCall(campaignLinks, { params: { campaignId } }, { keep: true })
  return data && data.length > 0 ? <LinksCard links={data} /> : null
}

/** Where everybody went: sent, came back, left out and why. */
function BecameCard({ report, open }: { report: Report; open: ((wanted: Wanted) => void) | undefined }) {
  const t = useText()
  const format = useFormat()
  const row = (name: string, count: number, wanted: Wanted) => count > 0 && (
    <button key={name} type="button" className={css.stage} disabled={!open} onClick={() => open?.(wanted)}><span>{name}</span><b className="num">{format.number(count)}</b><i style={{ width: `${report.considered ? (100 * count) / report.considered : 0}%` }} /></button>
  )
  const { byState } = report
  return (
    <Card title={t('campaigns.report.became')}>
      <div className={css.funnel}>
        {row(t('campaigns.report.sent'), byState.sent ?? 0, { state: 'sent' })}
        {row(t('campaigns.report.queued'), (byState.queued ?? 0) + (byState.handing ?? 0), { state: 'queued' })}
        {row(t('campaigns.report.failed'), byState.failed ?? 0, { state: 'failed' })}
        {row(t('campaigns.report.unknown'), byState.unknown ?? 0, { state: 'unknown' })}
        {row(t('campaigns.report.cancelled'), byState.cancelled ?? 0, { state: 'cancelled' })}
        {row(t('campaigns.outcome.heldOut'), byState.held_out ?? 0, { state: 'held_out' })}
        {Object.entries(report.skipped).toSorted(([, a], [, b]) => b - a).map(([reason, count]) => row(t(outcomeKey(reason)), count, { state: 'skipped', reason }))}
        {report.bounced + report.complained + report.unsubscribed + report.replied > 0 && <h3 className={css.after}>{t('campaigns.report.after')}</h3>}
        {row(t('campaigns.report.bounced'), report.bounced, { did: 'bounced' })}
        {row(t('campaigns.report.complained'), report.complained, { did: 'complained' })}
        {row(t('campaigns.report.unsubscribed'), report.unsubscribed, { did: 'unsubscribed' })}
        {row(t('campaigns.report.replied'), report.replied, { did: 'replied' })}
      </div>
    </Card>
  )
}

const didNames = { opened: 'campaigns.report.opened', clicked: 'campaigns.report.clicked', replied: 'campaigns.report.replied', unsubscribed: 'campaigns.report.unsubscribed', bounced: 'campaigns.report.bounced', complained: 'campaigns.report.complained', ordered: 'campaigns.report.ordered' } as const
const stateOf = { sent: 'campaigns.report.sent', queued: 'campaigns.report.queued', failed: 'campaigns.report.failed', unknown: 'campaigns.report.unknown', cancelled: 'campaigns.report.cancelled', held_out: 'campaigns.outcome.heldOut' } as const

/** The number whose people are shown. */
const nameOf = ({ did, reason, state }: Wanted): string => (did ? didNames[did] : reason ? outcomeKey(reason) : stateOf[state as keyof typeof stateOf] ?? 'campaigns.report.people')

function PeoplePanel({ campaignId, wanted, onClose }: { campaignId: string; wanted: Wanted; onClose: () => void }) {
  const t = useText()
  const list = useList(campaignPeople, { params: { campaignId }, query: wanted })
  return <SidePanel title={t(nameOf(wanted))} onClose={onClose}><People list={list} /></SidePanel>
}

function Actions({ campaign: { id, name, state } }: { campaign: Campaign }) {
  const t = useText()
  const may = useMay()
  const go = useGo()
  const done = { done: [getCampaign, listCampaigns, campaignReport] }
  const [pause, resume, cancel, approve, copy] = [useChange(pauseCampaign, done), useChange(resumeCampaign, done), useChange(cancelCampaign, done), useChange(approveCampaign, done), useChange(copyCampaign, done)]
  const params = { campaignId: id }
  const end = async () => {
    const isBack = state === 'scheduled' || state === 'approval'
    if (isBack || (await confirmByName({ title: t('campaigns.cancelTitle'), text: t('campaigns.cancelText'), name, action: t('campaigns.cancel') }))) cancel.mutate({ params })
  }
  return (
    <>
      {may('messages.write') && <Button leftSection={<IconCopy size={16} />} loading={copy.isPending} onClick={() => copy.mutate({ params }, { onSuccess: made => go(`/campaigns/${made.id}`) })}>{t('campaigns.copy')}</Button>}
      {may('messages.send') && ['approval', 'scheduled', 'sending', 'paused'].includes(state) && <Button leftSection={<IconX size={16} />} loading={cancel.isPending} onClick={() => void end()}>{t(state === 'approval' || state === 'scheduled' ? 'campaigns.backToDraft' : 'campaigns.cancel')}</Button>}
      {may('messages.send') && state === 'sending' && <Button variant="filled" leftSection={<IconPlayerPause size={16} />} loading={pause.isPending} onClick={() => pause.mutate({ params })}>{t('campaigns.pause')}</Button>}
      {may('messages.send') && state === 'paused' && <Button variant="filled" leftSection={<IconPlayerPlay size={16} />} loading={resume.isPending} onClick={() => resume.mutate({ params })}>{t('campaigns.resume')}</Button>}
      {may('messages.send') && state === 'approval' && <Button variant="filled" leftSection={<IconCheck size={16} />} loading={approve.isPending} onClick={() => approve.mutate({ params })}>{t('campaigns.approve')}</Button>}
    </>
  )
}
