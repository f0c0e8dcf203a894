import type { Readable } from 'node:stream'
import type { CampaignPerson, PeopleFilter } from '../../../contracts/campaigns.ts'
import { decimals, toMajor } from '../../../contracts/money.ts'
import { csvStream, type Ctx } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { campaignOf } from '../campaigns.ts'
import { peopleOf } from './people.ts'

const batch = 1000

const columns: [name: string, cell: (row: CampaignPerson) => string | number | null][] = [
  ['customer_id', row => row.customerId], ['name', row => row.name], ['email', row => row.email], ['country', row => row.country], ['message_id', row => row.messageId], ['variant', row => row.letter], ['language', row => row.language],
  ['state', row => row.state], ['reason', row => row.reason], ['consent', row => row.consent && `${row.consent.decision}, ${row.consent.source}, ${row.consent.occurredAt}`], ['considered_at', row => row.createdAt],
  ['sent_at', row => row.sentAt], ['delivered_at', row => row.deliveredAt], ['opened_at', row => row.openedAt], ['clicked_at', row => row.clickedAt], ['replied_at', row => row.repliedAt], ['unsubscribed_at', row => row.unsubscribedAt], ['bounced_at', row => row.bouncedAt], ['complained_at', row => row.complainedAt],
  ['orders', row => row.orders.map(order => order.number).join(' ')], ['revenue', ({ orders }) => revenueOf(orders)], ['currency', row => row.orders[0]?.currency ?? null],
]

function revenueOf(orders: CampaignPerson['orders']): number | string | null {
  const [first] = orders
  return first ? toMajor(orders.reduce((all, order) => all + order.netMinor, 0), first.currency).toFixed(decimals(first.currency)) : null
}

/** The people behind a number as CSV, a thousand at a time. @throws campaignNotFound */
export async function exportPeople(ctx: Ctx, campaignId: string, filter: PeopleFilter): Promise<Readable> {
  const { name } = await campaignOf(ctx.db, campaignId)
  await audit(ctx, { action: 'campaigns.export', record: { kind: 'campaign', id: campaignId, label: name }, changes: { export: { from: null, to: { filter, columns: columns.map(([column]) => column) } } } })
  return csvStream(columns, pages(ctx, campaignId, filter))
}

async function* pages(ctx: Ctx, campaignId: string, filter: PeopleFilter) {
  for (let after: string | undefined, first = true; first || after; first = false) {
    const { items, next } = await peopleOf(ctx, campaignId, { ...filter, limit: batch, after })
    yield items
    after = next ?? undefined
  }
}
