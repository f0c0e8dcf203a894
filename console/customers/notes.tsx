import { ActionIcon, Button, Textarea } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { addNote, customerTimeline, deleteNote, editNote, getCustomer, listNotes, restoreNote, type Note } from '../../contracts/customers.ts'
import { useChange, useList } from '../api.ts'
import { useMay, useMe } from '../session.tsx'
import { Card, Problem, undoable, useText, When } from '../ui/index.ts'
import css from './customers.module.css'

const done = { done: [listNotes, getCustomer, customerTimeline] }

/** What the team wants to remember about a customer. */
export function NotesCard({ customerId, count }: { customerId: string; count: number }) {
  const t = useText()
  const may = useMay()
  const list = useList(listNotes, { params: { customerId }, query: { limit: 10 } })
  return (
    <Card title={t('customers.notes.title')} note={count ? String(count) : null}>
      {may('customers.write') && <WriteNote customerId={customerId} />}
      {list.problem && <Problem error={list.problem} retry={list.refresh} />}
      {!list.rows.length && !list.loading && !may('customers.write') && <p className="muted">{t('customers.notes.none')}</p>}
      {list.rows.map(note => <OneNote key={note.id} customerId={customerId} note={note} />)}
      {list.more && <Button className={css.more} size="compact-sm" onClick={list.loadMore} loading={list.loadingMore}>{t('customers.more')}</Button>}
    </Card>
  )
}

function WriteNote({ customerId }: { customerId: string }) {
  const t = useText()
  const [body, setBody] = useState('')
  const add = useChange(addNote, done)
  const save = () => void add.mutateAsync({ params: { customerId }, body: { body } }).then(() => setBody(''), () => undefined)
  return (
    <form className={css.form} style={{ marginBottom: 8 }} onSubmit={event => { event.preventDefault(); save() }}>
      <Textarea id="new-note" aria-label={t('customers.notes.write')} placeholder={t('customers.notes.placeholder')} autosize minRows={2} maxRows={10} maxLength={10_000} value={body} onChange={event => setBody(event.currentTarget.value)}
        onKeyDown={event => { if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && body.trim()) save() }} />
      {body.trim() && <div className={css.foot}><Button type="submit" variant="filled" size="compact-md" loading={add.isPending}>{t('customers.notes.save')}</Button></div>}
    </form>
  )
}

function OneNote({ customerId, note }: { customerId: string; note: Note }) {
  const t = useText()
  const may = useMay()
  const me = useMe()
  const [text, setText] = useState<string>()
  const edit = useChange(editNote, done)
  const remove = useChange(deleteNote, done)
  const restore = useChange(restoreNote, done)
  const params = { customerId, noteId: note.id }
  const mine = may('staff.write') || (may('customers.write') && note.authorId !== null && note.authorId === me?.id)
  const drop = () => void remove.mutateAsync({ params }).then(() => undoable(t('customers.notes.removed'), () => restore.mutateAsync({ params })), () => undefined)
  const save = () => void edit.mutateAsync({ params, body: { body: text ?? '' } }).then(() => setText(undefined), () => undefined)
  return (
    <article className={css.note}>
      {text === undefined ? <p>{note.body}</p> : (
        <form className={css.form} onSubmit={event => { event.preventDefault(); save() }}>
          <Textarea data-autofocus aria-label={t('customers.notes.edit')} autosize minRows={2} maxLength={10_000} value={text} onChange={event => setText(event.currentTarget.value)} />
          <div className={css.foot}><Button size="compact-md" onClick={() => setText(undefined)}>{t('ui.cancel')}</Button><Button type="submit" size="compact-md" variant="filled" disabled={!text.trim()} loading={edit.isPending}>{t('ui.save')}</Button></div>
        </form>
      )}
      <div className={css.noteFoot}>
        <span className={`${css.sub} push`}>{note.authorName} · <When at={note.createdAt} />{note.editedAt && ` · ${t('customers.notes.edited')}`}</span>
        {mine && text === undefined && <ActionIcon variant="subtle" color="gray" size="sm" onClick={() => setText(note.body)} aria-label={t('customers.notes.edit')}><IconPencil size={15} /></ActionIcon>}
        {mine && text === undefined && <ActionIcon variant="subtle" color="gray" size="sm" onClick={drop} aria-label={t('customers.notes.remove')}><IconTrash size={15} /></ActionIcon>}
      </div>
    </article>
  )
}
