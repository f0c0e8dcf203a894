import type { Outcome, Violation } from '../../contracts/debugger.ts'
import type { SourceKind } from '../../contracts/sources.ts'
import type { Tone } from '../ui/index.ts'

export const kindNames: Record<SourceKind, string> = { web: 'sources.kind.web', app: 'sources.kind.app', server: 'sources.kind.server', shop_floor: 'sources.kind.shopFloor', import: 'sources.kind.import', channel: 'sources.kind.channel' }
export const kindTexts: Record<SourceKind, string> = { web: 'sources.kindText.web', app: 'sources.kindText.app', server: 'sources.kindText.server', shop_floor: 'sources.kindText.shopFloor', import: 'sources.kindText.import', channel: 'sources.kindText.channel' }

export const outcomeNames: Record<Outcome, string> = { accepted: 'sources.outcome.accepted', duplicate: 'sources.outcome.duplicate', rejected: 'sources.outcome.rejected', mended: 'sources.outcome.mended' }
export const outcomeTexts: Record<Outcome, string> = { accepted: 'sources.outcomeText.accepted', duplicate: 'sources.outcomeText.duplicate', rejected: 'sources.outcomeText.rejected', mended: 'sources.outcomeText.mended' }
export const outcomeTones: Record<Outcome, Tone> = { accepted: 'brand', duplicate: 'plain', rejected: 'bad', mended: 'info' }

/** What is wrong, and what to do about it. */
export const violationTexts: Record<Violation, string> = {
  not_json: 'sources.violation.notJson', not_a_batch: 'sources.violation.notABatch', event_too_large: 'sources.violation.eventTooLarge', batch_too_large: 'sources.violation.batchTooLarge', not_an_object: 'sources.violation.notAnObject',
  unknown_type: 'sources.violation.unknownType', no_id: 'sources.violation.noId', no_event: 'sources.violation.noEvent', no_group: 'sources.violation.noGroup', no_previous_id: 'sources.violation.noPreviousId',
  properties_not_an_object: 'sources.violation.propertiesNotAnObject', too_many_properties: 'sources.violation.tooManyProperties', too_deep: 'sources.violation.tooDeep', not_planned: 'sources.violation.notPlanned', property_type: 'sources.violation.propertyType', erased: 'sources.violation.erased',
}
export const remedyTexts: Record<Violation, string> = {
  not_json: 'sources.remedy.notJson', not_a_batch: 'sources.remedy.notABatch', event_too_large: 'sources.remedy.eventTooLarge', batch_too_large: 'sources.remedy.batchTooLarge', not_an_object: 'sources.remedy.notAnObject',
  unknown_type: 'sources.remedy.unknownType', no_id: 'sources.remedy.noId', no_event: 'sources.remedy.noEvent', no_group: 'sources.remedy.noGroup', no_previous_id: 'sources.remedy.noPreviousId',
  properties_not_an_object: 'sources.remedy.propertiesNotAnObject', too_many_properties: 'sources.remedy.tooManyProperties', too_deep: 'sources.remedy.tooDeep', not_planned: 'sources.remedy.notPlanned', property_type: 'sources.remedy.propertyType', erased: 'sources.remedy.erased',
}
