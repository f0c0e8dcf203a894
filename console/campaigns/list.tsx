import { Button } from '@mantine/core'
import { IconPlus, IconScale, IconSpeakerphone } from '@tabler/icons-react'
import { z } from 'zod'
import { CampaignState, campaignStates, createCampaign, listCampaigns, type CampaignRow } from '../../contracts/campaigns.ts'
import { useChange, useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { Count, DataTable, Empty, FilterBar, None, Page, Tag, useGo, useSearchState, useText, When, type Column, type Filter } from '../ui/index.ts'
import { stateNames, stateTones } from './words.ts'

const Search = z.object({ q: z.string().optional(), state: CampaignState.optional() })

/** Every campaign, the newest first. */
export function CampaignsPage() {
  const t = useText()
  const may = useMay()
  const go = useGo()
  const [filter, set] = useSearchState(Search)
  const list = useList(listCampaigns, { query: filter })
  const filters: Filter[] = [{ key: 'state', label: t('campaigns.column.state'), kind: 'choice', options: campaignStates.map(value => ({ value, label: t(stateNames[value]) })) }]
  const isFiltered = Boolean(filter.q || filter.state)
  return (
    <Page title={t('campaigns.title')} subtitle={t('campaigns.subtitle')} actions={may('messages.write') && <NewCampaign />}>
      <FilterBar search={{ placeholder: t('campaigns.search') }} filters={filters} value={filter} onChange={set} views="campaigns" />
      <DataTable name={t('campaigns.title')} list={list} columns={useColumns()} keyOf={row => row.id} rowTo={row => `/campaigns/${row.id}`}
        bulkActions={keys => <Button size="compact-sm" disabled={keys.length < 2 || keys.length > 6} leftSection={<IconScale size={15} />} onClick={() => go(`/campaigns/compare?${keys.map(key => `campaign=${key}`).join('&')}`)}>{t('campaigns.compare.open')}</Button>}
        empty={isFiltered ? <Empty icon={IconSpeakerphone} title={t('campaigns.none')} /> : <Empty icon={IconSpeakerphone} title={t('campaigns.empty')} text={t('campaigns.emptyText')}>{may('messages.write') && <NewCampaign />}</Empty>} />
    </Page>
  )
}

/** A draft exists from the first moment, so nothing that is chosen is lost. */
function NewCampaign() {
  const t = useText()
  const go = useGo()
  const make = useChange(createCampaign, { done: [listCampaigns] })
  return <Button variant="filled" leftSection={<IconPlus size={16} />} loading={make.isPending} onClick={() => make.mutate({ body: { name: t('campaigns.unnamed') } }, { onSuccess: ({ id }) => go(`/campaigns/${id}`) })}>{t('campaigns.new')}</Button>
}

function useColumns(): Column<CampaignRow>[] {
  const t = useText()
  return [
    { key: 'name', title: t('campaigns.column.name'), render: row => <b className="clip" style={{ fontWeight: 550 }}>{row.name}</b> },
    { key: 'state', title: t('campaigns.column.state'), width: 190, render: row => <Tag tone={stateTones[row.state]}>{t(stateNames[row.state])}</Tag> },
    { key: 'when', title: t('campaigns.column.when'), width: 190, phone: 'hide', render: row => { const at = row.startedAt ?? row.startsAt; return at ? <When at={at} /> : <None /> } },
    { key: 'considered', title: t('campaigns.column.considered'), width: 140, align: 'right', phone: 'aside', render: row => (row.considered ? <Count value={row.considered} /> : <None />) },
    { key: 'created', title: t('campaigns.column.created'), width: 220, phone: 'hide', render: row => <span className="clip"><When at={row.createdAt} style="date" /> <span className="muted">{row.createdBy}</span></span> },
  ]
}
