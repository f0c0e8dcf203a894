import { ActionIcon, Button, Checkbox, Menu, Modal, TextInput } from '@mantine/core'
import { IconBookmark, IconTrash, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { listViews, removeView, saveView, type SavedView } from '../../contracts/views.ts'
import { useCall, useChange } from '../api.ts'
import type { FilterValue } from './filter-bar.tsx'
import { useText } from './text.ts'
import { undoable } from './toast.tsx'

type Props = { page: string; value: FilterValue; onChange: (change: FilterValue) => void }

/** Filters and order under a name, for oneself or for everybody. */
export function SavedViews({ page, value, onChange }: Props) {
  const t = useText()
  const [isSaving, setSaving] = useState(false)
  const views = useCall(listViews, { query: { page } }).data?.items ?? []
  const save = useChange(saveView, { done: [listViews] })
  const remove = useChange(removeView, { done: [listViews] })
  const apply = (view: SavedView) => onChange({ ...Object.fromEntries(Object.keys(value).map(key => [key, undefined])), ...view.search })
  const drop = (view: SavedView) => remove.mutate({ params: { viewId: view.id } }, {
    onSuccess: () => undoable(t('ui.views.removed', { name: view.name }), () => save.mutateAsync({ body: { page, name: view.name, shared: view.shared, search: view.search, columns: view.columns } })),
  })
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target><Button leftSection={<IconBookmark size={16} stroke={1.8} />}>{t('ui.views.title')}</Button></Menu.Target>
        <Menu.Dropdown>
          {views.length === 0 && <p className="muted" style={{ padding: '8px 12px', fontSize: 13 }}>{t('ui.views.none')}</p>}
          {views.map(view => (
            <div key={view.id} className="row" style={{ gap: 0 }}>
              <Menu.Item onClick={() => apply(view)} rightSection={view.shared ? <IconUsers size={14} aria-label={t('ui.views.shared')} /> : null}><span className="clip">{view.name}</span></Menu.Item>
              {view.mine && <ActionIcon variant="subtle" color="gray" size="sm" onClick={() => drop(view)} aria-label={t('ui.views.remove', { name: view.name })}><IconTrash size={15} /></ActionIcon>}
            </div>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setSaving(true)}>{t('ui.views.save')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isSaving && <SaveView onClose={() => setSaving(false)} onSave={(name, shared) => save.mutateAsync({ body: { page, name, shared, search: Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) } })} />}
    </>
  )
}

function SaveView({ onClose, onSave }: { onClose: () => void; onSave: (name: string, shared: boolean) => Promise<unknown> }) {
  const t = useText()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  return (
    <Modal opened onClose={onClose} title={t('ui.views.save')} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <form style={{ display: 'grid', gap: 14 }} onSubmit={event => { event.preventDefault(); void onSave(name.trim(), shared).then(onClose, () => undefined) }}>
        <TextInput data-autofocus label={t('ui.views.name')} value={name} onChange={event => setName(event.currentTarget.value)} maxLength={80} required />
        <Checkbox label={t('ui.views.share')} checked={shared} onChange={event => setShared(event.currentTarget.checked)} />
        <div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" disabled={!name.trim()}>{t('ui.save')}</Button></div>
      </form>
    </Modal>
  )
}
