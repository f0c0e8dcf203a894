/** What an event of the e-commerce spec (v2, and the names that v1 had) is about. */
export type Meaning =
  | { about: 'cart'; kind: DoingKind }
  | { about: 'order'; kind: ReportKind }
  | { about: 'wish'; wished: boolean; toCart?: boolean }

export type DoingKind = 'added' | 'removed' | 'shown' | 'coupon' | 'coupon_off' | 'checkout' | 'step' | 'payment' | 'ordered'
export type ReportKind = 'completed' | 'updated' | 'refunded' | 'cancelled'

const cart = (kind: DoingKind): Meaning => ({ about: 'cart', kind })
const order = (kind: ReportKind): Meaning => ({ about: 'order', kind })

/** Events that change something here. The others of the spec stay in the log, where timelines, views and segments read them. */
const meanings: Record<string, Meaning> = {
  'product added': cart('added'), 'added product': cart('added'),
  'product removed': cart('removed'), 'removed product': cart('removed'),
  'cart viewed': cart('shown'), 'viewed cart': cart('shown'), 'cart updated': cart('shown'),
  'coupon applied': cart('coupon'), 'coupon removed': cart('coupon_off'), 'coupon denied': cart('coupon_off'),
  'checkout started': cart('checkout'), 'started checkout': cart('checkout'),
  'checkout step viewed': cart('step'), 'viewed checkout step': cart('step'),
  'checkout step completed': cart('step'), 'completed checkout step': cart('step'),
  'payment info entered': cart('payment'),
  'order completed': order('completed'), 'completed order': order('completed'),
  'order updated': order('updated'), 'updated order': order('updated'),
  'order refunded': order('refunded'), 'refunded order': order('refunded'),
  'order cancelled': order('cancelled'), 'order canceled': order('cancelled'), 'cancelled order': order('cancelled'),
  'product added to wishlist': { about: 'wish', wished: true },
  'product removed from wishlist': { about: 'wish', wished: false },
  'wishlist product added to cart': { about: 'wish', wished: true, toCart: true },
}

export const meaningOf = (name: string): Meaning | undefined => meanings[name.trim().toLowerCase()]
