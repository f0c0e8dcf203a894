import { Button, Modal, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { editOrder, getOrder, listOrders, type Order } from '../../contracts/orders.ts'
import { useChange } from '../api.ts'
import { Problem, undoable, useFormat, useText } from '../ui/index.ts'
import css from './orders.module.css'
import { fieldNames } from './words.tsx'

const addressFields = ['name', 'address', 'postalCode', 'city', 'region'] as const

/** Changes where the order goes and whom to reach. Done at once; the note in the corner takes it back. */
export function EditDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useText()
  const format = useFormat()
  const before = { email: order.email, phone: order.phone, shipTo: order.shipTo }
  const [value, setValue] = useState(before)
  const edit = useChange(editOrder, { done: [getOrder, listOrders], quiet: true })
  const problems = edit.error?.byField() ?? {}
  const set = (change: Partial<Order['shipTo']>) => setValue({ ...value, shipTo: { ...value.shipTo, ...change } })
  const send = (body: typeof before) => edit.mutateAsync({ params: { orderId: order.id }, body: { ...body, email: body.email || null } })
  const submit = async () => {
    await send(value)
    undoable(t('orders.edit.done', { number: order.number }), () => send(before))
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={t('orders.edit.title', { number: order.number })} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void submit().catch(() => undefined) }}>
        <TextInput data-autofocus type="email" label={t('orders.field.email')} value={value.email ?? ''} error={problems['email']} onChange={event => setValue({ ...value, email: event.currentTarget.value })} />
        <TextInput type="tel" label={t('orders.field.phone')} value={value.phone ?? ''} error={problems['phone']} onChange={event => setValue({ ...value, phone: event.currentTarget.value })} />
        {addressFields.map(field => <TextInput key={field} label={t(fieldNames[field]!)} value={value.shipTo[field] ?? ''} error={problems[`shipTo.${field}`]} onChange={event => set({ [field]: event.currentTarget.value })} />)}
        <Select label={t('orders.field.country')} searchable clearable data={format.countries().map(([code, label]) => ({ value: code, label }))} value={value.shipTo.country} onChange={country => set({ country })} />
        {edit.error && edit.error.fields.length === 0 && <Problem error={edit.error} />}
        <div className={css.foot}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={edit.isPending}>{t('ui.save')}</Button></div>
      </form>
    </Modal>
  )
}
