import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { getTracked, listTracked, listWarnings, settleWarnings, type Warning } from '../../contracts/tracking-plan.ts'
import { useChange, useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { Count, DataTable, Empty, Tag, toast, useText, When, type Column } from '../ui/index.ts'
import css from './plan.module.css'
import { driftNames, driftTones, typeNames } from './words.ts'

/** Where what comes in differs from the plan. */
export function Warnings({ onOpen }: { onOpen: (eventId: string) => string }) {
  const t = useText()
  const list = useList(listWarnings, { query: {} })
  return (
    <DataTable name={t('plan.warnings')} list={list} columns={useColumns()} keyOf={row => row.id} rowTo={row => onOpen(row.event.id)} bulkActions={useSettle()}
      empty={<Empty icon={IconCircleCheck} title={t('plan.noWarnings')} text={t('plan.noWarningsText')} />} />
  )
}

function useColumns(): Column<Warning>[] {
  const t = useText()
  return [
    { key: 'what', title: t('plan.field.what'), render: row => <span className="clip"><Difference warning={row} /></span> },
    { key: 'kind', title: t('plan.field.kind'), width: 170, phone: 'aside', render: row => <Tag tone={driftTones[row.kind]}>{t(driftNames[row.kind])}</Tag> },
    { key: 'source', title: t('plan.field.source'), width: 180, render: row => <span className="clip">{row.source.name}</span> },
    { key: 'count', title: t('plan.field.count'), width: 110, align: 'right', render: row => <Count value={row.seenCount} /> },
    { key: 'first', title: t('plan.field.firstSeen'), width: 150, hidden: true, render: row => <When at={row.firstSeenAt} /> },
    { key: 'last', title: t('plan.field.lastSeen'), width: 150, render: row => <When at={row.lastSeenAt} /> },
  ]
}

/** What differs, in words: "Order Completed · total came as text; planned: number". */
export function Difference({ warning: { kind, event, path, found, expected }, short = false }: { warning: Warning; short?: boolean }) {
  const t = useText()
  const names = (types: string[]) => types.map(type => t(typeNames[type as keyof typeof typeNames])).join(', ')
  const said = {
    new_event: () => t('plan.said.newEvent'),
    new_property: () => t('plan.said.newProperty', { type: names([found]) }),
    changed_type: () => t('plan.said.changedType', { type: names([found]), expected: names(expected) }),
    missing_required: () => t('plan.said.missingRequired'),
  }[kind]()
  return <>{!short && <b className={css.name}>{event.name}</b>}{path && <code className={css.path}>{path}</code>} <span className="muted">{said}</span></>
}

function useSettle() {
  const t = useText()
  const may = useMay()
  const settle = useChange(settleWarnings, { done: [listWarnings, listTracked, getTracked] })
  if (!may('sources.write')) return undefined
  return (warningIds: string[], clear: () => void) => {
    const end = (how: 'accept' | 'dismiss') => settle.mutate({ body: { warningIds, how } }, { onSuccess: ({ settled }) => { toast.done(how === 'accept' ? t('plan.accepted', { count: settled }) : t('plan.dismissed', { count: settled })); clear() } })
    return (
      <>
        <Button size="compact-sm" variant="filled" loading={settle.isPending} onClick={() => end('accept')}>{t('plan.accept')}</Button>
        <Button size="compact-sm" loading={settle.isPending} onClick={() => end('dismiss')}>{t('plan.dismiss')}</Button>
      </>
    )
  }
}
