import { Button, Menu } from '@mantine/core'
import { IconArrowBackUp, IconCircleCheck, IconDots, IconPencil, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { countOrders, getOrder, listOrders, markOrderPaid, type Order } from '../../contracts/orders.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Link, Page, Problem, SidePanel, Skeleton, useFormat, useParam, useText } from '../ui/index.ts'
import { CancelDialog } from './cancel.tsx'
import { EditDialog } from './edit.tsx'
import css from './orders.module.css'
import { Customer, Delivery, History, Lines, Refunds } from './parts.tsx'
import { RefundDialog } from './refund.tsx'
import { StateTag } from './words.tsx'

/** Everything about one order, with what can be done about it. */
export function OrderPage() {
  const t = useText()
  const orderId = useParam('orderId')
  const { data: order, error, refetch } = useCall(getOrder, { params: { orderId } })
  const back = { to: '/orders', label: t('orders.title') }
  if (error) return <Page title={t('orders.order')} back={back}><Problem error={error} retry={() => void refetch()} /></Page>
  if (!order) return <Page title={t('orders.order')} back={back}><Skeleton shape="page" /></Page>
  return (
    <Page title={<Title order={order} />} tab={`#${order.number}`} subtitle={<Subtitle order={order} />} back={back} actions={<Actions order={order} />}>
      <div className={css.order}>
        <div className={css.column}><Lines order={order} /><Refunds order={order} /><History order={order} /></div>
        <div className={css.column}><Customer order={order} /><Delivery order={order} /></div>
      </div>
    </Page>
  )
}

/** An order over the list, so that nobody loses their place. */
export function OrderPanel({ orderId, onClose }: { orderId: string; onClose: () => void }) {
  const t = useText()
  const { data: order, error, refetch } = useCall(getOrder, { params: { orderId } })
  return (
    <SidePanel title={order ? <Title order={order} /> : t('orders.order')} onClose={onClose} actions={<Link className="textlink" to={`/orders/${orderId}`}>{t('orders.whole')}</Link>}>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!order && !error && <Skeleton shape="facts" />}
      {order && (
        <div className={css.column}>
          <div className={css.panelTop}><span className="muted"><Subtitle order={order} /></span><Actions order={order} /></div>
          <Lines order={order} /><Refunds order={order} /><Customer order={order} /><Delivery order={order} /><History order={order} />
        </div>
      )}
    </SidePanel>
  )
}

const Title = ({ order }: { order: Order }) => <span className={css.title}><span className="clip">#{order.number}</span><StateTag order={order} /></span>

function Subtitle({ order }: { order: Order }) {
  const t = useText()
  const format = useFormat()
  const total = format.money(order.totalMinor, order.currency)
  return <>{t('orders.subtitle', { total, store: order.storeName, when: format.dateTime(order.placedAt) })}{order.cancelReason && ` · ${t('orders.because', { reason: order.cancelReason })}`}</>
}

function Actions({ order }: { order: Order }) {
  const t = useText()
  const may = useMay()
  const [dialog, open] = useState<'refund' | 'cancel' | 'edit'>()
  const paid = useChange(markOrderPaid, { done: [getOrder, listOrders, countOrders] })
  if (!may('orders.write')) return null
  const isRefundable = ['paid', 'partially_refunded'].includes(order.paymentState) && order.refundedMinor < order.totalMinor
  const isPending = order.paymentState === 'pending'
  return (
    <div className={css.actions}>
      {isPending && <Button variant="filled" leftSection={<IconCircleCheck size={16} />} loading={paid.isPending} onClick={() => paid.mutate({ params: { orderId: order.id } })}>{t('orders.markPaid')}</Button>}
      {isRefundable && <Button leftSection={<IconArrowBackUp size={16} />} onClick={() => open('refund')}>{t('orders.refund.action')}</Button>}
      <Menu position="bottom-end">
        <Menu.Target><Button aria-label={t('orders.more')} px={10}><IconDots size={16} /></Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => open('edit')}>{t('orders.edit.action')}</Menu.Item>
          {!order.cancelledAt && <Menu.Item color="red" leftSection={<IconX size={15} />} onClick={() => open('cancel')}>{t('orders.cancel.action')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'refund' && <RefundDialog order={order} onClose={() => open(undefined)} />}
      {dialog === 'cancel' && <CancelDialog order={order} onClose={() => open(undefined)} />}
      {dialog === 'edit' && <EditDialog order={order} onClose={() => open(undefined)} />}
    </div>
  )
}
