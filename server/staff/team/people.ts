import type { Person } from '../../../contracts/staff.ts'
import type { Role } from '../../../contracts/permissions.ts'
import { appError, inTransaction, nowText, pageOf, within, type Caller, type Ctx } from '../../platform/index.ts'
import { audit } from '../audit.ts'
import { withPassword } from '../signin/attempts.ts'
import { authOf, refusing } from '../signin/auth.ts'
import { sessionOf, type Browser } from '../signin/browser.ts'
import { endSessions, peopleByName, personById, personForChange, setDeactivated, setRole, type PersonRow } from './queries.ts'

export const noSuchPerson = appError('staff.not_found', 404, 'There is no such person.')
export const ownerStays = appError('staff.owner_stays', 409, 'The owner keeps role and access. Ownership has to be transferred first.')
export const notYourself = appError('staff.not_yourself', 409, 'You cannot change your own role or access. Ask another admin.')
export const onlyOwner = appError('staff.only_owner', 403, 'Only the owner can transfer ownership.')
export const notActive = appError('staff.not_active', 409, 'This person is deactivated. Let them in again first.')
export const wrongPassword = appError('auth.wrong_password', 400, 'The password is not right.')

export async function listStaff(ctx: Ctx, query: { limit: number; after?: string | undefined; search?: string | undefined }) {
  const { items, next } = pageOf(await peopleByName(ctx.db, query), query.limit, row => [row.name, row.id])
  return { items: items.map(personOf), next }
}

export const changeRole = (ctx: Ctx, caller: Caller, { staffId, role }: { staffId: string; role: Role }) =>
  change(ctx, caller, staffId, async (own, person) => {
    await setRole(own.db, { id: staffId, role })
    await audit(own, { action: 'staff.change_role', record: recordOf(person), changes: { role: { from: person.role, to: role } } })
  })

/** Ends a person's access at once: sessions are gone, API keys stop working. What they did stays. */
export const deactivate = (ctx: Ctx, caller: Caller, staffId: string) =>
  change(ctx, caller, staffId, async (own, person) => {
    await setDeactivated(own.db, { id: staffId, at: nowText(ctx.clock), by: caller.staffId })
    await endSessions(own.db, staffId)
    await audit(own, { action: 'staff.deactivate', record: recordOf(person) })
  })

export const reactivate = (ctx: Ctx, caller: Caller, staffId: string) =>
  change(ctx, caller, staffId, async (own, person) => {
    await setDeactivated(own.db, { id: staffId, at: null, by: null })
    await audit(own, { action: 'staff.reactivate', record: recordOf(person) })
  })

/** The owner hands over and becomes admin. There is an owner at every moment. */
export async function transferOwnership(ctx: Ctx, caller: Caller, browser: Browser, { staffId, password }: { staffId: string; password: string }): Promise<Person> {
  sessionOf(caller)
  if (caller.role !== 'owner') throw onlyOwner()
  if (staffId === caller.staffId) throw notYourself()
  await withPassword(ctx, browser, caller.staffId, () => authOf(ctx).api.verifyPassword({ body: { password }, headers: browser.headers }).catch(refusing({ '*': wrongPassword })))
  return inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const person = (await personForChange(db, staffId)) ?? refuse(noSuchPerson())
    if (person.deactivated_at) throw notActive()
    await setRole(db, { id: caller.staffId, role: 'admin' })
    await setRole(db, { id: staffId, role: 'owner' })
    await audit(own, { action: 'staff.transfer_ownership', record: recordOf(person), changes: { role: { from: person.role, to: 'owner' }, owner: { from: caller.name, to: person.name } } })
    return personOf((await personById(db, staffId))!)
  })
}

async function change(ctx: Ctx, caller: Caller, staffId: string, work: (ctx: Ctx, person: PersonRow) => Promise<void>): Promise<Person> {
  if (staffId === caller.staffId) throw notYourself()
  return inTransaction(ctx.db, async db => {
    const person = (await personForChange(db, staffId)) ?? refuse(noSuchPerson())
    if (person.role === 'owner') throw ownerStays()
    await work(within(ctx, { db }), person)
    return personOf((await personById(db, staffId))!)
  })
}

function refuse(error: Error): never {
  throw error
}

const recordOf = ({ id, name }: PersonRow) => ({ kind: 'staff', id, label: name })

const personOf = (row: PersonRow): Person => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role as Role,
  twoFactor: row.two_factor_enabled,
  seenAt: row.seen_at,
  createdAt: row.created_at,
  deactivatedAt: row.deactivated_at,
})
