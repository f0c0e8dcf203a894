import { z } from 'zod'
import type { Ctx } from '../../platform/index.ts'
import { defaultPolicy, type Policy } from './policy.ts'

const Kind = z.object({ limit: z.int().min(1), priority: z.int().min(0).max(99) })
/** What a company set otherwise than the defaults. */
export const PolicySetting = z.object({ kinds: z.record(z.string(), Kind).default({}), blocked: z.array(z.string()).default([]) })
export type PolicySetting = z.output<typeof PolicySetting>

export const policyOf = ({ kinds, blocked }: PolicySetting): Policy => ({
  kinds: { ...defaultPolicy.kinds, ...kinds },
  other: defaultPolicy.other,
  blocked: blocked.length ? new RegExp(`${defaultPolicy.blocked.source}|^(${blocked.map(value => RegExp.escape(value)).join('|')})$`, 'i') : defaultPolicy.blocked,
})

export async function policySetting({ db }: Pick<Ctx, 'db'>): Promise<PolicySetting> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', 'identity_policy').executeTakeFirst()
  return PolicySetting.parse(row?.value ?? {})
}

/** How identifiers behave in this company; see docs/identity.md. */
export const identityPolicy = async (ctx: Pick<Ctx, 'db'>): Promise<Policy> => policyOf(await policySetting(ctx))
