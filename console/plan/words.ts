import type { DriftKind, PropertyType } from '../../contracts/tracking-plan.ts'
import type { Tone } from '../ui/index.ts'

export const typeNames: Record<PropertyType, string> = { string: 'plan.type.string', number: 'plan.type.number', boolean: 'plan.type.boolean', date: 'plan.type.date', array: 'plan.type.array', object: 'plan.type.object', null: 'plan.type.null' }
export const driftNames: Record<DriftKind, string> = { new_event: 'plan.drift.newEvent', new_property: 'plan.drift.newProperty', changed_type: 'plan.drift.changedType', missing_required: 'plan.drift.missingRequired' }
export const driftTones: Record<DriftKind, Tone> = { new_event: 'info', new_property: 'info', changed_type: 'amber', missing_required: 'amber' }
