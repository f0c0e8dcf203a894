import type { PrivacyRules } from '../../../contracts/privacy.ts'
import { inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit, changesBetween } from '../../staff/index.ts'

const setting = 'privacy_rules'
const defaults: PrivacyRules = { orders: 'keep', dueDays: 30 }

export async function rulesOf(db: Db): Promise<PrivacyRules> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', setting).executeTakeFirst()
  return { ...defaults, ...(row?.value as Partial<PrivacyRules> | undefined) }
}

export const changeRules = (ctx: Ctx, rules: PrivacyRules): Promise<PrivacyRules> =>
  inTransaction(ctx.db, async db => {
    const before = await rulesOf(db)
    const row = { value: JSON.stringify(rules), updated_at: ctx.clock.now().toString() }
    await db.insertInto('settings').values({ name: setting, ...row }).onConflict(c => c.column('name').doUpdateSet(row)).execute()
    await audit(within(ctx, { db }), { action: 'privacy.change_rules', record: { kind: 'privacy_rules', id: setting }, changes: changesBetween(before, rules) })
    return rules
  })
