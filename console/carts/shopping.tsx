import { IconPackage } from '@tabler/icons-react'
import { Fragment, type ReactNode } from 'react'
import { shoppingFacts, type ShoppingFacts } from '../../contracts/carts.ts'
import { useCall } from '../api.ts'
import { Card, Facts, Link, Money, Problem, Skeleton, useFormat, useText, When } from '../ui/index.ts'
import css from './carts.module.css'
import { CartState } from './words.tsx'

/** How a customer shops, on the profile. */
export function ShoppingCard({ customerId }: { customerId: string }) {
  const t = useText()
  const { data, error, refetch } = useCall(shoppingFacts, { params: { customerId } })
  const isEmpty = data && !data.ordersCount && !data.viewed.length && !data.wishes.length && !data.cart && !data.interests.length
  if (isEmpty) return null
  return (
    <Card title={t('carts.shopping.title')}>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="facts" />}
      {data && <Shopping facts={data} />}
    </Card>
  )
}

function Shopping({ facts }: { facts: ShoppingFacts }) {
  const t = useText()
  const format = useFormat()
  const { cart } = facts
  return (
    <>
      {facts.ordersCount > 0 && (
        <Facts rows={[
          [t('carts.shopping.lastOrder'), facts.daysSinceLastOrder === null ? null : t('carts.shopping.days', { count: facts.daysSinceLastOrder })],
          facts.daysBetweenOrders === null ? null : [t('carts.shopping.rhythm'), t('carts.shopping.every', { count: Math.max(1, Math.round(facts.daysBetweenOrders)) })],
          [t('carts.shopping.discounts'), facts.discountShare === null ? null : t('carts.shopping.ofOrders', { share: format.percent(facts.discountShare, 0) })],
          facts.topCategory ? [t('carts.shopping.topCategory'), facts.topCategory] : null,
        ]} />
      )}
      {cart && (
        <Part title={t(cart.state === 'abandoned' ? 'carts.shopping.left' : 'carts.shopping.inHand')} isFirst={!facts.ordersCount}>
          <div className={css.cart}>
            <span><Link className="textlink" to={`/carts?customer=${cart.customerId}&open=${cart.id}`}><Money minor={cart.valueMinor} currency={cart.currency} /></Link> <CartState cart={cart} /></span>
            <span className={css.sub}><When at={cart.activeAt} /></span>
          </div>
        </Part>
      )}
      {facts.interests.length > 0 && <Part title={t('carts.shopping.interests')}><Interests interests={facts.interests} /></Part>}
      {facts.viewed.length > 0 && <Part title={t('carts.shopping.viewed')}><Products products={facts.viewed} /></Part>}
      {facts.wishes.length > 0 && <Part title={t('carts.shopping.wishes')}><Products products={facts.wishes} /></Part>}
    </>
  )
}

const Part = ({ title, isFirst, children }: { title: string; isFirst?: boolean; children: ReactNode }) => <div className={isFirst ? undefined : css.part}><h3 className={css.partTitle}>{title}</h3>{children}</div>

function Interests({ interests }: Pick<ShoppingFacts, 'interests'>) {
  const format = useFormat()
  const most = interests[0]?.share ?? 1
  return (
    <dl className={css.bars}>
      {interests.map(({ name, share }) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd className={css.bar} aria-hidden><span style={{ width: `${(share / most) * 100}%` }} /></dd>
          <dd className="num muted">{format.percent(share, 0)}</dd>
        </Fragment>
      ))}
    </dl>
  )
}

/** Pictures; the name stands on hover and for the ear. */
function Products({ products }: { products: ShoppingFacts['viewed'] }) {
  return (
    <div className={css.seen}>
      {products.slice(0, 10).map((product, i) => {
        const picture = product.imageUrl ? <img className={css.picture} src={product.imageUrl} alt={product.title} loading="lazy" /> : <span className={css.picture} role="img" aria-label={product.title}><IconPackage size={18} stroke={1.6} /></span>
        return product.productId ? <Link key={product.productId} to={`/products/${product.productId}`} title={product.title}>{picture}</Link> : <span key={i} title={product.title}>{picture}</span>
      })}
    </div>
  )
}
