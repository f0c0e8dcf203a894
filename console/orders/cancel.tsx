import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { cancelOrder, countOrders, getOrder, listOrders, type Order } from '../../contracts/orders.ts'
import { useChange } from '../api.ts'
import { toast, useFormat, useText } from '../ui/index.ts'
import css from './orders.module.css'

/** Cancelling cannot be undone, so it says what happens to the money and asks for the order's number. */
export function CancelDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useText()
  const format = useFormat()
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  const cancel = useChange(cancelOrder, { done: [getOrder, listOrders, countOrders] })
  const left = order.totalMinor - order.refundedMinor
  const outcome = order.paymentState === 'pending' ? t('orders.cancel.unpaid') : left > 0 ? t('orders.cancel.goesBack', { amount: format.money(left, order.currency) }) : t('orders.cancel.nothingLeft')
  const isRight = typed.trim().replace(/^#/, '') === order.number
  const submit = () => cancel.mutate({ params: { orderId: order.id }, body: reason.trim() ? { reason: reason.trim() } : {} }, { onSuccess: () => { toast.done(t('orders.cancel.done', { number: order.number })); onClose() } })
  return (
    <Modal opened onClose={onClose} title={t('orders.cancel.title', { number: order.number })} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); if (isRight) submit() }}>
        <p>{outcome}</p>
        <TextInput data-autofocus label={t('orders.cancel.reason')} value={reason} maxLength={500} onChange={event => setReason(event.currentTarget.value)} />
        <TextInput label={t('ui.confirm.type', { name: order.number })} value={typed} autoComplete="off" onChange={event => setTyped(event.currentTarget.value)} />
        <div className={css.foot}>
          <Button onClick={onClose}>{t('orders.cancel.keep')}</Button>
          <Button type="submit" variant="filled" color="red" loading={cancel.isPending} disabled={!isRight}>{t('orders.cancel.action')}</Button>
        </div>
      </form>
    </Modal>
  )
}
