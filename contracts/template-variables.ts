/** What a text may say of its reader: shown in the editor, and what the check of unknown variables knows. */
export type Variable = {
  path: string
  kind: 'text' | 'money' | 'date' | 'number' | 'list' | 'link'
  /** Never empty. */
  always?: true
}

export const variables: Variable[] = [
  { path: 'customer.first_name', kind: 'text' }, { path: 'customer.last_name', kind: 'text' }, { path: 'customer.name', kind: 'text' },
  { path: 'customer.email', kind: 'text' }, { path: 'customer.phone', kind: 'text' }, { path: 'customer.language', kind: 'text' }, { path: 'customer.country', kind: 'text' }, { path: 'customer.city', kind: 'text' },
  { path: 'customer.birthday', kind: 'date' }, { path: 'customer.gender', kind: 'text' }, { path: 'customer.tags', kind: 'list' }, { path: 'customer.orders_count', kind: 'number', always: true }, { path: 'customer.spent', kind: 'money', always: true },
  { path: 'customer.first_order_at', kind: 'date' }, { path: 'customer.last_order_at', kind: 'date' }, { path: 'customer.created_at', kind: 'date', always: true },
  { path: 'order.number', kind: 'text' }, { path: 'order.placed_at', kind: 'date' }, { path: 'order.total', kind: 'money' }, { path: 'order.items_count', kind: 'number' }, { path: 'order.city', kind: 'text' }, { path: 'order.items', kind: 'list' },
  { path: 'cart.total', kind: 'money' }, { path: 'cart.items_count', kind: 'number' }, { path: 'cart.items', kind: 'list' }, { path: 'cart.left_at', kind: 'date' },
  { path: 'viewed', kind: 'list' },
  { path: 'for_you', kind: 'list' }, { path: 'seen', kind: 'list' }, { path: 'together', kind: 'list' }, { path: 'favourites', kind: 'list' }, { path: 'best', kind: 'list' },
  { path: 'store.name', kind: 'text', always: true }, { path: 'store.website', kind: 'link' }, { path: 'store.address', kind: 'text' }, { path: 'store.currency', kind: 'text', always: true }, { path: 'store.time_zone', kind: 'text', always: true },
  { path: 'now', kind: 'date', always: true },
  { path: 'unsubscribe_url', kind: 'link', always: true }, { path: 'preferences_url', kind: 'link', always: true }, { path: 'view_url', kind: 'link', always: true },
]

/** Whatever the shop told of a customer (`customer.traits.plan`), and what a request brings with it (`data.code`). */
export const openVariables = ['customer.traits', 'data', 'picked']
