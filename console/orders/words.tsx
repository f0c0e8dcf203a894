import type { Order, OrderMoment, OrderRow } from '../../contracts/orders.ts'
import { Tag, useText, type Tone } from '../ui/index.ts'

export const stateNames: Record<OrderRow['paymentState'], string> = {
  pending: 'orders.state.pending', paid: 'orders.state.paid', partially_refunded: 'orders.state.partially_refunded', refunded: 'orders.state.refunded', voided: 'orders.state.voided',
}
const stateTones: Record<OrderRow['paymentState'], Tone> = { pending: 'amber', paid: 'brand', partially_refunded: 'info', refunded: 'plain', voided: 'plain' }

export const channelNames: Record<OrderRow['channel'], string> = {
  web: 'orders.channel.web', app: 'orders.channel.app', shop_floor: 'orders.channel.shop_floor', phone: 'orders.channel.phone', marketplace: 'orders.channel.marketplace', other: 'orders.channel.other',
}

/** What the log calls each moment of an order, in words. Events of foreign sources keep their own name. */
export const momentNames: Record<string, string> = {
  'Order Completed': 'orders.moment.placed', 'Order Updated': 'orders.moment.changed', 'Order Refunded': 'orders.moment.refunded', 'Order Cancelled': 'orders.moment.cancelled',
  'Checkout Started': 'orders.moment.checkout', 'Payment Info Entered': 'orders.moment.payment',
}

export const fieldNames: Record<string, string> = {
  email: 'orders.field.email', phone: 'orders.field.phone', name: 'orders.field.name', address: 'orders.field.address', postalCode: 'orders.field.postalCode',
  city: 'orders.field.city', region: 'orders.field.region', country: 'orders.field.country', paymentState: 'orders.field.paymentState',
}

export function StateTag({ order }: { order: Pick<OrderRow, 'paymentState' | 'cancelledAt'> }) {
  const t = useText()
  return (
    <>
      <Tag tone={stateTones[order.paymentState]}>{t(stateNames[order.paymentState])}</Tag>
      {order.cancelledAt && order.paymentState !== 'voided' && <> <Tag tone="bad">{t('orders.cancelled')}</Tag></>}
    </>
  )
}

/** A change of a field as a person reads it. */
export function useChangeText() {
  const t = useText()
  return ({ field, from, to }: OrderMoment['changes'][number]) => {
    const value = (text: string | null) => (text === null ? t('orders.nothing') : field === 'paymentState' && text in stateNames ? t(stateNames[text as Order['paymentState']]) : text)
    return t('orders.change', { field: t(fieldNames[field] ?? 'orders.field.other'), from: value(from), to: value(to) })
  }
}
