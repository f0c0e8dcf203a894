import { Button, Tabs } from '@mantine/core'
import { IconArchive, IconArchiveOff, IconCirclesRelation, IconDownload, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { z } from 'zod'
import { exportCustomers } from '../../../contracts/customers.ts'
import { archiveSegmentRoute, getSegment, listSegments, restoreSegment, type Segment } from '../../../contracts/segment-routes.ts'
import { Id } from '../../../contracts/shapes.ts'
import { useCall, useChange } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, downloadStream, Link, Page, Problem, Skeleton, Tag, undoable, useGo, useParam, useSearchState, useText, When } from '../../ui/index.ts'
import { Building } from '../building.tsx'
import { OverlapCard } from '../compare/compare.tsx'
import css from '../segments.module.css'
import { ArchiveDialog, Uses } from '../uses.tsx'
import { useDriftText } from '../words.ts'
import { BreakdownCards } from './breakdown.tsx'
import { HistoryCard } from './history.tsx'
import { Members, Moves } from './members.tsx'
import { NowCard } from './now.tsx'
import { VersionsCard } from './versions.tsx'
import { WatchCard } from './watch.tsx'
import { WhyPanel } from './why.tsx'

const Search = z.object({ tab: z.enum(['members', 'moves']).default('members'), why: Id.optional() })

export function SegmentPage() {
  const segmentId = useParam('segmentId')
  const t = useText()
  const { data, error, refetch } = useCall(getSegment, { params: { segmentId } })
  if (error && !data) return <Page title={t('segments.title')} back={{ to: '/segments', label: t('segments.title') }}><Problem error={error} retry={() => void refetch()} /></Page>
  return data ? <Shown segment={data} /> : <Skeleton shape="page" />
}

/** One segment: who is in, how that moved, what they are made of, and how it is defined. */
function Shown({ segment }: { segment: Segment }) {
  const t = useText()
  const may = useMay()
  const [{ tab, why }, set] = useSearchState(Search)
  const { id, archivedAt, drift, building } = segment
  const driftText = useDriftText()
  const mayRead = may('customers.read')
  const open = (customerId: string) => set({ why: customerId })
  return (
    <Page back={{ to: '/segments', label: t('segments.title') }} tab={segment.name} actions={<Actions segment={segment} />}
      title={<span className={css.named}>{segment.name}{archivedAt && <Tag>{t('segments.archived')}</Tag>}</span>}
      subtitle={<>{segment.description && <>{segment.description}<br /></>}{t('segments.madeBy', { name: segment.createdBy })} <When at={segment.createdAt} style="date" /></>}>
      {building && <div className={css.notice}><Building building={building} /><span className="muted">{building.problem ?? t(segment.membersCount ? 'segments.building.oldServes' : 'segments.building.first')}</span></div>}
      {drift && !archivedAt && <div className={css.notice} data-tone="amber"><Tag tone="amber">{t('segments.drift.tag')}</Tag><span>{driftText(drift)}</span></div>}
      {segment.usedBy.length > 0 && <div className={css.used}>{t('segments.usedBy')} <Uses uses={segment.usedBy} />{may('messages.read') && <Link className="textlink" to={`/campaigns?segment=${id}`}>{t('segments.uses.campaigns')}</Link>}</div>}
      <Card className={css.definition!} title={t('segments.definition')} note={t('segments.zone', { zone: segment.timeZone })}><code className={css.rule}>{segment.text}</code></Card>
      <div className={css.detail}>
        <div className={css.column}>
          <HistoryCard segmentId={id} since={segment.createdAt} />
          {mayRead && (
            <Card>
              <Tabs value={tab} onChange={next => set({ tab: next as 'members' })} keepMounted={false}>
                <Tabs.List mb="sm"><Tabs.Tab value="members">{t('segments.members.title')}</Tabs.Tab><Tabs.Tab value="moves">{t('segments.moves.title')}</Tabs.Tab></Tabs.List>
                <Tabs.Panel value="members"><Members segmentId={id} onWhy={open} /></Tabs.Panel>
                <Tabs.Panel value="moves"><Moves segmentId={id} onWhy={open} /></Tabs.Panel>
              </Tabs>
            </Card>
          )}
          {!archivedAt && <BreakdownCards segmentId={id} />}
        </div>
        <div className={css.column}>
          <NowCard segment={segment} />
          {!archivedAt && <OverlapCard segmentId={id} />}
          <VersionsCard segment={segment} />
          {!archivedAt && <WatchCard key={`${segment.watch.watched} ${segment.watch.threshold}`} segment={segment} />}
        </div>
      </div>
      {why && mayRead && <WhyPanel segmentId={id} segmentName={segment.name} customerId={why} onClose={() => set({ why: undefined })} />}
    </Page>
  )
}

function Actions({ segment: { id, name, archivedAt, usedBy, membersCount } }: { segment: Segment }) {
  const t = useText()
  const may = useMay()
  const go = useGo()
  const restore = useChange(restoreSegment, { done: [getSegment, listSegments] })
  const archive = useChange(archiveSegmentRoute, { done: [getSegment, listSegments] })
  const params = { segmentId: id }
  const [isAsking, ask] = useState(false)
  const putAway = () => archive.mutate({ params }, { onSuccess: () => undoable(t('segments.archiveDone', { name }), () => restore.mutateAsync({ params })) })
  return (
    <>
      <Button leftSection={<IconCirclesRelation size={16} />} onClick={() => go(`/segments/compare?a=${id}`)}>{t('segments.compare.short')}</Button>
      {may('customers.export') && <Button leftSection={<IconDownload size={16} />} disabled={!membersCount} onClick={() => void downloadStream(exportCustomers, { query: { segment: [id] } }, `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.csv`)}>{t('segments.export', { count: membersCount })}</Button>}
      {may('segments.write') && (archivedAt
        ? <Button variant="filled" leftSection={<IconArchiveOff size={16} />} loading={restore.isPending} onClick={() => restore.mutate({ params })}>{t('segments.unarchive')}</Button>
        : (
          <>
            <Button leftSection={<IconArchive size={16} />} loading={archive.isPending} onClick={() => (usedBy.length ? ask(true) : putAway())}>{t('segments.archive')}</Button>
            <Button variant="filled" leftSection={<IconPencil size={16} />} onClick={() => go(`/segments/${id}/edit`)}>{t('segments.edit')}</Button>
          </>
        ))}
      {isAsking && <ArchiveDialog name={name} uses={usedBy} onArchive={putAway} onClose={() => ask(false)} />}
    </>
  )
}
