import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { editSource, getSource, listSources, type Source } from '../../contracts/sources.ts'
import { listStores } from '../../contracts/stores.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, Link, Problem, toast, useText } from '../ui/index.ts'
import css from './sources.module.css'

/** Its name, its store, and whether the tracking plan blocks. */
export function Settings({ source }: { source: Source }) {
  const t = useText()
  const mayEdit = useMay()('sources.write')
  const was = { name: source.name, storeId: source.storeId, enforcement: source.enforcement }
  const [draft, setDraft] = useState(was)
  const stores = useCall(listStores, { query: { limit: 200 } }).data?.items ?? []
  const edit = useChange(editSource, { done: [getSource, listSources], quiet: true })
  const errors = edit.error?.byField() ?? {}
  const isChanged = JSON.stringify(draft) !== JSON.stringify(was)
  const save = () => edit.mutateAsync({ params: { sourceId: source.id }, body: draft }).then(saved => toast.done(t('sources.saved', { name: saved.name })), () => undefined)
  const choice = (enforcement: 'watch' | 'block', name: string, text: string) => (
    <label className={css.kind}>
      <input type="radio" name="enforcement" disabled={!mayEdit} checked={draft.enforcement === enforcement} onChange={() => setDraft({ ...draft, enforcement })} />
      <span><b>{name}</b><span className="muted">{text}</span></span>
    </label>
  )
  return (
    <Card title={t('sources.settings')}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void save() }}>
        <TextInput required disabled={!mayEdit} label={t('sources.field.name')} value={draft.name} error={errors['name']} onChange={event => setDraft({ ...draft, name: event.currentTarget.value })} />
        <Select clearable disabled={!mayEdit} label={t('sources.field.store')} description={t('sources.storeHelp')} data={stores.map(store => ({ value: store.id, label: store.name }))} value={draft.storeId} error={errors['storeId']} onChange={storeId => setDraft({ ...draft, storeId })} />
        <fieldset className={css.kinds}>
          <legend>{t('sources.plan.title')}</legend>
          {choice('watch', t('sources.plan.watch'), t('sources.plan.watchText'))}
          {choice('block', t('sources.plan.block'), t('sources.plan.blockText'))}
          <Link className="textlink" to="/tracking-plan">{t('sources.plan.open')}</Link>
        </fieldset>
        {edit.error && edit.error.fields.length === 0 && <Problem error={edit.error} />}
        {mayEdit && <div className={css.foot}><span className={css.gap} /><Button type="submit" variant={isChanged ? 'filled' : 'default'} disabled={!isChanged} loading={edit.isPending}>{t('ui.save')}</Button></div>}
      </form>
    </Card>
  )
}
