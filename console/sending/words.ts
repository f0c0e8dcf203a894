import type { DnsCheck, DnsProblem, Tried } from '../../contracts/sending-setup.ts'
import type { Tone } from '../ui/index.ts'

export const checkNames: Record<DnsCheck['kind'], string> = { dkim: 'sending.check.dkim', spf: 'sending.check.spf', dmarc: 'sending.check.dmarc', mx: 'sending.check.mx' }
export const checkTexts: Record<DnsCheck['kind'], string> = { dkim: 'sending.checkText.dkim', spf: 'sending.checkText.spf', dmarc: 'sending.checkText.dmarc', mx: 'sending.checkText.mx' }
export const stateNames: Record<DnsCheck['state'], string> = { good: 'sending.state.good', advice: 'sending.state.advice', missing: 'sending.state.missing', wrong: 'sending.state.wrong', unknown: 'sending.state.unknown' }
export const stateTones: Record<DnsCheck['state'], Tone> = { good: 'brand', advice: 'amber', missing: 'bad', wrong: 'bad', unknown: 'plain' }
export const problemTexts: Record<DnsProblem, string> = {
  no_answer: 'sending.dns.noAnswer', dkim_missing: 'sending.dns.dkimMissing', dkim_other_key: 'sending.dns.dkimOtherKey', dkim_revoked: 'sending.dns.dkimRevoked', dkim_several: 'sending.dns.dkimSeveral', dkim_testing: 'sending.dns.dkimTesting',
  spf_missing: 'sending.dns.spfMissing', spf_several: 'sending.dns.spfSeveral', spf_lookups: 'sending.dns.spfLookups', spf_syntax: 'sending.dns.spfSyntax', spf_broken_include: 'sending.dns.spfBrokenInclude', spf_not_included: 'sending.dns.spfNotIncluded', spf_everybody: 'sending.dns.spfEverybody', spf_no_end: 'sending.dns.spfNoEnd', spf_unknown_outgoing: 'sending.dns.spfUnknownOutgoing',
  dmarc_missing: 'sending.dns.dmarcMissing', dmarc_several: 'sending.dns.dmarcSeveral', dmarc_syntax: 'sending.dns.dmarcSyntax', dmarc_none: 'sending.dns.dmarcNone', dmarc_no_reports: 'sending.dns.dmarcNoReports', dmarc_strict: 'sending.dns.dmarcStrict',
  mx_missing: 'sending.dns.mxMissing', mx_elsewhere: 'sending.dns.mxElsewhere', mx_own: 'sending.dns.mxOwn', mx_no_name: 'sending.dns.mxNoName',
}
export const stepNames: Record<Tried['steps'][number]['step'], string> = { reached: 'sending.try.reached', encrypted: 'sending.try.encrypted', signed_in: 'sending.try.signedIn' }
export const streamNames = { campaign: 'sending.stream.campaign', transactional: 'sending.stream.transactional' } as const
