import { ActionIcon, Menu } from '@mantine/core'
import { IconCheck, IconCrown, IconDots, IconHistory, IconLockOpen, IconUserOff, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { changeRole, deactivate, GivenRole, listStaff, reactivate, type Person } from '../../contracts/staff.ts'
import { useChange, useList } from '../api.ts'
import { useMay, useMe } from '../session.tsx'
import { roleNames } from '../shell/rail.tsx'
import { Avatar, DataTable, Empty, FilterBar, Tag, toast, undoable, useGo, useText, When, type Column } from '../ui/index.ts'
import { TransferDialog } from './transfer.tsx'

/** Everybody who signs in. */
export function People({ search, onSearch }: { search: string | undefined; onSearch: (q: string | undefined) => void }) {
  const t = useText()
  const list = useList(listStaff, { query: search ? { search } : {} })
  const columns: Column<Person>[] = [
    { key: 'name', title: t('team.people.name'), render: row => <Who row={row} /> },
    { key: 'role', title: t('team.people.role'), width: 170, render: row => (row.deactivatedAt ? <Tag tone="bad">{t('team.people.deactivated')}</Tag> : <Tag tone={row.role === 'owner' ? 'brand' : 'plain'}>{t(roleNames[row.role]!)}</Tag>) },
    { key: 'twoFactor', title: t('team.people.twoFactor'), width: 130, phone: 'hide', render: row => (row.twoFactor ? <Tag tone="brand">{t('team.people.on')}</Tag> : <span className="muted">{t('team.people.off')}</span>) },
    { key: 'seenAt', title: t('team.people.seen'), width: 140, align: 'right', render: row => <When at={row.seenAt} /> },
    { key: 'menu', title: '', width: 56, align: 'right', phone: 'aside', render: row => <PersonMenu person={row} /> },
  ]
  return (
    <>
      <FilterBar search={{ placeholder: t('team.people.find') }} filters={[]} value={{ q: search }} onChange={change => onSearch(change['q'] as string | undefined)} />
      <DataTable name={t('team.tabs.people')} list={list} columns={columns} keyOf={row => row.id} empty={<Empty icon={IconUsers} title={t('team.people.nobody')} />} />
    </>
  )
}

function Who({ row }: { row: Person }) {
  const t = useText()
  const me = useMe()
  return (
    <span className="row" style={{ minWidth: 0 }}>
      <Avatar name={row.name} />
      <span className="clip"><b style={{ fontWeight: 600 }}>{row.name}</b> <span className="muted">{row.email}</span></span>
      {me?.id === row.id && <Tag>{t('team.people.you')}</Tag>}
    </span>
  )
}

function PersonMenu({ person }: { person: Person }) {
  const t = useText()
  const go = useGo()
  const me = useMe()
  const may = useMay()
  const [transferring, setTransferring] = useState(false)
  const role = useChange(changeRole, { done: [listStaff] })
  const out = useChange(deactivate, { done: [listStaff] })
  const back = useChange(reactivate, { done: [listStaff] })
  const params = { staffId: person.id }
  const canChange = may('staff.write') && person.role !== 'owner' && person.id !== me?.id
  const setRole = (next: Person['role']) => next !== person.role && role.mutate({ params, body: { role: next as never } }, {
    onSuccess: () => undoable(t('team.people.roleIs', { name: person.name, role: t(roleNames[next]!) }), () => role.mutateAsync({ params, body: { role: person.role as never } })),
  })
  const leave = () => out.mutate({ params }, { onSuccess: () => undoable(t('team.people.isOut', { name: person.name }), () => back.mutateAsync({ params })) })
  const enter = () => back.mutate({ params }, { onSuccess: () => toast.done(t('team.people.isBack', { name: person.name })) })
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target><ActionIcon variant="subtle" color="gray" aria-label={t('team.people.more', { name: person.name })} onClick={event => event.stopPropagation()}><IconDots size={18} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          {canChange && !person.deactivatedAt && (
            <>
              <Menu.Label>{t('team.people.role')}</Menu.Label>
              {GivenRole.options.map(one => <Menu.Item key={one} onClick={() => setRole(one)} rightSection={one === person.role ? <IconCheck size={15} /> : null}>{t(roleNames[one]!)}</Menu.Item>)}
              <Menu.Divider />
            </>
          )}
          {may('audit.read') && <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => go(`/audit?who=${person.id}`)}>{t('team.people.history')}</Menu.Item>}
          {canChange && me?.role === 'owner' && !person.deactivatedAt && <Menu.Item leftSection={<IconCrown size={16} />} onClick={() => setTransferring(true)}>{t('team.transfer.title')}</Menu.Item>}
          {canChange && (person.deactivatedAt ? <Menu.Item leftSection={<IconLockOpen size={16} />} onClick={enter}>{t('team.people.reactivate')}</Menu.Item> : <Menu.Item style={{ color: 'var(--bad)' }} leftSection={<IconUserOff size={16} />} onClick={leave}>{t('team.people.deactivate')}</Menu.Item>)}
        </Menu.Dropdown>
      </Menu>
      {transferring && <TransferDialog person={person} onClose={() => setTransferring(false)} />}
    </>
  )
}
