import { Button, NumberInput, Select, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { createStore, editStore, listStores, type Store } from '../../contracts/stores.ts'
import { useChange } from '../api.ts'
import { Problem, SidePanel, toast, useFormat, useText } from '../ui/index.ts'
import { timeZone as ownTimeZone } from '../ui/format.ts'
import css from './stores.module.css'

/** Adds or changes a store, beside the list. */
export function StoreEditor({ store, onClose }: { store: Store | undefined; onClose: () => void }) {
  const t = useText()
  const [draft, setDraft] = useState(() => (store ? { key: store.key, name: store.name, currency: store.currency, timeZone: store.timeZone, country: store.country, cartAbandonedMinutes: store.cartAbandonedMinutes } : { key: '', name: '', currency: 'EUR', timeZone: ownTimeZone(), country: null as string | null, cartAbandonedMinutes: 60 }))
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const create = useChange(createStore, { done: [listStores], quiet: true })
  const edit = useChange(editStore, { done: [listStores], quiet: true })
  const problem = create.error ?? edit.error
  const errors = problem?.byField() ?? {}
  const choices = useChoices()
  const save = async () => {
    const { key, ...rest } = draft
    const saved = await (store ? edit.mutateAsync({ params: { storeId: store.id }, body: rest }) : create.mutateAsync({ body: { ...rest, key } })).catch(() => undefined)
    if (!saved) return
    toast.done(t('stores.saved', { name: saved.name }))
    onClose()
  }
  // A key is proposed from the name until somebody writes their own.
  const rename = (name: string) => set({ name, ...(store || draft.key !== keyFrom(draft.name) ? {} : { key: keyFrom(name) }) })
  return (
    <SidePanel title={store ? store.name : t('stores.add')} onClose={onClose}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void save() }}>
        <TextInput required label={t('stores.field.name')} value={draft.name} error={errors['name']} onChange={event => rename(event.currentTarget.value)} />
        <TextInput required disabled={store !== undefined} label={t('stores.field.key')} description={t('stores.keyHelp')} value={draft.key} error={errors['key']} onChange={event => set({ key: event.currentTarget.value })} />
        <Select searchable allowDeselect={false} disabled={store?.hasOrders ?? false} label={t('stores.field.currency')} description={store?.hasOrders ? t('stores.currencyFixed') : t('stores.currencyHelp')} data={choices.currencies} value={draft.currency} error={errors['currency']} onChange={currency => currency && set({ currency })} />
        <Select searchable allowDeselect={false} label={t('stores.field.timeZone')} description={t('stores.timeZoneHelp')} data={choices.zones} value={draft.timeZone} error={errors['timeZone']} onChange={timeZone => timeZone && set({ timeZone })} limit={80} />
        <Select searchable clearable label={t('stores.field.country')} description={t('stores.countryHelp')} data={choices.countries} value={draft.country} error={errors['country']} onChange={country => set({ country })} />
        <NumberInput label={t('stores.field.cartAbandonedMinutes')} description={t('stores.cartAbandonedHelp')} min={5} max={10_080} allowDecimal={false} value={draft.cartAbandonedMinutes} error={errors['cartAbandonedMinutes']} onChange={minutes => set({ cartAbandonedMinutes: Number(minutes) || 60 })} />
        {problem && problem.fields.length === 0 && <Problem error={problem} />}
        <div className={css.foot}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={create.isPending || edit.isPending}>{t('ui.save')}</Button></div>
      </form>
    </SidePanel>
  )
}

/** "Corner Shop Küche" → corner-shop-kuche. */
const keyFrom = (name: string) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40)

function useChoices() {
  const format = useFormat()
  return useMemo(() => ({
    currencies: Intl.supportedValuesOf('currency').map(code => ({ value: code, label: `${code} · ${format.currency(code)}` })),
    zones: ['UTC', ...Intl.supportedValuesOf('timeZone')].map(zone => ({ value: zone, label: zone.replaceAll('_', ' ') })),
    countries: format.countries().map(([code, label]) => ({ value: code, label })),
  }), [format])
}
