import { Button, Modal, NativeSelect, Radio, TextInput } from '@mantine/core'
import { IconMailForward } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import type { Answer } from '../../contracts/route.ts'
import { languages, type Language } from '../../contracts/shapes.ts'
import { GivenRole, invite, listInvitations, resendInvitation, revokeInvitation } from '../../contracts/staff.ts'
import { languageNames } from '../../languages/index.ts'
import { useChange, useList } from '../api.ts'
import { useMay, useMe } from '../session.tsx'
import { roleNames } from '../shell/rail.tsx'
import { refusalText } from '../signin/problems.ts'
import { DataTable, Empty, Tag, toast, useText, When, type Column } from '../ui/index.ts'

type Row = Answer<typeof listInvitations>['items'][number]

/** Invitations that nobody has answered yet. */
export function Invitations({ onInvite }: { onInvite: () => void }) {
  const t = useText()
  const may = useMay()
  const list = useList(listInvitations, { query: {} })
  const resend = useChange(resendInvitation, { done: [listInvitations] })
  const revoke = useChange(revokeInvitation, { done: [listInvitations] })
  const columns: Column<Row>[] = [
    { key: 'email', title: t('team.invite.email'), render: row => <b style={{ fontWeight: 600 }} className="clip">{row.email}</b> },
    { key: 'role', title: t('team.people.role'), width: 150, phone: 'aside', render: row => <Tag>{t(roleNames[row.role]!)}</Tag> },
    { key: 'by', title: t('team.invite.by'), width: 170, phone: 'hide', render: row => <span className="clip">{row.invitedBy}</span> },
    { key: 'sent', title: t('team.invite.sent'), width: 130, render: row => <When at={row.sentAt} /> },
    { key: 'until', title: t('team.invite.until'), width: 130, phone: 'hide', render: row => (row.expired ? <Tag tone="amber">{t('team.invite.expired')}</Tag> : <When at={row.expiresAt} style="date" />) },
    ...(may('staff.write') ? [{ key: 'do', title: '', width: 230, align: 'right' as const, render: (row: Row) => (
      <span className="row" style={{ gap: 6, justifyContent: 'flex-end' }}>
        <Button size="compact-sm" onClick={() => resend.mutate({ params: { invitationId: row.id } }, { onSuccess: () => toast.done(t('team.invite.sentAgain', { email: row.email })) })}>{t('team.invite.resend')}</Button>
        <Button size="compact-sm" onClick={() => revoke.mutate({ params: { invitationId: row.id } }, { onSuccess: () => toast.done(t('team.invite.revoked', { email: row.email })) })}>{t('team.invite.revoke')}</Button>
      </span>
    ) }] : []),
  ]
  return <DataTable name={t('team.tabs.invitations')} list={list} columns={columns} keyOf={row => row.id} empty={<Empty icon={IconMailForward} title={t('team.invite.none')} text={t('team.invite.noneText')}>{may('staff.write') && <Button onClick={onInvite}>{t('team.invite.title')}</Button>}</Empty>} />
}

export const roleTexts: Record<string, string> = { admin: 'team.roles.admin', marketer: 'team.roles.marketer', agent: 'team.roles.agent', analyst: 'team.roles.analyst' }

export function InviteDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const t = useText()
  const me = useMe()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState('agent')
  const [language, setLanguage] = useState<Language>(me?.language ?? 'en')
  const change = useChange(invite, { quiet: true, done: [listInvitations] })
  const send = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { email, role: role as never, language } }, { onSuccess: () => { toast.done(t('team.invite.isSent', { email })); onDone(); onClose() } })
  }
  return (
    <Modal opened onClose={onClose} title={t('team.invite.title')} size="md" closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <form onSubmit={send} style={{ display: 'grid', gap: 16 }}>
        <TextInput withAsterisk={false} data-autofocus type="email" label={t('team.invite.email')} required value={email} onChange={event => setEmail(event.currentTarget.value)} error={change.error && refusalText(t, change.error)} />
        <Radio.Group label={t('team.people.role')} value={role} onChange={setRole}>
          <div style={{ display: 'grid', gap: 10, marginTop: 6 }}>{GivenRole.options.map(one => <Radio key={one} value={one} label={t(roleNames[one]!)} description={t(roleTexts[one]!)} />)}</div>
        </Radio.Group>
        <NativeSelect label={t('team.invite.language')} value={language} onChange={event => setLanguage(event.currentTarget.value as Language)} data={languages.map(value => ({ value, label: languageNames[value] }))} />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" variant="filled" loading={change.isPending}>{t('team.invite.send')}</Button>
        </div>
      </form>
    </Modal>
  )
}
