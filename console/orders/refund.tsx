import { Button, Modal, NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { decimals, shareOfLine, toMajor, toMinor } from '../../contracts/money.ts'
import { countOrders, getOrder, listOrders, refundOrder, type Order } from '../../contracts/orders.ts'
import { ApiProblem, call, queries } from '../api.ts'
import { Problem, toast, useFormat, useText } from '../ui/index.ts'
import css from './orders.module.css'

/** Gives money back: pieces, another amount, or both. What it says is what the server will do: both reckon with contracts/money.ts. */
export function RefundDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useText()
  const format = useFormat()
  const [pieces, setPieces] = useState<Record<string, number>>({})
  const [typed, setTyped] = useState<number>()
  const [reason, setReason] = useState('')
  const { busy, problem, send } = useRefund(order, onClose)
  const left = order.totalMinor - order.refundedMinor
  const open = order.lines.filter(line => line.leftQuantity > 0)
  const chosen = open.flatMap(line => (pieces[line.id] ? [{ line, quantity: pieces[line.id]! }] : []))
  const worth = chosen.reduce((sum, { line, quantity }) => sum + shareOfLine(line.leftMinor, line.leftQuantity, quantity), 0)
  const amount = typed ?? Math.min(worth, left)
  const money = (minor: number) => format.money(minor, order.currency)
  const all = () => {
    setPieces(Object.fromEntries(open.map(line => [line.id, line.leftQuantity])))
    setTyped(left)
  }
  const submit = () => void send({ ...(chosen.length ? { lines: chosen.map(({ line, quantity }) => ({ lineId: line.id, quantity })) } : {}), amountMinor: amount, ...(reason.trim() ? { reason: reason.trim() } : {}) })
  const isPossible = amount > 0 && amount <= left
  return (
    <Modal opened onClose={onClose} size="lg" title={t('orders.refund.title', { number: order.number })} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <form onSubmit={event => { event.preventDefault(); if (isPossible && !busy) submit() }}>
        {open.length > 0 && <div className="row"><span className="push muted">{t('orders.refund.whatComesBack')}</span><Button size="compact-sm" onClick={all}>{t('orders.refund.everything')}</Button></div>}
        {open.map(line => (
          <div key={line.id} className={css.dialogLine}>
            <div><div className={css.name}>{line.title || line.sku}</div><div className={css.sub}>{t('orders.refund.left', { count: line.leftQuantity, amount: money(line.leftMinor) })}</div></div>
            <NumberInput aria-label={t('orders.refund.pieces', { product: line.title || line.sku })} min={0} max={line.leftQuantity} clampBehavior="strict" data-autofocus={line === open[0] || undefined} decimalScale={Number.isInteger(line.leftQuantity) ? 0 : 3} value={pieces[line.id] ?? 0} onChange={value => { setPieces({ ...pieces, [line.id]: Number(value) || 0 }); setTyped(undefined) }} />
            <span className="num">{money(shareOfLine(line.leftMinor, line.leftQuantity, pieces[line.id] ?? 0))}</span>
          </div>
        ))}
        <div className={css.pair} style={{ marginTop: 14 }}>
          <NumberInput label={t('orders.refund.amount', { currency: order.currency })} min={0} max={toMajor(left, order.currency)} clampBehavior="blur" decimalScale={decimals(order.currency)} fixedDecimalScale value={toMajor(amount, order.currency)} onChange={value => setTyped(toMinor(Number(value) || 0, order.currency))} />
          <TextInput label={t('orders.refund.reason')} value={reason} maxLength={500} onChange={event => setReason(event.currentTarget.value)} />
        </div>
        <div className={css.outcome} aria-live="polite">
          <b className="num">{t('orders.refund.goesBack', { amount: money(amount) })}</b>
          <span className="muted">{amount >= left ? t('orders.refund.nothingLeft') : t('orders.refund.leftAfter', { amount: money(left - amount) })}</span>
        </div>
        {problem && <div style={{ marginTop: 14 }}><Problem error={problem} /></div>}
        <div className={css.foot}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" variant="filled" loading={busy} disabled={!isPossible}>{t('orders.refund.do', { amount: money(amount) })}</Button>
        </div>
      </form>
    </Modal>
  )
}

type Body = { lines?: { lineId: string; quantity: number }[]; amountMinor: number; reason?: string }

/** Sends once: the key makes a repeat after a lost answer the same refund. */
function useRefund(order: Order, onClose: () => void) {
  const t = useText()
  const format = useFormat()
  const [key] = useState(() => crypto.randomUUID())
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem>()
  const send = async (body: Body) => {
    setBusy(true)
    setProblem(undefined)
    try {
      await call(refundOrder, { params: { orderId: order.id }, body }, { key: `${key} ${JSON.stringify(body)}` })
      await Promise.all([getOrder, listOrders, countOrders].map(spec => queries.invalidateQueries({ queryKey: [spec.path] })))
      toast.done(t('orders.refund.done', { amount: format.money(body.amountMinor, order.currency) }))
      onClose()
    } catch (error) {
      setProblem(error as ApiProblem)
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, send }
}
