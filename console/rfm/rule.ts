import { ruleOfCell, ruleOfGroup, type RfmGroup } from '../../contracts/rfm.ts'
import { printRule, type Rule } from '../../contracts/segments.ts'

/** A cell, or a whole group. */
export type Chosen = { recency?: number | undefined; value?: number | undefined; group?: RfmGroup | undefined }

/** The rule that finds the customers of a cell or group, of the chosen store where there is one; undefined where none does. */
export function ruleOf({ recency, value, group }: Chosen, storeId: string | undefined): string | undefined {
  const own = recency && value ? ruleOfCell(recency, value) : group ? ruleOfGroup(group) : undefined
  if (!own) return undefined
  const bought: Rule[] = storeId ? [{ kind: 'count', of: { kind: 'order', stores: [storeId] }, compare: { op: '>=', value: 1 } }] : []
  return printRule(bought.length ? { kind: 'all', rules: ['rules' in own && own.kind === 'all' ? own.rules : [own], bought].flat() } : own)
}
