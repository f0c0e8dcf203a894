import { channels, type Channel, type ConsentRules, type Purpose } from '../../../contracts/consent.ts'
import { inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit, changesBetween } from '../../staff/index.ts'

const setting = 'consent_rules'

/** Messages about an order may be sent unless somebody said no; everything else needs a yes. */
const defaults: ConsentRules = { assumed: Object.fromEntries(channels.map(channel => [channel, ['service']])) as Record<Channel, Purpose[]>, doubleOptIn: false, confirmWithinDays: 7 }

export async function rulesOf(db: Db): Promise<ConsentRules> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', setting).executeTakeFirst()
  return { ...defaults, ...(row?.value as Partial<ConsentRules> | undefined) }
}

export const changeRules = (ctx: Ctx, rules: ConsentRules): Promise<ConsentRules> =>
  inTransaction(ctx.db, async db => {
    const before = await rulesOf(db)
    const row = { value: JSON.stringify(rules), updated_at: ctx.clock.now().toString() }
    await db.insertInto('settings').values({ name: setting, ...row }).onConflict(c => c.column('name').doUpdateSet(row)).execute()
    await audit(within(ctx, { db }), { action: 'consents.change_rules', record: { kind: 'consent_rules', id: setting }, changes: changesBetween(before, rules) })
    return rules
  })
