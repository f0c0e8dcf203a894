import { Button } from '@mantine/core'
import { IconArchive, IconArchiveOff, IconCopy, IconPlus, IconScale, IconSpeakerphone } from '@tabler/icons-react'
import { z } from 'zod'
import { archiveCampaigns, CampaignFilter, campaignSorts, campaignStates, copyCampaigns, createCampaign, listCampaigns, restoreCampaigns, type CampaignRow } from '../../contracts/campaigns.ts'
import { listSegments } from '../../contracts/segment-routes.ts'
import { listTemplates } from '../../contracts/template-routes.ts'
import { useCall, useChange, useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { Count, DataTable, Empty, FilterBar, Money, None, Page, Tag, toast, undoable, useFormat, useGo, useSearchState, useText, When, type Column, type Filter } from '../ui/index.ts'
import css from './campaigns.module.css'
import { stateNames, stateTones } from './words.ts'

const Search = CampaignFilter.extend({ sort: z.enum(campaignSorts).default('-created') })

/** Every campaign with what came of it, the newest first unless sorted. */
export function CampaignsPage() {
  const t = useText()
  const may = useMay()
  const go = useGo()
  const [{ sort, archived, ...filter }, set] = useSearchState(Search)
  const list = useList(listCampaigns, { query: { ...filter, archived, sort } })
  const isFiltered = archived === 'yes' || Object.values(filter).some(value => value !== undefined)
  // A flag of the bar is there or not; the address says yes or no.
  const change = (given: Record<string, unknown>) => set({ ...given, ...('archived' in given ? { archived: given['archived'] === 'true' ? 'yes' : 'no' } : {}) })
  return (
    <Page title={t('campaigns.title')} subtitle={t('campaigns.subtitle')} actions={may('messages.write') && <NewCampaign />}>
      <FilterBar search={{ placeholder: t('campaigns.search') }} filters={useFilters()} value={{ ...filter, archived: archived === 'yes' ? 'true' : undefined, sort }} onChange={change} views="campaigns" />
      <DataTable name={t('campaigns.title')} list={list} columns={useColumns()} keyOf={row => row.id} rowTo={row => `/campaigns/${row.id}`} sort={sort} onSort={next => set({ sort: next as typeof sort })}
        bulkActions={(keys, clear) => <Bulk keys={keys} clear={clear} isArchive={archived === 'yes'} />}
        empty={isFiltered ? <Empty icon={IconSpeakerphone} title={t('campaigns.none')} text={t('campaigns.noneText')}><Button onClick={() => go('/campaigns')}>{t('campaigns.showAll')}</Button></Empty> : <Empty icon={IconSpeakerphone} title={t('campaigns.empty')} text={t('campaigns.emptyText')}>{may('messages.write') && <NewCampaign />}</Empty>} />
    </Page>
  )
}

/** What is done with several: side by side, copied, put away or taken out again. */
function Bulk({ keys, clear, isArchive }: { keys: string[]; clear: () => void; isArchive: boolean }) {
  const t = useText()
  const may = useMay()('messages.write')
  const go = useGo()
  const done = { done: [listCampaigns] }
  const [archive, restore, copy] = [useChange(archiveCampaigns, done), useChange(restoreCampaigns, done), useChange(copyCampaigns, done)]
  const body = { campaignIds: keys }
  const putAway = () => archive.mutate({ body }, { onSuccess: () => { clear(); undoable(t('campaigns.archive.done', { count: keys.length }), () => restore.mutateAsync({ body })) } })
  const takeOut = () => restore.mutate({ body }, { onSuccess: () => { clear(); toast.done(t('campaigns.archive.restored', { count: keys.length })) } })
  const double = () => copy.mutate({ body }, { onSuccess: ({ items }) => { clear(); toast.done(t('campaigns.copied', { count: items.length })) } })
  return (
    <>
      <Button size="compact-sm" disabled={keys.length < 2 || keys.length > 6} leftSection={<IconScale size={15} />} onClick={() => go(`/campaigns/compare?${keys.map(key => `campaign=${key}`).join('&')}`)}>{t('campaigns.compare.open')}</Button>
      {may && keys.length <= 50 && <Button size="compact-sm" leftSection={<IconCopy size={15} />} loading={copy.isPending} onClick={double}>{t('campaigns.copy')}</Button>}
      {may && keys.length <= 200 && (isArchive
        ? <Button size="compact-sm" leftSection={<IconArchiveOff size={15} />} loading={restore.isPending} onClick={takeOut}>{t('campaigns.archive.restore')}</Button>
        : <Button size="compact-sm" leftSection={<IconArchive size={15} />} loading={archive.isPending} onClick={putAway}>{t('campaigns.archive.put')}</Button>)}
    </>
  )
}

/** A draft exists from the first moment, so nothing that is chosen is lost. */
function NewCampaign() {
  const t = useText()
  const go = useGo()
  const make = useChange(createCampaign, { done: [listCampaigns] })
  return <Button variant="filled" leftSection={<IconPlus size={16} />} loading={make.isPending} onClick={() => make.mutate({ body: { name: t('campaigns.unnamed') } }, { onSuccess: ({ id }) => go(`/campaigns/${id}`) })}>{t('campaigns.new')}</Button>
}

function useFilters(): Filter[] {
  const t = useText()
  const may = useMay()
  const segments = useCall(listSegments, { query: { limit: 200 } }, { enabled: may('segments.read'), staleTime: 60_000 }).data?.items ?? []
  const templates = useCall(listTemplates, { query: { limit: 200 } }, { staleTime: 60_000 }).data?.items ?? []
  const named = (rows: { id: string; name: string }[]) => rows.map(row => ({ value: row.id, label: row.name }))
  return [
    { key: 'state', label: t('campaigns.column.state'), kind: 'many', options: campaignStates.map(value => ({ value, label: t(stateNames[value]) })) },
    { key: 'segment', label: t('campaigns.filter.segment'), kind: 'choice', options: named(segments) },
    { key: 'template', label: t('campaigns.message.template'), kind: 'choice', options: named(templates) },
    { key: 'when', label: t('campaigns.column.when'), kind: 'day' },
    { key: 'archived', label: t('campaigns.filter.archived'), kind: 'flag' },
  ]
}

function useColumns(): Column<CampaignRow>[] {
  const t = useText()
  const format = useFormat()
  const share = (count: number, of: number) => <span className="num" title={format.number(count)}>{of ? format.percent(count / of) : '–'}</span>
  return [
    { key: 'name', title: t('campaigns.column.name'), sort: true, render: row => <b className="clip" style={{ fontWeight: 550 }}>{row.name}</b> },
    { key: 'state', title: t('campaigns.column.state'), width: 160, sort: true, render: row => <Tag tone={stateTones[row.state]}>{t(stateNames[row.state])}</Tag> },
    { key: 'when', title: t('campaigns.column.when'), width: 130, sort: true, phone: 'hide', render: row => { const at = row.startedAt ?? row.startsAt; return at ? <When at={at} /> : <None /> } },
    { key: 'sent', title: t('campaigns.column.mails'), width: 95, align: 'right', sort: true, phone: 'hide', render: row => (row.figures ? <Count value={row.figures.sent} /> : <None />) },
    { key: 'opened', title: t('campaigns.report.opened'), width: 95, align: 'right', sort: true, phone: 'hide', render: ({ figures }) => (figures ? share(figures.opened, figures.sent) : <None />) },
    { key: 'clicked', title: t('campaigns.report.clicked'), width: 95, align: 'right', sort: true, phone: 'hide', render: ({ figures }) => (figures ? share(figures.clicked, figures.sent) : <None />) },
    { key: 'revenue', title: t('campaigns.report.revenue'), width: 115, align: 'right', sort: true, phone: 'aside', render: ({ figures }) => (figures?.currency ? <Money minor={figures.revenueMinor} currency={figures.currency} style="whole" /> : <None />) },
    { key: 'brought', title: t('campaigns.column.brought'), width: 190, phone: 'hide', render: row => (row.figures ? <Brought figures={row.figures} /> : <None />) },
    { key: 'considered', title: t('campaigns.column.considered'), width: 110, align: 'right', hidden: true, phone: 'hide', render: row => (row.considered ? <Count value={row.considered} /> : <None />) },
    { key: 'created', title: t('campaigns.column.created'), width: 200, sort: true, hidden: true, phone: 'hide', render: row => <span className="clip"><When at={row.createdAt} style="date" /> <span className="muted">{row.createdBy}</span></span> },
  ]
}

const inShort = { more: 'campaigns.short.more', less: 'campaigns.short.less', unclear: 'campaigns.short.unclear', no_hold_out: 'campaigns.short.noHoldOut', too_few: 'campaigns.short.tooFew' } as const

/** What it brought against those left out, in a few words; the range on hover. */
function Brought({ figures: { verdict, currency, broughtMinor, broughtFromMinor, broughtToMinor } }: { figures: NonNullable<CampaignRow['figures']> }) {
  const t = useText()
  const format = useFormat()
  const money = (minor: number | null) => (minor === null || !currency ? '–' : format.money(minor, currency, 'whole'))
  const range = broughtFromMinor === null ? undefined : t('campaigns.compare.between', { from: money(broughtFromMinor), to: money(broughtToMinor) })
  return <span className={`clip ${css.short}`} data-verdict={verdict} title={range}>{t(inShort[verdict], { amount: money(broughtMinor === null ? null : Math.abs(broughtMinor)) })}</span>
}
