import { IconPackage } from '@tabler/icons-react'
import { extend } from '../../contracts/money.ts'
import { getCart, type Cart } from '../../contracts/carts.ts'
import { useCall } from '../api.ts'
import { Card, Copyable, Facts, Link, Money, Problem, SidePanel, Skeleton, Tag, Timeline, useFormat, useText, When } from '../ui/index.ts'
import css from './carts.module.css'
import { CartState, useMoments } from './words.tsx'

/** A cart over the list: what is in it, whose it is, and what was done with it. */
export function CartPanel({ cartId, onClose }: { cartId: string; onClose: () => void }) {
  const t = useText()
  const { data: cart, error, refetch } = useCall(getCart, { params: { cartId } })
  return (
    <SidePanel title={cart ? <>{t('carts.cart')} <CartState cart={cart} /></> : t('carts.cart')} onClose={onClose}>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!cart && !error && <Skeleton shape="facts" />}
      {cart && <div className={css.panel}><Lines cart={cart} /><About cart={cart} /><History cart={cart} /></div>}
    </SidePanel>
  )
}

function Lines({ cart }: { cart: Cart }) {
  const t = useText()
  const format = useFormat()
  return (
    <Card title={t('carts.lines')} note={t('carts.pieces', { count: cart.itemsCount })}>
      <ul className={css.lines}>
        {cart.lines.map((line, i) => (
          <li key={i}>
            {line.imageUrl ? <img className={css.picture} src={line.imageUrl} alt="" loading="lazy" /> : <span className={css.picture} aria-hidden><IconPackage size={18} stroke={1.6} /></span>}
            <div>
              {line.productId ? <Link className={`textlink ${css.name}`} to={`/products/${line.productId}`}>{line.title || line.sku}</Link> : <span className={css.name}>{line.title || line.sku}</span>}
              <div className={css.sub}>{[line.variant, line.sku, `× ${format.number(line.quantity, { maximumFractionDigits: 3 })}`].filter(Boolean).join(' · ')}</div>
            </div>
            <Money minor={line.unitPriceMinor === null ? null : extend(line.quantity, line.unitPriceMinor)} currency={cart.currency} />
          </li>
        ))}
      </ul>
      {!cart.lines.length && <p className="muted">{t('carts.noLines')}</p>}
      <div className={css.sum}><span>{t('carts.worth')}</span><Money minor={cart.valueMinor} currency={cart.currency} /></div>
      <div className={css.note}>{t('carts.worthNote')}</div>
    </Card>
  )
}

function About({ cart }: { cart: Cart }) {
  const t = useText()
  const format = useFormat()
  const name = cart.customerName ?? cart.email ?? t('carts.unnamed')
  return (
    <Card title={t('carts.about')}>
      <Facts rows={[
        [t('carts.column.who'), cart.customerId ? <Link key="who" className="textlink" to={`/customers/${cart.customerId}`}>{name}</Link> : t('carts.visitor')],
        cart.email && cart.customerName ? [t('carts.email'), <Copyable key="email" text={cart.email} />] : null,
        [t('carts.filter.store'), cart.storeName],
        [t('carts.column.started'), format.dateTime(cart.startedAt)],
        [t('carts.column.active'), <When key="active" at={cart.activeAt} />],
        cart.abandonedAt ? [t('carts.abandonedAt'), format.dateTime(cart.abandonedAt)] : null,
        cart.state === 'open' || cart.state === 'checkout' ? [t('carts.abandonedFrom'), format.dateTime(new Date(Date.parse(cart.activeAt) + cart.abandonedMinutes * 60_000).toISOString())] : null,
        cart.checkoutStep > 0 ? [t('carts.reached'), t('carts.step', { step: cart.checkoutStep })] : null,
        cart.returns > 0 ? [t('carts.returns'), t('carts.times', { count: cart.returns })] : null,
        cart.discountCodes.length ? [t('carts.codes'), cart.discountCodes.map(code => <Tag key={code}>{code}</Tag>)] : null,
        cart.orderNumber ? [t('carts.order'), cart.orderId ? <Link key="order" className="textlink" to={`/orders/${cart.orderId}`}>#{cart.orderNumber}</Link> : `#${cart.orderNumber}`] : null,
      ]} />
    </Card>
  )
}

function History({ cart }: { cart: Cart }) {
  const t = useText()
  const moments = useMoments()
  return <Card title={t('carts.history')}><Timeline events={moments(cart.history)} /></Card>
}
