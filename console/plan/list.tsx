import { Button, SegmentedControl } from '@mantine/core'
import { IconPlus, IconTargetArrow } from '@tabler/icons-react'
import { z } from 'zod'
import { approveEvents, getTracked, listTracked, listWarnings, trackedSorts, unplanEvents, type TrackedEvent } from '../../contracts/tracking-plan.ts'
import { useChange, useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { Count, DataTable, Empty, FilterBar, Page, Tag, toast, useSearchState, useText, When, type Column } from '../ui/index.ts'
import { EventPanel } from './event.tsx'
import { NewEvent } from './new.tsx'
import css from './plan.module.css'
import { Warnings } from './warnings.tsx'

const Search = z.object({ tab: z.enum(['events', 'warnings']).default('events'), q: z.string().optional(), planned: z.enum(['true', 'false']).optional(), sort: z.enum(trackedSorts).default('-seen'), open: z.string().optional() })

/** What is sent, what is expected of it, and where the two differ. */
export function TrackingPlanPage() {
  const t = useText()
  const may = useMay()
  const [{ tab, open }, set] = useSearchState(Search)
  const close = () => set({ open: undefined })
  return (
    <Page title={t('plan.title')} subtitle={t('plan.subtitle')} actions={may('sources.write') && <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={() => set({ open: 'new' })}>{t('plan.add')}</Button>}>
      <div className={css.tabs}><SegmentedControl aria-label={t('plan.show')} value={tab} onChange={value => set({ tab: value as typeof tab }, { replace: true })} data={[{ value: 'events', label: t('plan.events') }, { value: 'warnings', label: t('plan.warnings') }]} /></div>
      {tab === 'events' ? <Events /> : <Warnings onOpen={eventId => `/tracking-plan?tab=warnings&open=${eventId}`} />}
      {open === 'new' && may('sources.write') && <NewEvent onMade={made => set({ open: made.id })} onClose={close} />}
      {open && open !== 'new' && <EventPanel key={open} eventId={open} onClose={close} />}
    </Page>
  )
}

function Events() {
  const t = useText()
  const [{ q, planned, sort }, set] = useSearchState(Search)
  const list = useList(listTracked, { query: { q, planned, sort } })
  const filters = [{ key: 'planned', label: t('plan.field.planned'), kind: 'choice' as const, options: [{ value: 'true', label: t('plan.planned') }, { value: 'false', label: t('plan.notPlanned') }] }]
  const nothing = q || planned ? <Empty icon={IconTargetArrow} title={t('plan.nothing')} text={t('plan.nothingText')} /> : <Empty icon={IconTargetArrow} title={t('plan.empty')} text={t('plan.emptyText')} />
  return (
    <>
      <FilterBar search={{ placeholder: t('plan.search') }} filters={filters} value={{ q, planned }} onChange={change => set(change, { replace: true })} />
      <DataTable name={t('plan.events')} list={list} columns={useColumns()} keyOf={row => row.id} rowTo={(row: TrackedEvent) => `/tracking-plan?${new URLSearchParams({ ...(q && { q }), ...(planned && { planned }), sort, open: row.id })}`}
        sort={sort} onSort={next => (trackedSorts as readonly string[]).includes(next) && set({ sort: next as typeof sort }, { replace: true })} bulkActions={useBulk()} empty={nothing} />
    </>
  )
}

function useColumns(): Column<TrackedEvent>[] {
  const t = useText()
  return [
    { key: 'name', title: t('plan.field.name'), sort: true, render: row => <span className="clip" style={{ fontWeight: 550 }}>{row.name}</span> },
    { key: 'type', title: t('plan.field.call'), width: 100, phone: 'hide', render: row => <span className="muted">{row.type}</span> },
    { key: 'planned', title: t('plan.field.planned'), width: 140, phone: 'aside', render: row => <Tag tone={row.plannedAt ? 'brand' : 'plain'}>{row.plannedAt ? t('plan.planned') : t('plan.notPlanned')}</Tag> },
    { key: 'warnings', title: t('plan.warnings'), width: 130, align: 'right', render: row => (row.warnings ? <Tag tone="amber"><Count value={row.warnings} /></Tag> : <span className="muted">0</span>) },
    { key: 'properties', title: t('plan.properties'), width: 130, align: 'right', render: row => <Count value={row.properties} /> },
    { key: 'seen', title: t('plan.field.seen'), width: 130, align: 'right', sort: true, render: row => <Count value={row.seenCount} /> },
    { key: 'lastSeen', title: t('plan.field.lastSeen'), width: 160, sort: true, render: row => <When at={row.lastSeenAt} /> },
  ]
}

function useBulk() {
  const t = useText()
  const may = useMay()
  const done = [listTracked, getTracked, listWarnings]
  const approve = useChange(approveEvents, { done })
  const unplan = useChange(unplanEvents, { done })
  if (!may('sources.write')) return undefined
  return (eventIds: string[], clear: () => void) => (
    <>
      <Button size="compact-sm" variant="filled" loading={approve.isPending} onClick={() => approve.mutate({ body: { eventIds } }, { onSuccess: ({ planned }) => { toast.done(t('plan.approved', { count: planned })); clear() } })}>{t('plan.approve')}</Button>
      <Button size="compact-sm" loading={unplan.isPending} onClick={() => unplan.mutate({ body: { eventIds } }, { onSuccess: ({ unplanned }) => { toast.done(t('plan.unplanned', { count: unplanned })); clear() } })}>{t('plan.unplan')}</Button>
    </>
  )
}
