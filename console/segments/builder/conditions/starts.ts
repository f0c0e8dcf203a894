import { IconAddressBook, IconArrowsRight, IconBolt, IconCash, IconCircleDashedCheck, IconClock, IconHourglass, IconId, IconMathFunction, IconPlugConnected, IconReceipt, IconReceiptRefund, IconShoppingBag, IconShoppingCart, IconStar, IconBuildingStore, IconTag, IconUsersGroup } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { facts, type Condition, type FactName, type OrdersOf } from '../../../../contracts/segments.ts'
import { startedTest } from '../controls/test.tsx'
import { factNames, figureNames, moneyNames } from './names.ts'

type Icon = ComponentType<{ size?: number; stroke?: number }>
export type Start = { key: string; text: string; icon: Icon; section: Section; make: (currency: string) => Condition }
export type Section = 'did' | 'bought' | 'are' | 'state'
export const sections: Record<Section, string> = { did: 'segment-builder.section.did', bought: 'segment-builder.section.bought', are: 'segment-builder.section.are', state: 'segment-builder.section.state' }

const order: OrdersOf = { kind: 'order' }
const year = { kind: 'last', span: { n: 12, unit: 'months' } } as const
const once = { op: '>=', value: 1 } as const
const start = (section: Section, key: string, text: string, icon: Icon, make: Start['make']): Start => ({ key, text, icon, section, make })

function fact(name: FactName): Start {
  const type = facts[name]
  const test = name === 'birthday' ? startedTest('anniversary') : startedTest(type === 'presence' ? 'set' : type === 'date' ? 'day' : type === 'number' ? 'number' : 'in')
  const isScore = name.startsWith('rfm_') || name === 'value_decile'
  return start(isScore ? 'state' : 'are', name, factNames[name], isScore ? IconStar : name === 'tags' ? IconTag : IconAddressBook, () => ({ kind: 'fact', fact: name, test }))
}
const money = (what: keyof typeof moneyNames) => start('bought', `money-${what}`, moneyNames[what], IconCash, currency => ({ kind: 'money', what, of: order, window: year, currency, compare: { op: '>=', value: 10_000 } }))
const figure = (what: keyof typeof figureNames) => start('bought', `figure-${what}`, figureNames[what], IconShoppingBag, () => ({ kind: 'figure', what, of: order, window: year, compare: { op: '>=', value: what === 'items' ? 3 : 50 } }))

/** Every condition that can be begun, and how it begins. */
export const starts: readonly Start[] = [
  start('did', 'event', 'segment-builder.startEvent', IconBolt, () => ({ kind: 'count', of: { kind: 'event', name: '' }, compare: once, window: { kind: 'last', span: { n: 30, unit: 'days' } } })),
  start('did', 'sequence', 'segment-builder.kind.sequence', IconArrowsRight, () => ({ kind: 'sequence', steps: [{ of: order }, { of: order, within: { n: 30, unit: 'days' } }] })),
  start('did', 'time', 'segment-builder.kind.time', IconClock, () => ({ kind: 'time', which: 'last', of: order, window: { kind: 'ago', span: { n: 90, unit: 'days' } } })),
  start('did', 'amount', 'segment-builder.kind.amount', IconMathFunction, () => ({ kind: 'amount', what: 'sum', property: [''], of: { kind: 'event', name: '' }, compare: { op: '>=', value: 100 } })),
  start('bought', 'orders', 'segment-builder.kind.orders', IconReceipt, () => ({ kind: 'count', of: order, compare: { op: '>=', value: 2 }, window: { kind: 'last', span: { n: 90, unit: 'days' } } })),
  money('spend'), money('average'), figure('items'), money('discounts'), figure('discounted_share'), money('refunds'), figure('refunded_share'),
  start('bought', 'refunds', 'segment-builder.kind.refunds', IconReceiptRefund, () => ({ kind: 'count', of: { kind: 'refund' }, compare: once, window: year })),
  start('bought', 'carts', 'segment-builder.kind.carts', IconShoppingCart, () => ({ kind: 'count', of: { kind: 'cart' }, compare: once, window: { kind: 'ago', span: { n: 4, unit: 'hours' } } })),
  start('bought', 'overdue', 'segment-builder.kind.overdue', IconHourglass, () => ({ kind: 'overdue', percent: 100 })),
  start('are', 'trait', 'segment-builder.kind.trait', IconAddressBook, () => ({ kind: 'trait', path: [''], test: startedTest('in') })),
  ...(Object.keys(facts) as FactName[]).map(fact),
  start('state', 'consent', 'segment-builder.kind.consent', IconCircleDashedCheck, () => ({ kind: 'consent', channel: 'email', purpose: 'marketing', is: 'granted' })),
  start('state', 'segment', 'segment-builder.kind.segment', IconUsersGroup, () => ({ kind: 'segment', segmentId: '' })),
  start('state', 'identified', 'segment-builder.kind.identified', IconId, () => ({ kind: 'identified', by: 'email' })),
  start('state', 'source', 'segment-builder.kind.source', IconPlugConnected, () => ({ kind: 'seen', at: 'source', ids: [] })),
  start('state', 'store', 'segment-builder.kind.store', IconBuildingStore, () => ({ kind: 'seen', at: 'store', ids: [] })),
]

const keyOf = (c: Condition): string => {
  if (c.kind === 'fact') return c.fact
  if (c.kind === 'count') return c.of.kind === 'event' ? 'event' : `${c.of.kind}s`
  if (c.kind === 'money' || c.kind === 'figure') return `${c.kind}-${c.what}`
  return c.kind === 'seen' ? c.at : c.kind
}
/** What a condition's line is marked with. */
export const startOf = (c: Condition): Start | undefined => starts.find(one => one.key === keyOf(c))
