import { Button, TagsInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { countCustomers, createCustomer, customerChoices, listCustomers } from '../../contracts/customers.ts'
import { useCall, useChange, type ApiProblem } from '../api.ts'
import { Link, Problem, SidePanel, toast, useGo, useText } from '../ui/index.ts'
import css from './customers.module.css'
import { CountrySelect, LanguageSelect } from './fields.tsx'

const empty = { name: '', email: '', phone: '', city: '', country: null as string | null, language: null as string | null, tags: [] as string[] }

/** A new customer, in a panel over the list; somebody who exists already is shown instead of doubled. */
export function NewCustomerPanel({ onClose }: { onClose: () => void }) {
  const t = useText()
  const go = useGo()
  const [value, setValue] = useState(empty)
  const create = useChange(createCustomer, { done: [listCustomers, countCustomers, customerChoices], quiet: true })
  const known = useCall(customerChoices, { query: {} }).data?.tags ?? []
  const problems = create.error?.byField() ?? {}
  const set = (change: Partial<typeof empty>) => setValue({ ...value, ...change })
  const submit = async () => {
    const customer = await create.mutateAsync({ body: value })
    toast.done(t('customers.created', { name: customer.name || customer.email || customer.phone || '' }))
    go(`/customers/${customer.id}`)
  }
  return (
    <SidePanel title={t('customers.new')} onClose={onClose}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void submit().catch(() => undefined) }}>
        <TextInput data-autofocus label={t('customers.fact.name')} value={value.name} error={problems['name']} onChange={event => set({ name: event.currentTarget.value })} maxLength={200} />
        <TextInput label={t('customers.fact.email')} inputMode="email" value={value.email} error={problems['email']} onChange={event => set({ email: event.currentTarget.value })} maxLength={254} />
        <TextInput label={t('customers.fact.phone')} inputMode="tel" value={value.phone} error={problems['phone']} onChange={event => set({ phone: event.currentTarget.value })} maxLength={40} />
        <TextInput label={t('customers.fact.city')} value={value.city} error={problems['city']} onChange={event => set({ city: event.currentTarget.value })} maxLength={120} />
        <CountrySelect value={value.country} error={problems['country']} onChange={country => set({ country })} />
        <LanguageSelect value={value.language} error={problems['language']} onChange={language => set({ language })} />
        <TagsInput label={t('customers.tags.title')} data={known} value={value.tags} onChange={tags => set({ tags })} maxLength={60} acceptValueOnBlur />
        <Taken problem={create.error} />
        <div className={css.foot}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={create.isPending}>{t('customers.create')}</Button></div>
      </form>
    </SidePanel>
  )
}

/** What the server refused beside single fields; whoever has the address already is one click away. */
export function Taken({ problem }: { problem: ApiProblem | null }) {
  const t = useText()
  if (!problem) return null
  const owner = problem.byField()['customerId']
  if (problem.code === 'customers.taken' && owner) return <p role="alert"><Link className="textlink" to={`/customers/${owner}`}>{t('customers.openOther')}</Link></p>
  return problem.fields.length ? null : <Problem error={problem} />
}
