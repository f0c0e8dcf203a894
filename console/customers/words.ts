import { useMemo } from 'react'
import type { CustomerRow, EventKind } from '../../contracts/customers.ts'
import { useLanguage, useText } from '../ui/index.ts'

/** How to call somebody: by name, else by an address. */
export function useNameOf() {
  const t = useText()
  return ({ name, email, phone }: Pick<CustomerRow, 'name' | 'email' | 'phone'>) => name || email || phone || t('customers.unnamed')
}

/** `nl` → Dutch, in the reader's language. */
export function useLanguageName() {
  const reader = useLanguage()
  return useMemo(() => {
    const names = new Intl.DisplayNames(reader, { type: 'language' })
    return (code: string) => {
      try {
        return names.of(code) ?? code
      } catch {
        return code
      }
    }
  }, [reader])
}

export const kindNames: Record<EventKind, string> = {
  orders: 'customers.timeline.kind.orders',
  visits: 'customers.timeline.kind.visits',
  service: 'customers.timeline.kind.service',
  messages: 'customers.timeline.kind.messages',
  changes: 'customers.timeline.kind.changes',
}

export const factNames: Record<string, string | undefined> = {
  name: 'customers.fact.name',
  firstName: 'customers.fact.firstName',
  lastName: 'customers.fact.lastName',
  email: 'customers.fact.email',
  phone: 'customers.fact.phone',
  language: 'customers.fact.language',
  country: 'customers.fact.country',
  city: 'customers.fact.city',
  birthday: 'customers.fact.birthday',
  gender: 'customers.fact.gender',
  preferredChannel: 'customers.fact.preferredChannel',
  preferredStoreId: 'customers.fact.preferredStore',
}

/** Channels on which a customer can be reached. */
export const channelNames: Record<string, string | undefined> = {
  email: 'customers.channel.email',
  sms: 'customers.channel.sms',
  whatsapp: 'customers.channel.whatsapp',
  push: 'customers.channel.push',
  phone: 'customers.channel.phone',
  post: 'customers.channel.post',
}

/** Events of which a person wants to read more than the name; {number}, {amount}, {tag} come from the event. */
export const eventNames: Record<string, string | undefined> = {
  'Consent Given': 'consent.event.given',
  'Consent Denied': 'consent.event.denied',
  'Consent Withdrawn': 'consent.event.withdrawn',
  'Order Completed': 'customers.event.orderCompleted',
  'Order Updated': 'customers.event.orderUpdated',
  'Order Refunded': 'customers.event.orderRefunded',
  'Order Cancelled': 'customers.event.orderCancelled',
  'Product Viewed': 'customers.event.productViewed',
  'Product Added': 'customers.event.productAdded',
  'Products Searched': 'customers.event.productsSearched',
  'Cart Viewed': 'customers.event.cartViewed',
  'Checkout Started': 'customers.event.checkoutStarted',
  'Cart Abandoned': 'customers.event.cartAbandoned',
  'Checkout Abandoned': 'customers.event.checkoutAbandoned',
  'Customer Created': 'customers.event.created',
  'Customer Updated': 'customers.event.updated',
  'Note Added': 'customers.event.noteAdded',
  'Note Updated': 'customers.event.noteUpdated',
  'Note Removed': 'customers.event.noteRemoved',
  'Note Restored': 'customers.event.noteRestored',
  'Tag Added': 'customers.event.tagAdded',
  'Tag Removed': 'customers.event.tagRemoved',
  'Email Sent': 'replies.event.sent',
  'Email Delivered': 'replies.event.delivered',
  'Email Opened': 'replies.event.opened',
  'Email Clicked': 'replies.event.clicked',
  'Email Bounced': 'replies.event.bounced',
  'Email Complained': 'replies.event.complained',
  'Email Replied': 'replies.event.replied',
  'Customers Merged': 'customers.event.merged',
  'Customers Separated': 'customers.event.separated',
}
