import { IconBuilding, IconHome, IconUsersGroup } from '@tabler/icons-react'
import { z } from 'zod'
import { getGroup, listGroups, type GroupRow } from '../../contracts/groups.ts'
import { useCall, useList } from '../api.ts'
import { Copyable, DataTable, Empty, Facts, FilterBar, Link, None, Page, Problem, SidePanel, Skeleton, useFormat, useSearchState, useText, When, type Column, type Filter } from '../ui/index.ts'
import css from './groups.module.css'
import { KindTag } from './kind.tsx'

const Search = z.object({ q: z.string().optional(), kind: z.enum(['household', 'company']).optional(), open: z.string().optional() })

/** Households and companies that shops named, and who belongs to them. */
export function GroupsPage() {
  const t = useText()
  const [{ open, ...search }, set] = useSearchState(Search)
  const list = useList(listGroups, { query: search })
  const isFiltered = Boolean(search.q ?? search.kind)
  const filters: Filter[] = [{ key: 'kind', label: t('groups.kind'), kind: 'choice', options: [{ value: 'household', label: t('groups.household') }, { value: 'company', label: t('groups.company') }] }]
  return (
    <Page title={t('groups.title')} subtitle={t('groups.subtitle')}>
      <FilterBar search={{ placeholder: t('groups.search') }} filters={filters} value={search} onChange={set} views="groups" />
      <DataTable name={t('groups.title')} list={list} columns={useColumns()} keyOf={row => row.id} rowTo={row => `/groups?${new URLSearchParams({ ...search, open: row.id })}`}
        empty={<Empty icon={IconUsersGroup} title={t(isFiltered ? 'groups.noneFound' : 'groups.none')} text={t(isFiltered ? 'groups.noneFoundText' : 'groups.noneText')}>{!isFiltered && <code className={css.example}>{`suki.group('reyes', { type: 'household', name: 'Reyes family' })`}</code>}</Empty>} />
      {open && <GroupPanel groupId={open} onClose={() => set({ open: undefined })} />}
    </Page>
  )
}

function useColumns(): Column<GroupRow>[] {
  const t = useText()
  const format = useFormat()
  return [
    { key: 'name', title: t('groups.name'), render: row => <span className={css.name}>{row.kind === 'household' ? <IconHome size={16} aria-hidden /> : <IconBuilding size={16} aria-hidden />}<span className="clip">{row.name}</span></span> },
    { key: 'kind', title: t('groups.kind'), width: 150, phone: 'hide', render: row => <KindTag kind={row.kind} /> },
    { key: 'members', title: t('groups.members'), width: 120, align: 'right', phone: 'aside', render: row => format.number(row.membersCount) },
    { key: 'store', title: t('groups.store'), width: 190, phone: 'hide', render: row => (row.storeName ? <span className="clip">{row.storeName}</span> : <None />) },
    { key: 'since', title: t('groups.since'), width: 150, phone: 'hide', render: row => <When at={row.createdAt} style="date" /> },
  ]
}

function GroupPanel({ groupId, onClose }: { groupId: string; onClose: () => void }) {
  const t = useText()
  const { data, error, refetch } = useCall(getGroup, { params: { groupId } })
  return (
    <SidePanel title={data?.name ?? t('groups.title')} onClose={onClose}>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="facts" />}
      {data && (
        <>
          <Facts rows={[
            [t('groups.kind'), <KindTag key="kind" kind={data.kind} />],
            [t('groups.externalId'), <Copyable key="id" text={data.externalId} />],
            data.storeName ? [t('groups.store'), data.storeName] : null,
            [t('groups.since'), <When key="since" at={data.createdAt} style="date" />],
            ...Object.entries(data.traits).filter(([name]) => name !== 'name' && name !== 'type').slice(0, 30).map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
          ]} />
          <h3 className={css.heading}>{t('groups.membersCount', { count: data.membersCount })}</h3>
          {!data.members.length && <p className={css.quiet}>{t('groups.nobodyKnown')}</p>}
          <ul className={css.list}>
            {data.members.map(member => (
              <li key={member.customerId}><Link className="textlink" to={`/customers/${member.customerId}`}>{member.name || member.email}</Link><When at={member.since} style="date" /></li>
            ))}
          </ul>
        </>
      )}
    </SidePanel>
  )
}
