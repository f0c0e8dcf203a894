import { IconAt, IconBuildingStore, IconCreditCard, IconDeviceMobile, IconFingerprint, IconId, IconPhone, IconUser, IconWorld } from '@tabler/icons-react'
import { createElement, type ComponentType } from 'react'
import type { SuggestionReason } from '../../../contracts/merge-suggestions.ts'
import { useText } from '../../ui/index.ts'

type Icon = ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>

const kinds: Record<string, { text: string; icon: Icon }> = {
  email: { text: 'identity.kind.email', icon: IconAt },
  phone: { text: 'identity.kind.phone', icon: IconPhone },
  user_id: { text: 'identity.kind.user', icon: IconId },
  anonymous_id: { text: 'identity.kind.visitor', icon: IconWorld },
  device_id: { text: 'identity.kind.device', icon: IconDeviceMobile },
  loyalty_card: { text: 'identity.kind.card', icon: IconCreditCard },
  customer: { text: 'identity.kind.customer', icon: IconUser },
}

/** Kinds of identifiers in words; one that a client named by itself keeps that name. */
export function useKindName() {
  const t = useText()
  return (kind: string) => (kinds[kind] ? t(kinds[kind].text) : kind.startsWith('store:') ? t('identity.kind.store', { store: kind.slice('store:'.length) }) : kind.replaceAll('_', ' '))
}

export const KindIcon = ({ kind, size }: { kind: string; size: number }) => createElement(kinds[kind]?.icon ?? (kind.startsWith('store') ? IconBuildingStore : IconFingerprint), { size, stroke: 1.8, 'aria-hidden': true })

export const reasonNames: Record<SuggestionReason, string> = {
  email: 'identity.reason.email',
  phone: 'identity.reason.phone',
  phone_ending: 'identity.reason.phoneEnding',
  name_birthday: 'identity.reason.nameBirthday',
  name_address: 'identity.reason.nameAddress',
  name_city: 'identity.reason.nameCity',
}

/** What linked them: an event of a source, or a person of the team. */
export function useCause() {
  const t = useText()
  return ({ eventName, source, byStaff }: { eventName: string | null; source: string; byStaff: string | null }) =>
    byStaff ? t('identity.byStaff', { name: byStaff }) : eventName ? t('identity.byEvent', { event: eventName, source }) : t('identity.bySource', { source })
}
