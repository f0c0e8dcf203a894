import { ActionIcon, Button, Popover, TextInput } from '@mantine/core'
import { IconHistory, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { customerHistory, customerTimeline, editCustomer, getCustomer, listCustomers, type Customer } from '../../contracts/customers.ts'
import { listStores } from '../../contracts/stores.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, Copyable, Facts, undoable, useFormat, useText } from '../ui/index.ts'
import css from './customers.module.css'
import { ChannelSelect, CountrySelect, LanguageSelect, StoreSelect } from './fields.tsx'
import { useTold } from './identity/told.tsx'
import { Taken } from './new.tsx'
import { channelNames, factNames, useLanguageName } from './words.ts'

const fields = ['name', 'firstName', 'lastName', 'email', 'phone', 'city', 'birthday', 'gender'] as const
type Editable = Pick<Customer, (typeof fields)[number] | 'country' | 'language' | 'preferredChannel' | 'preferredStoreId'>

/** What we know about the customer; edited in place, each change with its history and taken back with one click. */
export function FactsCard({ customer }: { customer: Customer }) {
  const t = useText()
  const may = useMay()
  const [isEditing, setEditing] = useState(false)
  const edit = !isEditing && may('customers.write') && <ActionIcon variant="subtle" color="gray" onClick={() => setEditing(true)} aria-label={t('customers.facts.edit')}><IconPencil size={17} /></ActionIcon>
  return (
    <Card title={t('customers.facts.title')} actions={<span className="row" style={{ gap: 2 }}><History customerId={customer.id} />{edit}</span>}>
      {isEditing ? <EditFacts customer={customer} onClose={() => setEditing(false)} /> : <KnownFacts customer={customer} />}
    </Card>
  )
}

function KnownFacts({ customer }: { customer: Customer }) {
  const t = useText()
  const format = useFormat()
  const languageName = useLanguageName()
  const stores = useCall(listStores, { query: { limit: 200 } }, { enabled: customer.preferredStoreId !== null, staleTime: 5 * 60_000 }).data?.items ?? []
  const told = useTold(customer.id)
  const traits = Object.entries(customer.traits).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)).slice(0, 12)
  const channel = customer.preferredChannel && (channelNames[customer.preferredChannel] ? t(channelNames[customer.preferredChannel]!) : customer.preferredChannel)
  return (
    <Facts rows={[
      [told('email', t('customers.fact.email')), customer.email && <Copyable text={customer.email} />],
      [told('phone', t('customers.fact.phone')), customer.phone && <Copyable text={customer.phone} />],
      [told('city', t('customers.fact.city')), customer.city],
      [told('country', t('customers.fact.country')), customer.country && format.country(customer.country)],
      [told('language', t('customers.fact.language')), customer.language && languageName(customer.language)],
      customer.birthday !== null && [told('birthday', t('customers.fact.birthday')), format.date(customer.birthday)],
      customer.gender !== null && [told('gender', t('customers.fact.gender')), customer.gender],
      customer.preferredChannel !== null && [told('preferred_channel', t('customers.fact.preferredChannel')), channel],
      customer.preferredStoreId !== null && [told('preferred_store_id', t('customers.fact.preferredStore')), stores.find(store => store.id === customer.preferredStoreId)?.name],
      ...traits.map(([name, value]) => [told(`traits.${name}`, readable(name)), String(value)] as const),
    ]} />
  )
}

/** `acquired_by` → Acquired by */
const readable = (name: string) => name.charAt(0).toLocaleUpperCase() + name.slice(1).replaceAll('_', ' ')

function EditFacts({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const t = useText()
  const before: Editable = customer
  const [value, setValue] = useState<Editable>({ ...pick(before) })
  const edit = useChange(editCustomer, { done: [getCustomer, listCustomers, customerTimeline, customerHistory], quiet: true })
  const problems = edit.error?.byField() ?? {}
  const send = (body: Editable) => edit.mutateAsync({ params: { customerId: customer.id }, body: { ...body, birthday: body.birthday || null, language: body.language as never, preferredChannel: channelOf(body, before) as never } })
  const submit = async () => {
    const old = pick(before)
    await send(value)
    undoable(t('customers.facts.saved'), () => send(old))
    onClose()
  }
  return (
    <form className={css.form} onSubmit={event => { event.preventDefault(); void submit().catch(() => undefined) }}>
      {fields.map(field => (
        <TextInput key={field} data-autofocus={field === 'name' || undefined} type={field === 'birthday' ? 'date' : 'text'} label={t(factNames[field]!)} value={value[field] ?? ''} error={problems[field]} maxLength={254}
          onChange={event => setValue({ ...value, [field]: event.currentTarget.value })} />
      ))}
      <CountrySelect value={value.country} error={problems['country']} onChange={country => setValue({ ...value, country })} />
      <LanguageSelect value={value.language} error={problems['language']} onChange={language => setValue({ ...value, language })} />
      <ChannelSelect value={value.preferredChannel} error={problems['preferredChannel']} onChange={preferredChannel => setValue({ ...value, preferredChannel })} />
      <StoreSelect value={value.preferredStoreId} error={problems['preferredStoreId']} onChange={preferredStoreId => setValue({ ...value, preferredStoreId })} />
      <Taken problem={edit.error} />
      <div className={css.foot}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={edit.isPending}>{t('ui.save')}</Button></div>
    </form>
  )
}

const pick = ({ name, firstName, lastName, email, phone, city, birthday, gender, country, language, preferredChannel, preferredStoreId }: Editable): Editable => ({ name, firstName, lastName, email, phone, city, birthday, gender, country, language, preferredChannel, preferredStoreId })

/** A source's own word for a channel is left as it is, unless a person chooses another. */
const channelOf = ({ preferredChannel }: Editable, before: Editable) => (preferredChannel !== null && !channelNames[preferredChannel] && preferredChannel === before.preferredChannel ? undefined : preferredChannel)

/** Who changed which fact, from what to what. */
function History({ customerId }: { customerId: string }) {
  const t = useText()
  const format = useFormat()
  const [opened, setOpened] = useState(false)
  const { data } = useCall(customerHistory, { params: { customerId }, query: { limit: 30 } }, { enabled: opened })
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={320}>
      <Popover.Target><ActionIcon variant="subtle" color="gray" onClick={() => setOpened(!opened)} aria-label={t('customers.facts.history')} aria-expanded={opened}><IconHistory size={17} /></ActionIcon></Popover.Target>
      <Popover.Dropdown>
        <h3 className={css.small}>{t('customers.facts.history')}</h3>
        {data && data.items.length === 0 && <p className="muted">{t('customers.facts.noHistory')}</p>}
        <ol className={css.history} tabIndex={0} aria-label={t('customers.facts.history')}>
          {data?.items.map(({ id, at, by, field, from, to }) => (
            <li key={id}>
              <span className={css.fact}>{t(factNames[field] ?? 'customers.fact.other')}</span>
              <span className={css.change}><s>{asText(from)}</s> → {asText(to)}</span>
              <span className={css.sub}>{[by, format.dateTime(at)].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
        </ol>
      </Popover.Dropdown>
    </Popover>
  )
}

const asText = (value: unknown) => (value === null || value === undefined || value === '' ? '–' : String(value))
