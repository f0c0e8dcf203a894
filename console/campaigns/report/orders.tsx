import { Button } from '@mantine/core'
import { IconReceipt } from '@tabler/icons-react'
import { campaignOrders, type Campaign, type CampaignOrder, type Report } from '../../../contracts/campaigns.ts'
import { useList } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Facts, IconTag, Link, Money, Problem, SidePanel, Skeleton, Tag, useText, When } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import type { Shown } from './numbers.ts'

type Props = { campaign: Campaign; report: Report; letter: Shown['letter']; onClose: () => void }

/** The orders behind the revenue, with what went back. */
export function OrdersPanel({ campaign, report: { attributed, currency, variants }, letter, onClose }: Props) {
  const t = useText()
  const list = useList(campaignOrders, { params: { campaignId: campaign.id }, query: { letter } })
  const { orders, revenueMinor, refundedMinor } = letter ? { refundedMinor: null, ...(variants.find(v => v.letter === letter)?.attributed ?? { orders: 0, revenueMinor: 0 }) } : attributed
  return (
    <SidePanel title={<>{t('campaigns.report.ordered')}{letter && <> <Tag>{t('campaigns.people.variant', { letter })}</Tag></>}</>} onClose={onClose}>
      {currency && orders > 0 && (
        <Facts rows={[
          refundedMinor !== null && [t('campaigns.orders.goods'), <Money key="goods" minor={revenueMinor + refundedMinor} currency={currency} />],
          refundedMinor !== null && [t('campaigns.orders.refunded'), <Money key="refunded" minor={-refundedMinor} currency={currency} />],
          [t('campaigns.report.revenue'), <b key="net"><Money minor={revenueMinor} currency={currency} /></b>],
        ]} />
      )}
      <p className={css.hint}>{t('campaigns.report.orderedHint', { count: campaign.attributionDays })}</p>
      {list.problem ? <Problem error={list.problem} retry={list.refresh} /> : list.loading ? <Skeleton shape="list" rows={6} /> : list.rows.length === 0 && <p className="muted">{t('campaigns.orders.none')}</p>}
      <ul className={css.people}>{list.rows.map(order => <Line key={order.id} order={order} />)}</ul>
      {list.more && <Button fullWidth mt="sm" loading={list.loadingMore} onClick={list.loadMore}>{t('segments.more')}</Button>}
    </SidePanel>
  )
}

function Line({ order: { id, number, placedAt, customerId, name, email, messageId, currency, goodsMinor, refundedMinor, netMinor, touchedAt } }: { order: CampaignOrder }) {
  const t = useText()
  const may = useMay()
  const who = name || email || t('messages.nobody')
  return (
    <li>
      <IconTag tone="brand"><IconReceipt size={16} /></IconTag>
      <span className={css.who}>
        <span className={css.line1}><Link className="clip" to={`/orders/${id}`}>{t('campaigns.people.order', { number })}</Link><b className="num push-end"><Money minor={netMinor} currency={currency} /></b></span>
        <span className="muted clip">{may('customers.read') ? <Link className="textlink" to={`/customers/${customerId}`}>{who}</Link> : who} · <When at={placedAt} style="dateTime" /></span>
        <span className={css.steps}>
          <span><Link className="textlink" to={`/messages?open=${messageId}`}>{t('campaigns.orders.after')}</Link> <When at={touchedAt} style="dateTime" /></span>
          {refundedMinor > 0 && <span>{t('campaigns.orders.goods')} <Money minor={goodsMinor} currency={currency} />, {t('campaigns.orders.refunded')} <Money minor={-refundedMinor} currency={currency} /></span>}
        </span>
      </span>
    </li>
  )
}
