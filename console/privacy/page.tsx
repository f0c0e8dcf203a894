import { Button, Tabs } from '@mantine/core'
import { IconPlus, IconShieldLock } from '@tabler/icons-react'
import { useState } from 'react'
import { z } from 'zod'
import { listPrivacyRequests, privacyKinds, privacyStates, PrivacyKind, PrivacyState, type PrivacyRequest } from '../../contracts/privacy.ts'
import { many } from '../../contracts/shapes.ts'
import { useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { DataTable, Empty, FilterBar, None, Page, Tag, useSearchState, useText, When, type Column } from '../ui/index.ts'
import { NewRequest } from './new.tsx'
import css from './privacy.module.css'
import { Release } from './release.tsx'
import { OneRequest } from './request.tsx'
import { Retention } from './retention.tsx'
import { PrivacyRulesForm } from './rules.tsx'
import { kindNames, stateNames, stateTones, stepNames } from './words.ts'

const Search = z.object({ tab: z.enum(['requests', 'retention', 'rules']).default('requests'), open: z.string().optional(), state: many(PrivacyState), kind: many(PrivacyKind) })

/** What people ask of us about their data, and how long we keep what. */
export function PrivacyPage() {
  const t = useText()
  const may = useMay()
  const [{ tab, open, ...filter }, set] = useSearchState(Search)
  const close = () => set({ open: undefined })
  const actions = tab === 'requests' && may('privacy.write') && (
    <>
      <Button onClick={() => set({ open: 'release' })}>{t('privacy.release.title')}</Button>
      <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={() => set({ open: 'new' })}>{t('privacy.new')}</Button>
    </>
  )
  return (
    <Page title={t('privacy.title')} subtitle={t('privacy.subtitle')} actions={actions}>
      <Tabs value={tab} onChange={value => set({ tab: value as typeof tab, open: undefined })} keepMounted={false} mb="md">
        <Tabs.List>
          <Tabs.Tab value="requests">{t('privacy.tabs.requests')}</Tabs.Tab>
          <Tabs.Tab value="retention">{t('privacy.tabs.retention')}</Tabs.Tab>
          <Tabs.Tab value="rules">{t('privacy.tabs.rules')}</Tabs.Tab>
        </Tabs.List>
      </Tabs>
      {tab === 'requests' && <Requests filter={filter} onFilter={set} onNew={() => set({ open: 'new' })} />}
      {tab === 'retention' && <Retention />}
      {tab === 'rules' && <PrivacyRulesForm />}
      {tab === 'requests' && open === 'new' && may('privacy.write') && <NewRequest onMade={request => set({ open: request.id })} onClose={close} />}
      {tab === 'requests' && open === 'release' && may('privacy.write') && <Release onClose={close} />}
      {tab === 'requests' && open && open !== 'new' && open !== 'release' && <OneRequest key={open} requestId={open} onClose={close} />}
    </Page>
  )
}

type Filter = Omit<z.output<typeof Search>, 'tab' | 'open'>

function Requests({ filter, onFilter, onNew }: { filter: Filter; onFilter: (change: Partial<Filter>) => void; onNew: () => void }) {
  const t = useText()
  const may = useMay()
  const list = useList(listPrivacyRequests, { query: filter })
  const isFiltered = Boolean(filter.state ?? filter.kind)
  return (
    <>
      <FilterBar value={filter} onChange={change => onFilter(change as Partial<Filter>)} filters={[
        { key: 'state', label: t('privacy.field.state'), kind: 'many', options: privacyStates.map(value => ({ value, label: t(stateNames[value]) })) },
        { key: 'kind', label: t('privacy.field.kind'), kind: 'many', options: privacyKinds.map(value => ({ value, label: t(kindNames[value]) })) },
      ]} />
      <DataTable name={t('privacy.tabs.requests')} list={list} columns={useColumns()} keyOf={row => row.id} rowTo={row => `/privacy?open=${row.id}`}
        empty={<Empty icon={IconShieldLock} title={isFiltered ? t('privacy.noneSuch') : t('privacy.none')} text={isFiltered ? undefined : t('privacy.noneText')}>{!isFiltered && may('privacy.write') && <Button variant="filled" onClick={onNew}>{t('privacy.new')}</Button>}</Empty>} />
    </>
  )
}

function useColumns(): Column<PrivacyRequest>[] {
  const t = useText()
  return [
    { key: 'who', title: t('privacy.field.who'), render: row => <span className="clip" style={{ fontWeight: 550 }}>{row.label ?? <span className="muted">{t('privacy.erased')}</span>}</span> },
    { key: 'kind', title: t('privacy.field.kind'), width: 170, render: row => t(kindNames[row.kind]) },
    { key: 'state', title: t('privacy.field.state'), width: 210, phone: 'aside', render: row => <RequestState request={row} /> },
    { key: 'asked', title: t('privacy.field.asked'), width: 130, phone: 'hide', render: row => <When at={row.askedAt} /> },
    { key: 'due', title: t('privacy.field.due'), width: 140, render: row => <Due request={row} /> },
    { key: 'by', title: t('privacy.field.by'), width: 150, phone: 'hide', render: row => <span className="clip">{row.decidedBy ?? row.askedBy}</span> },
    { key: 'again', title: t('privacy.field.cameAgain'), width: 120, align: 'right', phone: 'hide', hidden: true, render: row => (row.cameAgain ? <span className="num">{row.cameAgain}</span> : <None />) },
  ]
}

export function RequestState({ request: { state, progress } }: { request: PrivacyRequest }) {
  const t = useText()
  return <Tag tone={stateTones[state]}>{t(stateNames[state])}{state === 'running' && progress && ` · ${t(stepNames[progress.step])}`}</Tag>
}

/** Until when the law wants an answer; only while there is something to do. */
function Due({ request: { state, dueAt } }: { request: PrivacyRequest }) {
  const [now] = useState(() => Date.now())
  if (state === 'done' || state === 'refused') return <None />
  return <span className={Date.parse(dueAt) < now ? css.overdue : undefined}><When at={dueAt} style="date" /></span>
}
