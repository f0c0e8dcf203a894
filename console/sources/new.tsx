import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { createSource, listSources, sourceKinds, type Source, type SourceKind } from '../../contracts/sources.ts'
import { listStores } from '../../contracts/stores.ts'
import { useCall, useChange } from '../api.ts'
import { Problem, SidePanel, useText } from '../ui/index.ts'
import css from './sources.module.css'
import { kindNames, kindTexts } from './words.ts'

/** Adds a source beside the list; then its own page shows the key and what to paste. */
export function NewSource({ onMade, onClose }: { onMade: (source: Source) => void; onClose: () => void }) {
  const t = useText()
  const [draft, setDraft] = useState({ kind: 'web' as SourceKind, name: '', storeId: null as string | null })
  const stores = useCall(listStores, { query: { limit: 200 } }).data?.items ?? []
  const create = useChange(createSource, { done: [listSources], quiet: true })
  const errors = create.error?.byField() ?? {}
  const save = () => create.mutateAsync({ body: draft }).then(onMade, () => undefined)
  return (
    <SidePanel title={t('sources.add')} onClose={onClose}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void save() }}>
        <fieldset className={css.kinds}>
          <legend>{t('sources.field.kind')}</legend>
          {sourceKinds.map(kind => (
            <label key={kind} className={css.kind}>
              <input type="radio" name="kind" value={kind} checked={draft.kind === kind} onChange={() => setDraft({ ...draft, kind })} />
              <span><b>{t(kindNames[kind])}</b><span className="muted">{t(kindTexts[kind])}</span></span>
            </label>
          ))}
        </fieldset>
        <TextInput required data-autofocus label={t('sources.field.name')} value={draft.name} error={errors['name']} onChange={event => setDraft({ ...draft, name: event.currentTarget.value })} />
        <Select clearable label={t('sources.field.store')} description={t('sources.storeHelp')} data={stores.map(store => ({ value: store.id, label: store.name }))} value={draft.storeId} error={errors['storeId']} onChange={storeId => setDraft({ ...draft, storeId })} />
        {create.error && create.error.fields.length === 0 && <Problem error={create.error} />}
        <div className={css.foot}><span className={css.gap} /><Button type="submit" variant="filled" loading={create.isPending}>{t('ui.save')}</Button></div>
      </form>
    </SidePanel>
  )
}
