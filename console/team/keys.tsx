import { Button, Tooltip } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { listKeys, revokeKey } from '../../contracts/keys.ts'
import type { Answer } from '../../contracts/route.ts'
import { useChange, useList } from '../api.ts'
import { confirmByName, DataTable, Empty, Tag, toast, useText, When, type Column } from '../ui/index.ts'

type Row = Answer<typeof listKeys>['items'][number]

/** Keys with which programs use the API. */
export function Keys({ onMake }: { onMake: () => void }) {
  const t = useText()
  const list = useList(listKeys, { query: {} })
  const change = useChange(revokeKey, { done: [listKeys] })
  const revoke = async (row: Row) => {
    if (await confirmByName({ title: t('team.keys.revokeTitle'), text: t('team.keys.revokeText'), name: row.name, action: t('team.keys.revoke') })) change.mutate({ params: { keyId: row.id } }, { onSuccess: () => toast.done(t('team.keys.revoked', { name: row.name })) })
  }
  const columns: Column<Row>[] = [
    { key: 'name', title: t('team.keys.name'), render: row => <span className="clip"><b style={{ fontWeight: 600 }}>{row.name}</b> <code className="muted">{row.hint}…</code></span> },
    { key: 'scopes', title: t('team.keys.may'), width: 180, phone: 'hide', render: row => <Tooltip label={row.scopes.join(', ')}><span tabIndex={0} className="clip">{row.scopes.length === 1 ? row.scopes[0] : t('team.keys.scopes', { number: row.scopes.length })}</span></Tooltip> },
    { key: 'owner', title: t('team.keys.for'), width: 150, phone: 'hide', render: row => <span className="clip">{row.owner}</span> },
    { key: 'used', title: t('team.keys.used'), width: 130, render: row => (row.lastUsedAt ? <When at={row.lastUsedAt} /> : <span className="muted">{t('team.keys.never')}</span>) },
    { key: 'expires', title: t('team.keys.expires'), width: 130, phone: 'hide', render: row => (row.expired ? <Tag tone="amber">{t('team.keys.expired')}</Tag> : row.expiresAt ? <When at={row.expiresAt} style="date" /> : <span className="muted">{t('team.keys.neverExpires')}</span>) },
    { key: 'do', title: '', width: 110, align: 'right', phone: 'aside', render: row => <Button size="compact-sm" onClick={() => void revoke(row)}>{t('team.keys.revoke')}</Button> },
  ]
  return <DataTable name={t('team.tabs.keys')} list={list} columns={columns} keyOf={row => row.id} empty={<Empty icon={IconKey} title={t('team.keys.none')} text={t('team.keys.noneText')}><Button onClick={onMake}>{t('team.keys.make')}</Button></Empty>} />
}
