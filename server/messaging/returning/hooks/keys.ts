import { sql } from 'kysely'
import { hookProviders, type HookProvider, type ReturnHook } from '../../../../contracts/returns.ts'
import { appError, inTransaction, nowText, seal, unseal, within, type Ctx } from '../../../platform/index.ts'
import { audit, publicUrl } from '../../../staff/index.ts'

export type { HookProvider }
export const hookNotFound = appError('returns.no_hook', 404, 'Nothing is set up for this provider.')

const use = 'return hook'
const isProvider = (name: string): name is HookProvider => (hookProviders as readonly string[]).includes(name)

/** With what a provider's notices are checked; null where it was not set up. */
export async function keyOfHook(ctx: Ctx, provider: string): Promise<{ provider: HookProvider; key: string } | null> {
  if (!isProvider(provider)) return null
  const row = await ctx.db.selectFrom('return_hooks').select('key_sealed').where('provider', '=', provider).executeTakeFirst()
  return row ? { provider, key: unseal<string>(ctx, use, row.key_sealed) } : null
}

type Row = Pick<ReturnHook, 'provider' | 'createdAt' | 'createdBy' | 'lastAt' | 'unreadable' | 'refused' | 'refusedAt' | 'refusedBecause'>

export async function listHooks({ db, config }: Ctx): Promise<{ hooks: ReturnHook[] }> {
  const { rows } = await sql<Row>`
    select p.provider, h.created_at as "createdAt", h.created_by as "createdBy", coalesce(h.refused, 0) as refused, h.refused_at as "refusedAt", h.refused_because as "refusedBecause",
      (select n.received_at from return_notices as n where n.provider = p.provider order by n.received_at desc limit 1) as "lastAt",
      (select count(*)::int from return_notices as n where n.provider = p.provider and n.state = 'unreadable') as unreadable
    from unnest(${[...hookProviders]}::text[]) with ordinality as p (provider, place) left join return_hooks as h on h.provider = p.provider order by p.place`.execute(db)
  return { hooks: rows.map(row => ({ ...row, url: `${publicUrl(config)}/returns/${row.provider}` })) }
}

export const setHook = (ctx: Ctx, provider: HookProvider, key: string) =>
  inTransaction(ctx.db, async db => {
    const row = { key_sealed: seal(ctx, use, key.trim()), created_at: nowText(ctx.clock), created_by: ctx.actor.name, refused: 0, refused_at: null, refused_because: null }
    await db.insertInto('return_hooks').values({ provider, ...row }).onConflict(c => c.column('provider').doUpdateSet(row)).execute()
    await audit(within(ctx, { db }), { action: 'return_hooks.change', record: { kind: 'return_hook', id: provider, label: provider } })
  })

/** @throws hookNotFound */
export const removeHook = (ctx: Ctx, provider: HookProvider) =>
  inTransaction(ctx.db, async db => {
    const { numDeletedRows } = await db.deleteFrom('return_hooks').where('provider', '=', provider).executeTakeFirst()
    if (!numDeletedRows) throw hookNotFound()
    await audit(within(ctx, { db }), { action: 'return_hooks.remove', record: { kind: 'return_hook', id: provider, label: provider } })
  })
