import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { createSegment, editSegment, getSegment, listSegments, type Segment } from '../../../contracts/segment-routes.ts'
import { useChange } from '../../api.ts'
import { useScope } from '../../scope.ts'
import { Problem, toast, useText } from '../../ui/index.ts'
import { Uses } from '../uses.tsx'
import css from './builder.module.css'

type Props = { segment: Segment | undefined; text: string; storeId: string | null; onStore: (storeId: string | null) => void; onSaved: (segment: Segment) => void; onClose: () => void }

/** Names the segment and keeps it. The store decides where days begin. */
export function Save({ segment, text, storeId, onStore, onSaved, onClose }: Props) {
  const t = useText()
  const { stores } = useScope({ withPeriod: false })
  const [name, setName] = useState(segment?.name ?? '')
  const [description, setDescription] = useState(segment?.description ?? '')
  const create = useChange(createSegment, { done: [listSegments], quiet: true })
  const edit = useChange(editSegment, { done: [listSegments, getSegment], quiet: true })
  const problem = create.error ?? edit.error
  const save = async () => {
    const made = segment ? await edit.mutateAsync({ params: { segmentId: segment.id }, body: { name, description, ...(text === segment.versions[0]?.text ? {} : { text }) } }) : await create.mutateAsync({ body: { name, description, storeId, text } })
    toast.done(t('segment-builder.saved', { name: made.name }))
    onSaved(made)
  }
  return (
    <Modal opened onClose={onClose} title={t('segment-builder.save')} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <form className="grid" onSubmit={event => { event.preventDefault(); save().catch(() => undefined) }}>
        <TextInput required data-autofocus label={t('segment-builder.name')} placeholder={t('segment-builder.nameExample')} maxLength={120} value={name} onChange={event => setName(event.currentTarget.value)} error={problem?.code === 'segments.name_taken' ? problem.message : undefined} />
        <Textarea label={t('segment-builder.description')} autosize minRows={2} maxLength={2000} value={description} onChange={event => setDescription(event.currentTarget.value)} />
        {!segment && stores.length > 1 && <Select label={t('segment-builder.store')} description={t('segment-builder.storeHelp')} clearable value={storeId} onChange={onStore} data={stores.map(store => ({ value: store.id, label: store.name }))} />}
        {segment && segment.usedBy.length > 0 && text !== segment.versions[0]?.text && <div className={css.warning} role="status">{t('segments.uses.changes')} <Uses uses={segment.usedBy} aside /></div>}
        {problem && problem.code !== 'segments.name_taken' && <Problem error={problem} />}
        <div className="row" style={{ justifyContent: 'flex-end' }}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" disabled={!name.trim()} loading={create.isPending || edit.isPending}>{t('segment-builder.save')}</Button></div>
      </form>
    </Modal>
  )
}
