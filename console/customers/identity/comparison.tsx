import type { ReactNode } from 'react'
import type { ComparedCustomer } from '../../../contracts/merge-suggestions.ts'
import { Avatar, Count, Link, Money, None, Tag, useFormat, useText, When } from '../../ui/index.ts'
import css from './identity.module.css'

type Row = { label: string; /** What decides whether it is the same. */ of: (customer: ComparedCustomer) => string[]; show: (customer: ComparedCustomer) => ReactNode }

/** Customers side by side; what they share stands out. The first is the one that stays. */
export function Comparison({ customers, isBrief = false }: { customers: ComparedCustomer[]; isBrief?: boolean }) {
  const t = useText()
  const rows = useRows().filter(row => customers.some(customer => row.of(customer).length))
  return (
    <div className={css.compareScroll} tabIndex={customers.length > 2 ? 0 : undefined} role={customers.length > 2 ? 'region' : undefined} aria-label={customers.length > 2 ? t('identity.compare') : undefined}>
      <table className={customers.length > 3 ? `${css.compare} ${css.many}` : css.compare}>
        <caption className="hidden-visually">{t('identity.compare')}</caption>
        <thead>
          <tr>
            <th scope="row"><span className="hidden-visually">{t('customers.fact.name')}</span></th>
            {customers.map((customer, i) => <th key={customer.id} scope="col"><Who customer={customer} stays={i === 0 && !isBrief} /></th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.label}>
              <th scope="row">{row.label}</th>
              {customers.map(customer => <td key={customer.id} data-same={isShared(row, customer, customers) || undefined}>{row.of(customer).length ? row.show(customer) : <None />}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const isShared = (row: Row, customer: ComparedCustomer, all: ComparedCustomer[]) =>
  all.some(other => other.id !== customer.id && row.of(customer).some(value => row.of(other).some(theirs => fold(theirs) === fold(value))))

const fold = (text: string) => text.toLowerCase().replaceAll(/[\s.,-]/g, '')

function Who({ customer, stays }: { customer: ComparedCustomer; stays: boolean }) {
  const t = useText()
  const name = customer.name || customer.emails[0] || customer.phones[0] || t('customers.unnamed')
  return (
    <span className={css.person}>
      <Avatar name={name} />
      <span style={{ minWidth: 0 }}><Link className="textlink" to={`/customers/${customer.id}`}>{name}</Link>{stays && <><br /><Tag tone="brand">{t('identity.stays')}</Tag></>}</span>
    </span>
  )
}

function useRows(): Row[] {
  const t = useText()
  const format = useFormat()
  const some = (value: string | null) => (value ? [value] : [])
  const lines = (values: string[]) => values.map(value => <div key={value}>{value}</div>)
  return [
    { label: t('customers.fact.email'), of: c => c.emails, show: c => lines(c.emails) },
    { label: t('customers.fact.phone'), of: c => c.phones, show: c => lines(c.phones) },
    { label: t('identity.field.address'), of: c => some(c.address), show: c => c.address },
    { label: t('customers.fact.city'), of: c => some(c.city), show: c => [c.city, c.country && format.country(c.country)].filter(Boolean).join(', ') },
    { label: t('customers.fact.birthday'), of: c => some(c.birthday), show: c => c.birthday && format.date(c.birthday) },
    { label: t('customers.tags.title'), of: c => c.tags, show: c => c.tags.join(', ') },
    { label: t('customers.value.orders'), of: c => (c.ordersCount ? [c.id] : []), show: c => <><Count value={c.ordersCount} />{c.currency && <> · <Money minor={c.spentMinor} currency={c.currency} /></>}</> },
    { label: t('customers.value.lastOrder'), of: c => (c.lastOrderAt ? [c.id] : []), show: c => <When at={c.lastOrderAt} /> },
    { label: t('identity.field.since'), of: c => [c.id], show: c => <When at={c.createdAt} style="date" /> },
  ]
}
