import { randomBytes } from 'node:crypto'
import { readAll } from '../server/collect/index.ts'
import { allReaders } from '../server/modules.ts'
import { ensureOwner } from '../server/staff/index.ts'
import { openDemoShop } from '../server/demo-shop/index.ts'
import { requestScores } from '../server/segments/index.ts'
import { inTransaction, within, type Actor, type Ctx } from '../server/platform/index.ts'
import { fill } from './fill.ts'
import { demoStory, type Story } from './story/story.ts'

const maria = { name: 'Maria Cruz', email: 'maria@example.com', password: 'corner-shop' }

/**
 * Fills an empty instance with two years of the Corner Shops up to now, and makes their owner.
 * An instance with stores, customers or orders is left as it is; killed halfway, nothing was written.
 * @returns how the owner signs in, when she was made here
 */
export const fillWithDemo = (ctx: Ctx): Promise<{ email: string; password: string } | undefined> => fillEmpty(ctx, demoStory)

export async function fillEmpty(ctx: Ctx, tell: (now: Temporal.Instant) => Story): Promise<{ email: string; password: string } | undefined> {
  const told = await inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    if (!(await isEmpty(own))) return undefined
    const signIn = ownerFor(own)
    const { staffId, created } = await ensureOwner(own, { ...signIn, timeZone: 'Europe/Amsterdam' })
    const owner = await db.selectFrom('staff').select('name').where('id', '=', staffId).executeTakeFirst()
    const teller: Actor = { kind: 'staff', id: staffId, name: owner?.name ?? signIn.name }
    await fill(own, tell(ctx.clock.now()), teller)
    await openDemoShop(within(own, { actor: teller }))
    return { owner: created ? { email: signIn.email, password: signIn.password } : undefined }
  })
  // Whatever follows the log has read the story before anybody looks.
  if (told) await readAll(ctx, allReaders())
  if (told) await requestScores(ctx, 'night')
  return told?.owner
}

/** The owner that the settings name, else Maria. Her password is well known only where nobody else can reach it. */
function ownerFor({ config }: Ctx) {
  const password = config.ownerPassword ?? (['127.0.0.1', 'localhost', '::1'].includes(config.host) ? maria.password : randomBytes(12).toString('base64url'))
  return { ...maria, password, ...(config.ownerEmail ? { email: config.ownerEmail, name: 'Owner' } : {}) }
}

/** Whether there is no store, customer or order yet. */
export async function isEmpty({ db }: Ctx): Promise<boolean> {
  const found = await Promise.all((['stores', 'customers', 'orders'] as const).map(table => db.selectFrom(table).select('id').limit(1).executeTakeFirst()))
  return found.every(row => row === undefined)
}
