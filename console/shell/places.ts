import { IconBuildingStore, IconChartPie, IconFileImport, IconFingerprint, IconGridDots, IconHeartbeat, IconHistory, IconHome, IconIdBadge2, IconMail, IconMailbox, IconPackage, IconPlugConnected, IconReceipt, IconSend, IconServerCog, IconShieldLock, IconShoppingCart, IconSpeakerphone, IconTargetArrow, IconTemplate, IconUserCog, IconUsers, IconUsersGroup, IconUsersPlus, IconWritingSign } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { WaitingPairs } from '../duplicates/waiting.tsx'
import type { Permission } from '../../contracts/permissions.ts'

type Icon = ComponentType<{ size?: number; stroke?: number }>
export type Place = { to: string; text: string; icon: Icon; may?: Permission; /** How much waits there. */ badge?: ComponentType }

/** The console's places, grouped as the rail shows them. `text` is the key of the name. */
export const places: { text?: string; places: Place[] }[] = [
  {
    places: [
      { to: '/', text: 'shell.places.home', icon: IconHome },
      { to: '/customers', text: 'shell.places.customers', icon: IconUsers, may: 'customers.read' },
      { to: '/orders', text: 'shell.places.orders', icon: IconReceipt, may: 'orders.read' },
      { to: '/carts', text: 'shell.places.carts', icon: IconShoppingCart, may: 'orders.read' },
      { to: '/products', text: 'shell.places.products', icon: IconPackage, may: 'products.read' },
      { to: '/groups', text: 'shell.places.groups', icon: IconUsersGroup, may: 'customers.read' },
      { to: '/duplicates', text: 'shell.places.duplicates', icon: IconUsersPlus, may: 'customers.read', badge: WaitingPairs },
    ],
  },
  {
    text: 'shell.groups.marketing',
    places: [
      { to: '/segments', text: 'segments.title', icon: IconChartPie, may: 'segments.read' },
      { to: '/rfm', text: 'shell.places.rfm', icon: IconGridDots, may: 'segments.read' },
      { to: '/campaigns', text: 'campaigns.title', icon: IconSpeakerphone, may: 'messages.read' },
      { to: '/templates', text: 'shell.places.templates', icon: IconTemplate, may: 'messages.read' },
      { to: '/messages', text: 'shell.places.messages', icon: IconSend, may: 'messages.read' },
      { to: '/replies', text: 'replies.title', icon: IconMailbox, may: 'messages.read' },
    ],
  },
  {
    text: 'shell.groups.connect',
    places: [
      { to: '/imports', text: 'shell.places.imports', icon: IconFileImport, may: 'imports.run' },
      { to: '/stores', text: 'shell.places.stores', icon: IconBuildingStore, may: 'stores.read' },
      { to: '/sources', text: 'shell.places.sources', icon: IconPlugConnected, may: 'sources.read' },
      { to: '/tracking-plan', text: 'shell.places.plan', icon: IconTargetArrow, may: 'sources.read' },
      { to: '/sending', text: 'shell.places.sending', icon: IconServerCog, may: 'messages.read' },
    ],
  },
  {
    text: 'shell.groups.keep',
    places: [
      { to: '/identity', text: 'shell.places.identity', icon: IconFingerprint, may: 'customers.read' },
      { to: '/consents', text: 'shell.places.consents', icon: IconWritingSign, may: 'consents.read' },
      { to: '/privacy', text: 'shell.places.privacy', icon: IconShieldLock, may: 'privacy.read' },
      { to: '/team', text: 'shell.places.team', icon: IconIdBadge2, may: 'staff.read' },
      { to: '/audit', text: 'shell.places.audit', icon: IconHistory, may: 'audit.read' },
      { to: '/mailbox', text: 'shell.places.mailbox', icon: IconMail, may: 'mailbox.read' },
      { to: '/status', text: 'shell.places.status', icon: IconHeartbeat, may: 'system.read' },
    ],
  },
]

export const account: Place = { to: '/account', text: 'shell.places.account', icon: IconUserCog }
