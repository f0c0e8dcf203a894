/** Segments that work on any shop: nothing in their rules depends on its currency, catalogue or own events. */
export type Ready = { key: string; name: string; why: string; rule: string }

export const ready: Ready[] = [
  { key: 'new', name: 'segments.ready.new.name', why: 'segments.ready.new.why', rule: 'first order in last 30 days and orders = 1' },
  { key: 'second', name: 'segments.ready.second.name', why: 'segments.ready.second.why', rule: 'orders = 1 and last order between 90 days and 21 days ago' },
  { key: 'vip', name: 'segments.ready.vip.name', why: 'segments.ready.vip.why', rule: 'value_decile = 1 and last order in last 12 months' },
  { key: 'overdue', name: 'segments.ready.overdue.name', why: 'segments.ready.overdue.why', rule: 'overdue(150%) and last order in last 12 months' },
  { key: 'risk', name: 'segments.ready.risk.name', why: 'segments.ready.risk.why', rule: 'rfm_group in (at_risk, cannot_lose)' },
  { key: 'lapsed', name: 'segments.ready.lapsed.name', why: 'segments.ready.lapsed.why', rule: 'last order more than 12 months ago' },
  { key: 'discount', name: 'segments.ready.discount.name', why: 'segments.ready.discount.why', rule: 'orders >= 2 and discounted_share >= 100' },
  { key: 'window', name: 'segments.ready.window.name', why: 'segments.ready.window.why', rule: 'did "Product Viewed" at least 3 times in last 14 days and orders(last 90 days) = 0' },
  { key: 'cart', name: 'segments.ready.cart.name', why: 'segments.ready.cart.why', rule: 'carts(between 7 days and 4 hours ago) >= 1' },
  { key: 'birthday', name: 'segments.ready.birthday.name', why: 'segments.ready.birthday.why', rule: 'birthday anniversary in next 7 days' },
  { key: 'refund', name: 'segments.ready.refund.name', why: 'segments.ready.refund.why', rule: 'orders >= 2 and refunded_share > 30' },
  { key: 'readers', name: 'segments.ready.readers.name', why: 'segments.ready.readers.why', rule: 'consent(email, marketing) is granted and orders = 0' },
]

/** As the rule language writes a text. */
export const categoryRule = (category: string) => `orders(category ${JSON.stringify(category)}, last 12 months) >= 2`
