import { hookProviders, type HookProvider } from '../../../../contracts/returns.ts'
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

export async function listHooks(ctx: Ctx) {
  const rows = await ctx.db.selectFrom('return_hooks').select(['provider', 'created_at as createdAt', 'created_by as createdBy']).execute()
  return {
    hooks: hookProviders.map(provider => {
      const row = rows.find(one => one.provider === provider)
      return { provider, url: `${publicUrl(ctx.config)}/returns/${provider}`, createdAt: row?.createdAt ?? null, createdBy: row?.createdBy ?? null }
    }),
  }
}

export const setHook = (ctx: Ctx, provider: HookProvider, key: string) =>
  inTransaction(ctx.db, async db => {
    const row = { key_sealed: seal(ctx, use, key.trim()), created_at: nowText(ctx.clock), created_by: ctx.actor.name }
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
