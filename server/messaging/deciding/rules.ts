import type { SendingRules } from '../../../contracts/messaging.ts'
import { inTransaction, nowText, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit, changesBetween } from '../../staff/index.ts'

const setting = 'sending_rules'
const defaults: SendingRules = { caps: [], quiet: null, sunset: null, approval: false }

export async function sendingRulesOf(db: Db): Promise<SendingRules> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', setting).executeTakeFirst()
  return { ...defaults, ...(row?.value as Partial<SendingRules> | undefined) }
}

export const changeSendingRules = (ctx: Ctx, rules: SendingRules): Promise<SendingRules> =>
  inTransaction(ctx.db, async db => {
    const before = await sendingRulesOf(db)
    const row = { value: JSON.stringify(rules), updated_at: nowText(ctx.clock) }
    await db.insertInto('settings').values({ name: setting, ...row }).onConflict(c => c.column('name').doUpdateSet(row)).execute()
    await audit(within(ctx, { db }), { action: 'messages.change_rules', record: { kind: 'sending_rules', id: setting }, changes: changesBetween(before, rules) })
    return rules
  })
