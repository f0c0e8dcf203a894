import { ActionIcon, Button, Select, TextInput } from '@mantine/core'
import { IconMailForward, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { archiveSender, createSender, editSender, listSenders, type Sender } from '../../contracts/sending-setup.ts'
import { listStores } from '../../contracts/stores.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, Empty, Problem, SidePanel, Skeleton, Tag, toast, useText } from '../ui/index.ts'
import css from './sending.module.css'

/** In whose name mails are sent. */
export function Senders({ open, show }: { open: string | undefined; show: (id: string | undefined) => void }) {
  const t = useText()
  const mayChange = useMay()('messages.settings')
  const { data, error, refetch } = useCall(listSenders, {})
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton shape="facts" />
  const chosen = data.items.find(item => item.id === open)
  const fallback = data.fallback.name ? `${data.fallback.name} <${data.fallback.email}>` : data.fallback.email
  return (
    <div className={css.stack}>
      <Card title={t('sending.senders.title')} hint={t('sending.senders.hint')}>
        {data.items.length > 0 && <ul className={css.rows}>{data.items.map(sender => <One key={sender.id} sender={sender} onEdit={() => show(sender.id)} />)}</ul>}
        {data.items.length === 0 && <Empty icon={IconMailForward} title={t('sending.senders.none')} text={t('sending.senders.noneText', { sender: fallback })}>{mayChange && <Button variant="filled" onClick={() => show('new')}>{t('sending.senders.add')}</Button>}</Empty>}
      </Card>
      {mayChange && (open === 'new' || chosen) && <SenderPanel key={open} sender={chosen} onClose={() => show(undefined)} />}
    </div>
  )
}

function One({ sender, onEdit }: { sender: Sender; onEdit: () => void }) {
  const t = useText()
  const mayChange = useMay()('messages.settings')
  const archive = useChange(archiveSender, { done: [listSenders] })
  const { name, email, replyTo, storeName, domain, isProven } = sender
  return (
    <li>
      <span className={css.who}>
        {mayChange ? <button type="button" className={`plain textlink ${css.name}`} style={{ textAlign: 'left' }} onClick={onEdit}>{name}</button> : <span className={css.name}>{name}</span>}
        <span className={css.quiet}>{email}{replyTo && ` · ${t('sending.senders.answersTo', { address: replyTo })}`}</span>
      </span>
      <span className={css.tags}>
        <Tag>{storeName ?? t('sending.senders.allStores')}</Tag>
        {!domain ? <Tag tone="bad">{t('sending.senders.unsigned')}</Tag> : isProven ? <Tag tone="brand">{t('sending.senders.proven')}</Tag> : <Tag tone="amber">{t('sending.senders.unproven')}</Tag>}
      </span>
      {mayChange && <ActionIcon variant="subtle" color="gray" aria-label={t('sending.senders.archive', { name })} onClick={() => void archive.mutateAsync({ params: { senderId: sender.id } }).then(() => toast.done(t('sending.removed', { name })), () => undefined)}><IconTrash size={16} /></ActionIcon>}
      {!domain && <span className={css.note}>{t('sending.senders.unsignedText', { domain: email.slice(email.lastIndexOf('@') + 1) })}</span>}
    </li>
  )
}

function SenderPanel({ sender, onClose }: { sender: Sender | undefined; onClose: () => void }) {
  const t = useText()
  const stores = useCall(listStores, { query: { limit: 200 } }, { staleTime: 5 * 60_000 }).data?.items ?? []
  const [draft, setDraft] = useState({ name: sender?.name ?? '', email: sender?.email ?? '', replyTo: sender?.replyTo ?? '', storeId: sender?.storeId ?? null })
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const fresh = { done: [listSenders], quiet: true }
  const [create, edit] = [useChange(createSender, fresh), useChange(editSender, fresh)]
  const problem = create.error ?? edit.error
  const errors = problem?.byField() ?? {}
  const body = { ...draft, name: draft.name.trim(), email: draft.email.trim(), replyTo: draft.replyTo.trim() || null }
  const save = () => (sender ? edit.mutateAsync({ params: { senderId: sender.id }, body }) : create.mutateAsync({ body })).then(() => { toast.done(t('sending.senders.saved')); onClose() }, () => undefined)
  return (
    <SidePanel title={sender ? sender.name : t('sending.senders.add')} onClose={onClose}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void save() }}>
        <TextInput required data-autofocus label={t('sending.senders.name')} description={t('sending.senders.nameHelp')} maxLength={100} value={draft.name} error={errors['name']} onChange={event => set({ name: event.currentTarget.value })} />
        <TextInput required type="email" label={t('sending.senders.email')} value={draft.email} error={errors['email']} onChange={event => set({ email: event.currentTarget.value })} />
        <TextInput type="email" label={t('sending.senders.replyTo')} description={t('sending.senders.replyToHelp')} value={draft.replyTo} error={errors['replyTo']} onChange={event => set({ replyTo: event.currentTarget.value })} />
        <Select label={t('sending.senders.store')} value={draft.storeId ?? ''} allowDeselect={false} data={[{ value: '', label: t('sending.senders.allStores') }, ...stores.map(store => ({ value: store.id, label: store.name }))]} onChange={value => set({ storeId: value || null })} />
        {problem && problem.fields.length === 0 && <Problem error={problem} />}
        <div className={css.actions}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={create.isPending || edit.isPending} disabled={!body.name || !body.email}>{t('ui.save')}</Button></div>
      </form>
    </SidePanel>
  )
}
