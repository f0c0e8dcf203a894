import { Button, Select, TextInput } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { createSource, editSource, listSources, sourceKinds, type Source, type SourceKind } from '../../contracts/sources.ts'
import { listStores } from '../../contracts/stores.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Copyable, Problem, SidePanel, toast, useText } from '../ui/index.ts'
import { copyable } from '../ui/copyable.tsx'
import css from './sources.module.css'
import { kindNames, snippetOf } from './words.ts'

type Props = { source: Source | undefined; onMade: (source: Source) => void; onClose: () => void }

/** Adds a source, or shows one with its key and what to paste, beside the list. */
export function SourcePanel({ source, onMade, onClose }: Props) {
  const t = useText()
  const mayEdit = useMay()('sources.write')
  const [draft, setDraft] = useState({ kind: source?.kind ?? ('web' as SourceKind), name: source?.name ?? '', storeId: source?.storeId ?? null })
  const stores = useCall(listStores, { query: { limit: 200 } }).data?.items ?? []
  const create = useChange(createSource, { done: [listSources], quiet: true })
  const edit = useChange(editSource, { done: [listSources], quiet: true })
  const problem = create.error ?? edit.error
  const errors = problem?.byField() ?? {}
  const save = async () => {
    if (source) {
      const saved = await edit.mutateAsync({ params: { sourceId: source.id }, body: { name: draft.name, storeId: draft.storeId } }).catch(() => undefined)
      if (saved) toast.done(t('sources.saved', { name: saved.name }))
    } else {
      const made = await create.mutateAsync({ body: draft }).catch(() => undefined)
      if (made) onMade(made)
    }
  }
  const turn = (isOn: boolean) => edit.mutate({ params: { sourceId: source!.id }, body: { isOn } })
  return (
    <SidePanel title={source ? source.name : t('sources.add')} onClose={onClose}>
      {source && <Connect source={source} />}
      <form className={css.form} onSubmit={event => { event.preventDefault(); void save() }}>
        <Select allowDeselect={false} disabled={source !== undefined} label={t('sources.field.kind')} data={sourceKinds.map(kind => ({ value: kind, label: t(kindNames[kind]) }))} value={draft.kind} onChange={kind => kind && setDraft({ ...draft, kind: kind as SourceKind })} />
        <TextInput required disabled={!mayEdit} label={t('sources.field.name')} value={draft.name} error={errors['name']} onChange={event => setDraft({ ...draft, name: event.currentTarget.value })} />
        <Select clearable disabled={!mayEdit} label={t('sources.field.store')} description={t('sources.storeHelp')} data={stores.map(store => ({ value: store.id, label: store.name }))} value={draft.storeId} error={errors['storeId']} onChange={storeId => setDraft({ ...draft, storeId })} />
        {problem && problem.fields.length === 0 && <Problem error={problem} />}
        {mayEdit && (
          <div className={css.foot}>
            {source && <Button onClick={() => turn(source.disabledAt !== null)} loading={edit.isPending}>{source.disabledAt ? t('sources.turnOn') : t('sources.turnOff')}</Button>}
            <span className={css.gap} />
            <Button type="submit" variant="filled" loading={create.isPending || edit.isPending}>{t('ui.save')}</Button>
          </div>
        )}
      </form>
    </SidePanel>
  )
}

function Connect({ source }: { source: Source }) {
  const t = useText()
  const snippet = snippetOf(source, location.origin)
  return (
    <section className={css.connect} aria-label={t('sources.connect')}>
      <h3>{t('sources.key')}</h3>
      <Copyable text={source.writeKey}><code>{source.writeKey}</code></Copyable>
      <h3>{source.kind === 'web' ? t('sources.paste') : t('sources.send')}</h3>
      <pre className={css.snippet}>{snippet}</pre>
      <Button size="xs" mt={8} leftSection={<IconCopy size={14} />} onClick={() => void copyable(snippet).then(() => toast.done(t('ui.copied')))}>{t('sources.copySnippet')}</Button>
      <p className="muted">{source.disabledAt ? t('sources.offText') : t('sources.segmentText')}</p>
    </section>
  )
}
