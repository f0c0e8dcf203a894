import { Button } from '@mantine/core'
import { IconDownload, IconHistory, IconKey, IconTerminal2 } from '@tabler/icons-react'
import { z } from 'zod'
import { auditChoices, auditLog, exportAudit, type AuditEntry } from '../../contracts/audit.ts'
import { useCall, useList } from '../api.ts'
import { useMe } from '../session.tsx'
import { Avatar, DataTable, downloadStream, Empty, FilterBar, IconTag, Page, Tag, useSearchState, useText, When, type Column, type Filter } from '../ui/index.ts'
import { EntryPanel } from './entry.tsx'
import { useDeeds } from './words.ts'

const Search = z.object({ who: z.string().optional(), action: z.string().optional(), recordKind: z.string().optional(), recordId: z.string().optional(), from: z.string().optional(), to: z.string().optional(), entry: z.string().optional() })

/** Who did what to which record, when and from where. */
export function AuditPage() {
  const t = useText()
  const words = useDeeds()
  const me = useMe()
  const [{ entry, ...filters }, set] = useSearchState(Search)
  const given = { ...filters, timeZone: me?.timeZone ?? 'UTC' }
  const list = useList(auditLog, { query: given })
  const { data: choices } = useCall(auditChoices, {}, { keep: true })
  const bar: Filter[] = [
    { key: 'who', label: t('audit.who'), kind: 'choice', options: choices?.people.map(({ id, name }) => ({ value: id, label: name })) ?? [] },
    { key: 'action', label: t('audit.what'), kind: 'choice', options: choices?.actions.map(value => ({ value, label: words.action(value) })) ?? [] },
    { key: 'recordKind', label: t('audit.kind'), kind: 'choice', options: choices?.recordKinds.map(value => ({ value, label: words.kind(value) })) ?? [] },
    { key: 'recordId', label: t('audit.recordId'), kind: 'text' },
    { key: 'day', label: t('audit.when'), kind: 'day', from: 'from', to: 'to' },
  ]
  const columns: Column<AuditEntry>[] = [
    { key: 'who', title: t('audit.who'), width: 190, render: row => <Actor entry={row} /> },
    { key: 'action', title: t('audit.what'), width: 210, render: row => <span className="clip">{words.action(row.action)}</span> },
    { key: 'record', title: t('audit.record'), render: row => <span className="clip"><Tag>{words.kind(row.record.kind)}</Tag> {row.record.label ?? <span className="muted">{row.record.id}</span>}</span> },
    { key: 'fields', title: t('audit.fields'), width: 130, phone: 'hide', render: row => <span className="clip muted">{Object.keys(row.changes).join(', ')}</span> },
    { key: 'ip', title: t('audit.from'), width: 120, phone: 'hide', render: row => <span className="num clip">{row.ip ?? ''}</span> },
    { key: 'at', title: t('audit.when'), width: 180, align: 'right', phone: 'aside', render: row => <When at={row.at} style="dateTime" /> },
  ]
  const address = (id: string) => `/audit?${new URLSearchParams({ ...Object.fromEntries(Object.entries(filters).filter((pair): pair is [string, string] => Boolean(pair[1]))), entry: id })}`
  const open = list.rows.find(row => row.id === entry)
  const isFiltered = Object.values(filters).some(Boolean)
  return (
    <Page title={t('audit.title')} subtitle={t('audit.subtitle')} actions={<Button leftSection={<IconDownload size={16} />} onClick={() => void downloadStream(exportAudit, { query: given }, 'suki-audit.csv')}>{t('audit.export')}</Button>}>
      <FilterBar filters={bar} value={filters} onChange={change => set(change)} />
      <DataTable name={t('audit.title')} list={list} columns={columns} keyOf={row => row.id} rowTo={row => address(row.id)} empty={<Empty icon={IconHistory} title={isFiltered ? t('audit.nothing') : t('audit.empty')} text={isFiltered ? t('audit.nothingText') : t('audit.emptyText')} />} />
      {open && <EntryPanel entry={open} onClose={() => set({ entry: undefined })} />}
    </Page>
  )
}

/** Who it was; a key or a program is told from a person by its icon. */
function Actor({ entry: { actor } }: { entry: AuditEntry }) {
  const icon = actor.kind === 'key' ? <IconKey size={15} /> : actor.kind === 'staff' ? undefined : <IconTerminal2 size={15} />
  return <span className="row" style={{ minWidth: 0 }}>{icon ? <IconTag>{icon}</IconTag> : <Avatar name={actor.name} />}<span className="clip" style={{ fontWeight: 600 }}>{actor.name}</span></span>
}
