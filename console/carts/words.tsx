import { IconCash, IconDiscount, IconDiscountOff, IconEye, IconMinus, IconPlus, IconReceipt, IconShoppingCart } from '@tabler/icons-react'
import type { CartMoment, CartRow } from '../../contracts/carts.ts'
import { Tag, useText, type TimelineEvent, type Tone } from '../ui/index.ts'

export const stateNames: Record<CartRow['state'], string> = { open: 'carts.state.open', checkout: 'carts.state.checkout', abandoned: 'carts.state.abandoned', ordered: 'carts.state.ordered' }
const stateTones: Record<CartRow['state'], Tone> = { open: 'plain', checkout: 'info', abandoned: 'amber', ordered: 'brand' }

export const reasonNames: Record<string, string | undefined> = {
  store_unknown: 'carts.reason.store_unknown', nobody: 'carts.reason.nobody', no_product: 'carts.reason.no_product', nothing_bought: 'carts.reason.nothing_bought',
  negative_total: 'carts.reason.negative_total', no_order_number: 'carts.reason.no_order_number',
}

/** An abandoned cart says whether it got as far as the checkout. */
export function CartState({ cart }: { cart: Pick<CartRow, 'state' | 'checkoutStep' | 'returns'> }) {
  const t = useText()
  const isLeftAtCheckout = cart.state === 'abandoned' && cart.checkoutStep > 0
  return (
    <>
      <Tag tone={stateTones[cart.state]}>{isLeftAtCheckout ? t('carts.state.abandonedCheckout') : t(stateNames[cart.state])}</Tag>
      {cart.state === 'ordered' && cart.returns > 0 && <> <Tag>{t('carts.cameBack')}</Tag></>}
    </>
  )
}

const moments: Record<CartMoment['kind'], { text: string; icon: TimelineEvent['icon']; tone?: Tone }> = {
  added: { text: 'carts.moment.added', icon: IconPlus, tone: 'brand' }, removed: { text: 'carts.moment.removed', icon: IconMinus }, shown: { text: 'carts.moment.shown', icon: IconEye },
  coupon: { text: 'carts.moment.coupon', icon: IconDiscount }, coupon_off: { text: 'carts.moment.couponOff', icon: IconDiscountOff }, checkout: { text: 'carts.moment.checkout', icon: IconShoppingCart, tone: 'info' },
  step: { text: 'carts.moment.step', icon: IconShoppingCart, tone: 'info' }, payment: { text: 'carts.moment.payment', icon: IconCash, tone: 'info' }, ordered: { text: 'carts.moment.ordered', icon: IconReceipt, tone: 'brand' },
}

/** What was done with a cart, as a timeline shows it. */
export function useMoments() {
  const t = useText()
  return (history: CartMoment[]) => history.map((moment): TimelineEvent => {
    const { text, icon, tone = 'plain' } = moments[moment.kind]
    return { id: moment.id, at: moment.at, icon, tone, title: t(text, { product: moment.title ?? '', code: moment.code ?? '', step: moment.step ?? 1 }), text: moment.quantity && moment.quantity !== 1 ? t('carts.pieces', { count: moment.quantity }) : null }
  })
}
