import { Button } from '@mantine/core'
import { useState } from 'react'
import { approveEvents, getTracked, listTracked, listWarnings, planEvent, settleWarnings, unplanEvents, type TrackedEventDetail, type Warning } from '../../contracts/tracking-plan.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Facts, Link, Problem, SidePanel, Skeleton, Tag, toast, useFormat, useText, When } from '../ui/index.ts'
import { draftOf, Expectations, expectedOf } from './expectations.tsx'
import css from './plan.module.css'
import { Difference } from './warnings.tsx'

const done = [getTracked, listTracked, listWarnings]

/** One event: who sends it, what its properties look like, and what is expected of them. */
export function EventPanel({ eventId, onClose }: { eventId: string; onClose: () => void }) {
  const t = useText()
  const { data, error, refetch } = useCall(getTracked, { params: { eventId } })
  return (
    <SidePanel title={data?.name ?? t('plan.event')} onClose={onClose}>
      {error && !data && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="list" />}
      {data && <About event={data} />}
      {data && <Plan key={`${data.plannedAt}${JSON.stringify(data.expected)}`} event={data} />}
    </SidePanel>
  )
}

function About({ event }: { event: TrackedEventDetail }) {
  const t = useText()
  const format = useFormat()
  const warnings = useCall(listWarnings, { query: { event: event.id } }).data?.items ?? []
  const senders = event.sources.map(source => <div key={source.id}><Link className="textlink" to={`/sources/${source.id}`}>{source.name}</Link> <span className="muted num">{format.number(source.seenCount)} · <When at={source.lastSeenAt} /></span></div>)
  return (
    <>
      <Facts rows={[
        [t('plan.field.planned'), event.plannedAt ? <span key="planned"><Tag tone="brand">{t('plan.planned')}</Tag> <span className="muted">{event.plannedBy} · <When at={event.plannedAt} /></span></span> : <Tag key="planned">{t('plan.notPlanned')}</Tag>],
        [t('plan.field.seen'), event.seenCount ? <span key="seen" className="num">{format.number(event.seenCount)} <span className="muted"><When at={event.firstSeenAt} /> – <When at={event.lastSeenAt} /></span></span> : t('plan.neverSeen')],
        senders.length > 0 && [t('plan.field.source'), <div key="senders">{senders}</div>],
      ]} />
      {warnings.length > 0 && <ul className={css.warnings}>{warnings.map(warning => <WarningRow key={warning.id} warning={warning} />)}</ul>}
      {event.crowdedAt && <p className={css.crowded}>{t('plan.crowded')}</p>}
    </>
  )
}

function WarningRow({ warning }: { warning: Warning }) {
  const t = useText()
  const may = useMay()
  const format = useFormat()
  const settle = useChange(settleWarnings, { done })
  const end = (how: 'accept' | 'dismiss') => settle.mutate({ body: { warningIds: [warning.id], how } })
  return (
    <li className={css.warning}>
      <span><Difference warning={warning} short /><span className="muted num"> · {t('plan.times', { count: warning.seenCount, number: format.number(warning.seenCount) })} · {warning.source.name}</span></span>
      {may('sources.write') && <span className={css.warningActions}><Button size="compact-xs" onClick={() => end('accept')}>{t('plan.accept')}</Button><Button size="compact-xs" variant="subtle" onClick={() => end('dismiss')}>{t('plan.dismiss')}</Button></span>}
    </li>
  )
}

function Plan({ event }: { event: TrackedEventDetail }) {
  const t = useText()
  const mayEdit = useMay()('sources.write')
  const [draft, setDraft] = useState(() => draftOf(event))
  const save = useChange(planEvent, { done, quiet: true })
  const approve = useChange(approveEvents, { done })
  const unplan = useChange(unplanEvents, { done })
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(event))
  const submit = () => save.mutateAsync({ params: { eventId: event.id }, body: { note: draft.note, expected: expectedOf(draft) } }).then(saved => toast.done(t('plan.saved', { name: saved.name })), () => undefined)
  const asSeen = () => approve.mutate({ body: { eventIds: [event.id] } }, { onSuccess: () => toast.done(t('plan.approved', { count: 1 })) })
  return (
    <form onSubmit={sent => { sent.preventDefault(); void submit() }}>
      <Expectations draft={draft} seen={event.seen} disabled={!mayEdit} onChange={setDraft} />
      {save.error && <Problem error={save.error} />}
      {mayEdit && (
        <div className={css.foot}>
          {event.plannedAt && <Button loading={unplan.isPending} onClick={() => unplan.mutate({ body: { eventIds: [event.id] } })}>{t('plan.unplan')}</Button>}
          <span className={css.gap} />
          {event.seenCount > 0 && <Button variant={event.plannedAt || isChanged ? 'default' : 'filled'} loading={approve.isPending} onClick={asSeen}>{t('plan.approve')}</Button>}
          {(isChanged || event.plannedAt) && <Button type="submit" variant={isChanged ? 'filled' : 'default'} disabled={!isChanged} loading={save.isPending}>{t('ui.save')}</Button>}
        </div>
      )}
    </form>
  )
}
