import type { Condition, FactName } from '../../../../contracts/segments.ts'

export const factNames: Record<FactName, string> = {
  country: 'customers.fact.country', language: 'customers.fact.language', city: 'customers.fact.city', gender: 'customers.fact.gender', tags: 'customers.column.tags', email_domain: 'segment-builder.fact.emailDomain',
  name: 'customers.fact.name', first_name: 'customers.fact.firstName', last_name: 'customers.fact.lastName', email: 'customers.fact.email', phone: 'customers.fact.phone', birthday: 'customers.fact.birthday',
  created: 'segment-builder.fact.created', last_seen: 'segment-builder.fact.lastSeen', first_order: 'segment-builder.fact.firstOrder', last_order: 'segment-builder.fact.lastOrder',
  rfm_recency: 'segment-builder.fact.recency', rfm_frequency: 'segment-builder.fact.frequency', rfm_monetary: 'segment-builder.fact.monetary', rfm_group: 'segment-builder.fact.group', value_decile: 'segment-builder.fact.decile',
}
type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>
export const moneyNames: Record<Of<'money'>['what'], string> = { spend: 'segment-builder.kind.spend', average: 'segment-builder.kind.average', discounts: 'segment-builder.kind.discounts', refunds: 'segment-builder.kind.refunded' }
export const figureNames: Record<Of<'figure'>['what'], string> = { items: 'segment-builder.kind.items', discounted_share: 'segment-builder.kind.discountedShare', refunded_share: 'segment-builder.kind.refundedShare' }
export const amountNames: Record<Of<'amount'>['what'], string> = { sum: 'segment-builder.amount.sum', average: 'segment-builder.amount.average', smallest: 'segment-builder.amount.smallest', largest: 'segment-builder.amount.largest', distinct: 'segment-builder.amount.distinct' }
