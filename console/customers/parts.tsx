import { Button, TagsInput } from '@mantine/core'
import { customerChoices, customerProducts, type Customer } from '../../contracts/customers.ts'
import { listOrders } from '../../contracts/orders.ts'
import { useCall, useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, Copyable, Link, Money, Problem, Tag, useFormat, useText, When } from '../ui/index.ts'
import { useTagging } from './bulk.tsx'
import css from './customers.module.css'
import { useKindName } from './identity/words.ts'

/** What they brought, per currency. */
export function ValueCard({ customer }: { customer: Customer }) {
  const t = useText()
  const format = useFormat()
  const [main, ...others] = customer.value
  const orders = `/orders?customer=${customer.id}&counted=true`
  return (
    <Card title={t('customers.value.title')} note={customer.firstOrderAt ? t('customers.value.since', { month: format.month(customer.firstOrderAt) }) : null}>
      {!main ? <p className="muted">{t('customers.value.none')}</p> : (
        <dl className={css.figures}>
          <Figure title={t('customers.value.spent')} hint={t('customers.value.spentHint')}><Link to={orders}><Money minor={main.netMinor} currency={main.currency} /></Link></Figure>
          <Figure title={t('customers.value.orders')}><Link to={orders}>{format.number(main.orders)}</Link></Figure>
          <Figure title={t('customers.value.average')} hint={t('customers.value.averageHint')}><Money minor={main.averageMinor} currency={main.currency} /></Figure>
          <Figure title={t('customers.value.lastOrder')}><When at={customer.lastOrderAt} /></Figure>
          {main.discountMinor > 0 && <Figure title={t('customers.value.discounts')}><Money minor={main.discountMinor} currency={main.currency} /></Figure>}
          {main.refundMinor > 0 && <Figure title={t('customers.value.refunds')}><Money minor={main.refundMinor} currency={main.currency} /></Figure>}
        </dl>
      )}
      {(others.length > 0 || customer.stores.length > 1) && (
        <ul className={`${css.rows} ${css.other}`}>
          {others.map(one => <li key={one.currency}><Link className="textlink" to={`${orders}&currency=${one.currency}`}>{t('customers.value.alsoOrders', { count: one.orders })}</Link><Money minor={one.netMinor} currency={one.currency} /></li>)}
          {customer.stores.length > 1 && customer.stores.map(store => <li key={store.id}><Link className="textlink" to={`${orders}&store=${store.id}`}>{store.name}</Link><span className="num">{format.number(store.orders)}</span></li>)}
        </ul>
      )}
    </Card>
  )
}

const Figure = ({ title, hint, children }: { title: string; hint?: string; children: React.ReactNode }) => <div><dt title={hint}>{title}</dt><dd>{children}</dd></div>

export function TagsCard({ customer }: { customer: Customer }) {
  const t = useText()
  const may = useMay()
  const tag = useTagging()
  const known = useCall(customerChoices, { query: {} }, { staleTime: 60_000 }).data?.tags ?? []
  const change = (tags: string[]) => void tag([customer.id], tags.filter(one => !customer.tags.includes(one)), customer.tags.filter(one => !tags.includes(one))).catch(() => undefined)
  return (
    <Card title={t('customers.tags.title')} note={customer.tags.length ? String(customer.tags.length) : null}>
      {may('customers.write')
        ? <TagsInput aria-label={t('customers.tags.title')} placeholder={customer.tags.length ? '' : t('customers.tags.none')} data={known} value={customer.tags} onChange={change} maxLength={60} />
        : <span className={css.tags}>{customer.tags.length ? customer.tags.map(one => <Tag key={one}>{one}</Tag>) : <span className="muted">{t('customers.tags.noneHere')}</span>}</span>}
    </Card>
  )
}

export function OrdersCard({ customer }: { customer: Customer }) {
  const t = useText()
  const list = useList(listOrders, { query: { customer: customer.id, limit: 5 } })
  if (!list.problem && !list.loading && !list.rows.length) return null
  return (
    <Card title={t('customers.orders.title')} note={<Link className="textlink" to={`/orders?customer=${customer.id}`}>{t('customers.orders.all')}</Link>}>
      {list.problem && <Problem error={list.problem} retry={list.refresh} />}
      <ul className={css.rows}>
        {list.rows.slice(0, 5).map(order => (
          <li key={order.id}>
            <span><Link className="textlink" to={`/orders/${order.id}`}>#{order.number}</Link><br /><span className={css.sub}><When at={order.placedAt} /></span></span>
            <Money minor={order.totalMinor} currency={order.currency} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

export function ProductsCard({ customer }: { customer: Customer }) {
  const t = useText()
  const format = useFormat()
  const list = useList(customerProducts, { params: { customerId: customer.id }, query: { limit: 6 } })
  if (!list.problem && !list.rows.length) return null
  return (
    <Card title={t('customers.products.title')}>
      {list.problem && <Problem error={list.problem} retry={list.refresh} />}
      <ul className={css.rows}>
        {list.rows.map(one => (
          <li key={`${one.productId ?? one.title} ${one.currency}`}>
            <span>{one.productId ? <Link className="textlink" to={`/products/${one.productId}`}>{one.title}</Link> : one.title}<br /><span className={css.sub}>× {format.number(one.quantity, { maximumFractionDigits: 3 })} · <When at={one.lastBoughtAt} /></span></span>
            <Money minor={one.spentMinor} currency={one.currency} />
          </li>
        ))}
      </ul>
      {list.more && <Button className={css.more} size="compact-sm" onClick={list.loadMore} loading={list.loadingMore}>{t('customers.more')}</Button>}
    </Card>
  )
}

const shownIdentifiers = 8

/** Each way in which the customer is recognised, and since when. */
export function IdentifiersCard({ customer }: { customer: Customer }) {
  const t = useText()
  const format = useFormat()
  const kindName = useKindName()
  return (
    <Card title={t('customers.known.title')} note={customer.identifiers.length ? String(customer.identifiers.length) : null}>
      {customer.identifiers.length === 0 && <p className="muted">{t('customers.known.none')}</p>}
      <ul className={css.rows}>
        {customer.identifiers.slice(0, shownIdentifiers).map(({ kind, value, since }) => (
          <li key={`${kind} ${value}`}>
            <span className={css.identifier}><span className={css.sub}>{kindName(kind)}</span><Copyable text={value} /></span>
            <span className={css.sub}>{format.date(since)}</span>
          </li>
        ))}
      </ul>
      {customer.identifiers.length > 0 && <Link className="textlink" to={`/customers/${customer.id}/identity`}>{t('identity.see')}</Link>}
    </Card>
  )
}
