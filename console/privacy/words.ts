import type { PrivacyKind, PrivacyState, Progress } from '../../contracts/privacy.ts'
import type { Tone } from '../ui/index.ts'

export const kindNames: Record<PrivacyKind, string> = { export: 'privacy.kind.export', erase: 'privacy.kind.erase', restrict: 'privacy.kind.restrict', unrestrict: 'privacy.kind.unrestrict' }
export const kindTexts: Record<PrivacyKind, string> = { export: 'privacy.kindText.export', erase: 'privacy.kindText.erase', restrict: 'privacy.kindText.restrict', unrestrict: 'privacy.kindText.unrestrict' }
export const stateNames: Record<PrivacyState, string> = { open: 'privacy.state.open', running: 'privacy.state.running', done: 'privacy.state.done', failed: 'privacy.state.failed', refused: 'privacy.state.refused' }
export const stateTones: Record<PrivacyState, Tone> = { open: 'amber', running: 'info', done: 'brand', failed: 'bad', refused: 'plain' }
export const stepNames: Record<Progress['step'], string> = { gather: 'privacy.step.gather', rows: 'privacy.step.rows', passages: 'privacy.step.passages', warehouse: 'privacy.step.warehouse', search: 'privacy.step.search', finish: 'privacy.step.finish' }
/** The steps of an erasure, in their order. */
export const erasing: Progress['step'][] = ['rows', 'passages', 'warehouse', 'search', 'finish']
