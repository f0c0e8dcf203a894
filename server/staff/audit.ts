import { nowText, type Ctx } from '../platform/index.ts'

export type Change = { from: unknown; to: unknown }

export type Deed = {
  /** `<area>.<verb>`, e.g. `customers.edit`. */
  action: string
  /** What it was done to; `label` is how a person would call it at that time. */
  record: { kind: string; id: string; label?: string | null }
  changes?: Record<string, Change>
}

/** Writes into the audit log who did what, in the caller's transaction: `audit({ ...ctx, db: trx }, …)`. */
export async function audit(ctx: Ctx, { action, record, changes = {} }: Deed): Promise<void> {
  const { kind, id, name, ip } = ctx.actor
  await ctx.db
    .insertInto('audit_log')
    .values({
      at: nowText(ctx.clock),
      actor_kind: kind,
      actor_id: id,
      actor_name: name,
      ip: ip ?? null,
      action,
      record_kind: record.kind,
      record_id: record.id,
      record_label: record.label ?? null,
      changes: JSON.stringify(changes),
    })
    .execute()
}

/** The fields that differ, as the audit log keeps them; fields that `after` does not name are unchanged. */
export function changesBetween<T extends object>(before: T, after: Partial<T>): Record<string, Change> {
  const names = (Object.keys(after) as (keyof T & string)[]).filter(name => after[name] !== undefined && JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return Object.fromEntries(names.map(name => [name, { from: before[name] ?? null, to: after[name] ?? null }]))
}
