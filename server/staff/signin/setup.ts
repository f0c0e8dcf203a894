import { hashPassword } from 'better-auth/crypto'
import type { Language } from '../../../contracts/shapes.ts'
import { appError, inTransaction, within, type Ctx } from '../../platform/index.ts'
import { audit } from '../audit.ts'
import type { Browser } from './browser.ts'
import { insertPerson, ownerOf } from './queries.ts'
import { actingAs, signIn, type Step } from './sign-in.ts'

export const alreadySetUp = appError('staff.already_set_up', 409, 'Suki has its owner already. Sign in, or ask the owner for an invitation.')

export type Newcomer = { name: string; email: string; password: string; language: Language; timeZone: string }

export const isSetUp = async (ctx: Ctx): Promise<boolean> => Boolean(await ownerOf(ctx.db))

/** The first run: creates the owner and signs them in. @throws alreadySetUp, also for the slower of two at once */
export async function setUp(ctx: Ctx, browser: Browser, newcomer: Newcomer): Promise<Step> {
  if (await isSetUp(ctx)) throw alreadySetUp()
  await createOwner(ctx, newcomer)
  return signIn(ctx, browser, newcomer)
}

/** For unattended set-up and the demo: creates the owner unless there is one. @returns whether it was created */
export async function ensureOwner(ctx: Ctx, { email, password, name = 'Owner', language = 'en', timeZone = 'UTC' }: { email: string; password: string; name?: string; language?: Language; timeZone?: string }): Promise<{ staffId: string; created: boolean }> {
  const owner = await ownerOf(ctx.db)
  if (owner) return { staffId: owner.id, created: false }
  try {
    return { staffId: await createOwner(ctx, { email: email.toLowerCase(), password, name, language, timeZone }), created: true }
  } catch (error) {
    const other = await ownerOf(ctx.db)
    if (other) return { staffId: other.id, created: false }
    throw error
  }
}

async function createOwner(ctx: Ctx, { password, ...person }: Newcomer): Promise<string> {
  const passwordHash = await hashPassword(password)
  return inTransaction(ctx.db, async db => {
    const staffId = await insertPerson(db, { ...person, role: 'owner', passwordHash }).catch(refuseSecond)
    await audit(await actingAs(within(ctx, { db }), staffId), { action: 'staff.set_up', record: { kind: 'staff', id: staffId, label: person.name } })
    return staffId
  })
}

function refuseSecond(error: Error & { code?: string }): never {
  throw error.code === '23505' ? alreadySetUp() : error
}
