import { IconArrowBackUp, IconPackage, IconPencil, IconReceipt, IconShoppingCart, IconX } from '@tabler/icons-react'
import type { Order, OrderMoment } from '../../contracts/orders.ts'
import { Avatar, Card, Copyable, Facts, Link, Money, Timeline, useFormat, useText, type TimelineEvent } from '../ui/index.ts'
import css from './orders.module.css'
import { channelNames, momentNames, useChangeText } from './words.tsx'

export function Lines({ order }: { order: Order }) {
  const t = useText()
  const format = useFormat()
  const money = (minor: number) => format.money(minor, order.currency)
  return (
    <Card title={t('orders.lines.title')} note={t('orders.lines.items', { count: order.itemsCount })}>
      <table className={css.lines}>
        <thead><tr><th scope="col">{t('orders.lines.product')}</th><th scope="col">{t('orders.lines.price')}</th><th scope="col">{t('orders.lines.quantity')}</th><th scope="col">{t('orders.lines.total')}</th></tr></thead>
        <tbody>
          {order.lines.map(line => (
            <tr key={line.id}>
              <td>
                <div className={css.product}>
                  {line.imageUrl ? <img className={css.picture} src={line.imageUrl} alt="" loading="lazy" /> : <span className={css.picture} aria-hidden><IconPackage size={18} stroke={1.6} /></span>}
                  <div>
                    {line.productId ? <Link to={`/products/${line.productId}`} className={`textlink ${css.name}`}>{line.title || line.sku}</Link> : <span className={css.name}>{line.title || line.sku}</span>}
                    <div className={css.sub}>{[line.sku, line.discountMinor > 0 && t('orders.lines.discount', { amount: money(line.discountMinor) }), line.leftQuantity < line.quantity && t('orders.lines.returned', { count: line.quantity - line.leftQuantity })].filter(Boolean).join(' · ')}</div>
                  </div>
                </div>
              </td>
              <td className="num">{money(line.unitPriceMinor)}</td>
              <td className="num">{format.number(line.quantity, { maximumFractionDigits: 3 })}</td>
              <td className="num">{money(line.totalMinor)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Totals order={order} />
    </Card>
  )
}

function Totals({ order }: { order: Order }) {
  const t = useText()
  const { currency } = order
  const row = (label: string, minor: number, isSum = false) => <><dt data-sum={isSum || undefined}>{label}</dt><dd data-sum={isSum || undefined}><Money minor={minor} currency={currency} /></dd></>
  return (
    <dl className={css.totals}>
      {row(t('orders.totals.subtotal'), order.subtotalMinor)}
      {order.discountMinor > 0 && row(order.discountCodes.length ? t('orders.totals.discountCode', { code: order.discountCodes.join(', ') }) : t('orders.totals.discount'), -order.discountMinor)}
      {row(t('orders.totals.shipping'), order.shippingMinor)}
      {order.taxMinor > 0 && row(order.taxIncluded ? t('orders.totals.taxIncluded') : t('orders.totals.tax'), order.taxMinor)}
      {row(t('orders.totals.total'), order.totalMinor, true)}
      {order.refundedMinor > 0 && row(t('orders.totals.refunded'), -order.refundedMinor)}
      {order.refundedMinor > 0 && row(t('orders.totals.kept'), order.totalMinor - order.refundedMinor, true)}
    </dl>
  )
}

export function Refunds({ order }: { order: Order }) {
  const t = useText()
  const format = useFormat()
  if (!order.refunds.length) return null
  return (
    <Card title={t('orders.refunds')}>
      {order.refunds.map(refund => (
        <div key={refund.id} className={css.refund}>
          <div className={css.refundHead}><span>{format.dateTime(refund.refundedAt)}</span><Money minor={refund.amountMinor} currency={order.currency} /></div>
          <div className={css.sub}>{[refund.number, refund.reason].filter(Boolean).join(' · ')}</div>
          {refund.lines.map(line => <div key={line.id} className={css.sub}>{format.number(line.quantity, { maximumFractionDigits: 3 })} × {line.title || line.sku} · {format.money(line.amountMinor, order.currency)}</div>)}
        </div>
      ))}
    </Card>
  )
}

export function Customer({ order }: { order: Order }) {
  const t = useText()
  const { customer } = order
  if (!customer) {
    return (
      <Card title={t('orders.customer.title')} note={t('orders.guest')}>
        <Facts rows={[[t('orders.field.email'), order.email && <Copyable text={order.email} />], [t('orders.field.phone'), order.phone && <Copyable text={order.phone} />]]} />
      </Card>
    )
  }
  const name = customer.name || customer.email || t('orders.customer.unnamed')
  return (
    <Card title={t('orders.customer.title')}>
      <div className={css.person}>
        <Avatar name={name} />
        <div style={{ minWidth: 0 }}>
          <Link className="textlink" to={`/customers/${customer.id}`}>{name}</Link>
          {order.email && <div className={css.sub}><Copyable text={order.email} /></div>}
        </div>
      </div>
      <Facts rows={[
        [t('orders.customer.orders'), <Link key="orders" className="textlink num" to={`/orders?customer=${customer.id}`}>{t('orders.customer.ordersCount', { count: customer.ordersCount })}</Link>],
        [t('orders.customer.spent'), customer.currency && <Money minor={customer.spentMinor} currency={customer.currency} />],
        order.phone ? [t('orders.field.phone'), <Copyable key="phone" text={order.phone} />] : null,
      ]} />
    </Card>
  )
}

export function Delivery({ order }: { order: Order }) {
  const t = useText()
  const format = useFormat()
  const { name, address, postalCode, city, region, country } = order.shipTo
  return (
    <Card title={t('orders.delivery')}>
      <Facts rows={[
        name ? [t('orders.field.name'), name] : null,
        address ? [t('orders.field.address'), address] : null,
        [t('orders.field.city'), [postalCode, city].filter(Boolean).join(' ')],
        region ? [t('orders.field.region'), region] : null,
        [t('orders.field.country'), country && format.country(country)],
        [t('orders.column.channel'), t(channelNames[order.channel])],
        [t('orders.filter.store'), order.storeName],
      ]} />
    </Card>
  )
}

const icons = { 'Order Completed': IconReceipt, 'Order Updated': IconPencil, 'Order Refunded': IconArrowBackUp, 'Order Cancelled': IconX } as Record<string, TimelineEvent['icon'] | undefined>
const tones = { 'Order Completed': 'brand', 'Order Refunded': 'amber', 'Order Cancelled': 'bad' } as Record<string, TimelineEvent['tone'] | undefined>

export function History({ order }: { order: Order }) {
  const t = useText()
  const format = useFormat()
  const changeText = useChangeText()
  const titleOf = ({ name, amountMinor }: OrderMoment) => (momentNames[name] ? t(momentNames[name], { amount: amountMinor === null ? '' : format.money(amountMinor, order.currency) }) : name)
  const events = order.history.map((moment): TimelineEvent => ({
    id: moment.id, at: moment.occurredAt, icon: icons[moment.name] ?? IconShoppingCart, tone: tones[moment.name] ?? 'plain', title: titleOf(moment),
    text: [...moment.changes.map(changeText), moment.reason && t('orders.because', { reason: moment.reason }), moment.by && t('orders.by', { name: moment.by })].filter(Boolean).join(' · '),
  }))
  return <Card title={t('orders.history')}>{events.length ? <Timeline events={events} /> : <p className="muted">{t('orders.noHistory')}</p>}</Card>
}
