import { IconBell, IconBrandWhatsapp, IconMail, IconMailbox, IconMessage, IconPhone } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Channel, ConsentSource, ContactReason, Decision, Purpose } from '../../contracts/consent.ts'
import type { Tone } from '../ui/index.ts'

type Icon = ComponentType<{ size?: number; stroke?: number }>

export const channelNames: Record<Channel, string> = { email: 'consent.channel.email', sms: 'consent.channel.sms', whatsapp: 'consent.channel.whatsapp', push: 'consent.channel.push', phone: 'consent.channel.phone', post: 'consent.channel.post' }
export const channelIcons: Record<Channel, Icon> = { email: IconMail, sms: IconMessage, whatsapp: IconBrandWhatsapp, push: IconBell, phone: IconPhone, post: IconMailbox }
export const purposeNames: Record<Purpose, string> = { marketing: 'consent.purpose.marketing', service: 'consent.purpose.service', profiling: 'consent.purpose.profiling' }
export const purposeTexts: Record<Purpose, string> = { marketing: 'consent.purposeText.marketing', service: 'consent.purposeText.service', profiling: 'consent.purposeText.profiling' }
export const decisionNames: Record<Decision, string> = { granted: 'consent.decision.granted', denied: 'consent.decision.denied', pending: 'consent.decision.pending', withdrawn: 'consent.decision.withdrawn' }
export const decisionTones: Record<Decision, Tone> = { granted: 'brand', denied: 'bad', pending: 'amber', withdrawn: 'bad' }
export const sourceNames: Record<ConsentSource, string> = { event: 'consent.source.event', traits: 'consent.source.traits', staff: 'consent.source.staff', api: 'consent.source.api', import: 'consent.source.import', confirmation: 'consent.source.confirmation', preferences: 'consent.source.preferences' }
export const reasonTexts: Record<ContactReason, string> = {
  granted: 'consent.reason.granted', assumed: 'consent.reason.assumed', erased: 'consent.reason.erased', unknown: 'consent.reason.unknown', restricted: 'consent.reason.restricted', suppressed: 'consent.reason.suppressed',
  denied: 'consent.reason.denied', withdrawn: 'consent.reason.withdrawn', pending: 'consent.reason.pending', no_consent: 'consent.reason.noConsent',
}
export const suppressionNames = { bounce: 'consent.suppression.bounce', complaint: 'consent.suppression.complaint', manual: 'consent.suppression.manual', list: 'consent.suppression.list' } as const
