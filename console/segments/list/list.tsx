import { Button } from '@mantine/core'
import { IconChartPie, IconCirclesRelation, IconLayoutGrid, IconPlus } from '@tabler/icons-react'
import { z } from 'zod'
import { listSegments, segmentTrends, type SegmentRow } from '../../../contracts/segment-routes.ts'
import { useCall, useList } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Count, DataTable, Empty, FilterBar, None, Page, Tag, useFormat, useGo, useSearchState, useText, When, type Column, type Filter } from '../../ui/index.ts'
import { Sparkline } from '../../ui/sparkline.tsx'
import { Building } from '../building.tsx'
import css from '../segments.module.css'
import { useDriftText } from '../words.ts'

const Search = z.object({ q: z.string().optional(), archived: z.enum(['yes', 'no']).default('no') })

/** Every segment: how many are in, how that moved in thirty days, and what is unusual. */
export function SegmentsPage() {
  const t = useText()
  const may = useMay()
  const go = useGo()
  const [{ q, archived }, set] = useSearchState(Search)
  const list = useList(listSegments, { query: { q, archived } })
  const trends = useCall(segmentTrends, { query: { ids: list.rows.slice(0, 100).map(row => row.id) } }, { enabled: list.rows.length > 0, keep: true }).data
  const columns = useColumns(new Map(trends?.map(({ segmentId, sizes }) => [segmentId, sizes])))
  const filters: Filter[] = [{ key: 'archived', label: t('segments.archivedFilter'), kind: 'flag' }]
  const actions = (
    <>
      <Button leftSection={<IconCirclesRelation size={16} />} onClick={() => go('/segments/compare')}>{t('segments.compare.title')}</Button>
      <Button leftSection={<IconLayoutGrid size={16} />} onClick={() => go('/segments/gallery')}>{t('segments.gallery.open')}</Button>
      {may('segments.write') && <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={() => go('/segments/new')}>{t('segments.new')}</Button>}
    </>
  )
  return (
    <Page title={t('segments.title')} subtitle={t('segments.subtitle')} actions={actions}>
      <FilterBar search={{ placeholder: t('segments.search') }} filters={filters} value={{ q, archived: archived === 'yes' ? 'true' : undefined }} onChange={change => set({ ...('q' in change ? { q: change['q'] as string | undefined } : {}), ...('archived' in change ? { archived: change['archived'] === 'true' ? 'yes' : 'no' } : {}) })} />
      <DataTable name={t('segments.title')} list={list} columns={columns} keyOf={row => row.id} rowTo={row => `/segments/${row.id}`}
        bulkActions={keys => <Button size="compact-sm" disabled={keys.length !== 2} leftSection={<IconCirclesRelation size={15} />} onClick={() => go(`/segments/compare?a=${keys[0]}&b=${keys[1]}`)}>{t('segments.compareTwo')}</Button>}
        empty={q || archived === 'yes' ? <Empty icon={IconChartPie} title={t('segments.none')} /> : <NoSegments />} />
    </Page>
  )
}

function NoSegments() {
  const t = useText()
  const go = useGo()
  return <Empty icon={IconChartPie} title={t('segments.empty')} text={t('segments.emptyText')}><Button variant="filled" leftSection={<IconLayoutGrid size={16} />} onClick={() => go('/segments/gallery')}>{t('segments.gallery.open')}</Button></Empty>
}

function useColumns(trends: Map<string, number[]>): Column<SegmentRow>[] {
  const t = useText()
  const format = useFormat()
  const driftText = useDriftText()
  const grown = (sizes: number[]) => sizes.at(-1)! - sizes[0]!
  return [
    { key: 'name', title: t('segments.column.name'), render: row => <span className={css.named}><b className="clip">{row.name}</b>{row.archivedAt && <Tag>{t('segments.archived')}</Tag>}{row.drift && <span title={driftText(row.drift)}><Tag tone="amber">{t('segments.drift.tag')}</Tag></span>}</span> },
    { key: 'rule', title: t('segments.column.rule'), phone: 'hide', render: row => <span className={`clip ${css.ruleLine}`} title={row.text}>{row.text}</span> },
    { key: 'size', title: t('segments.column.size'), width: 170, align: 'right', phone: 'aside', render: row => (row.building ? <Building building={row.building} /> : <Count value={row.membersCount} />) },
    { key: 'trend', title: t('segments.column.trend'), width: 190, phone: 'hide', render: row => {
      const sizes = trends.get(row.id)
      return sizes ? <span className={css.trend}><Sparkline values={sizes} height={26} /><span className="num muted">{format.number(grown(sizes), { signDisplay: 'exceptZero' })}</span></span> : <None />
    } },
    { key: 'created', title: t('segments.column.created'), width: 190, phone: 'hide', render: row => <span className="clip"><When at={row.createdAt} style="date" /> <span className="muted">{row.createdBy}</span></span> },
  ]
}
