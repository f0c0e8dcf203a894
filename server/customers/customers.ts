import { randomUUID } from 'node:crypto'
import { isSupportedCountry } from 'libphonenumber-js'
import type { Customer, CustomerChange, NewCustomer, Tagging } from '../../contracts/customers.ts'
import { append, normalEmail, normalPhone, sift, sources, type Identifier } from '../collect/index.ts'
import { announce, appError, inTransaction, within, type Ctx } from '../platform/index.ts'
import { audit, changesBetween, type Change } from '../staff/index.ts'
import { attach, detach, ownersOf, storeCountries } from './identity/identifiers.ts'
import { tellByStaff } from './profile/reader.ts'
import { changeTags, customerById, factsOf, nameOfCustomer, whoIsNow, type Facts } from './queries.ts'

export const customerNotFound = appError('customers.not_found', 404, 'There is no customer {customerId}. It may have been deleted.')
export const customerInvalid = appError('customers.invalid', 422, '{problems}')
export const customerNameless = appError('customers.nameless', 422, 'Give at least a name, an e-mail or a phone.')
export const identifierErased = appError('customers.erased', 409, 'Whoever has this address or number asked to be erased. If they came back by themselves, release them under Privacy first.')
export const identifierTaken = appError('customers.taken', 409, '{value} is already {name}’s: /customers/{customerId}. Edit that customer, or leave it out here.')

/** The customer's profile; of one who was merged into another, that one's. */
export async function profile(ctx: Ctx, customerId: string): Promise<Customer> {
  const customer = await customerById(ctx.db, await whoIsNow(ctx.db, customerId))
  if (!customer) throw customerNotFound({ customerId })
  return customer
}

/** @throws customerNameless, customerInvalid, identifierTaken */
export async function create(ctx: Ctx, { tags = [], ...given }: NewCustomer): Promise<Customer> {
  const facts = await normal(ctx, given)
  if (!facts.name && (facts.firstName || facts.lastName)) facts.name = [facts.firstName, facts.lastName].filter(Boolean).join(' ')
  if (!facts.name && !facts.email && !facts.phone) throw customerNameless()
  return inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const now = ctx.clock.now().toString()
    const { id } = await db.insertInto('customers').values({ ...rowOf(facts), name: facts.name ?? '', tags: [...new Set(tags)], created_at: now, updated_at: now }).returning('id').executeTakeFirstOrThrow()
    await claimOwn(own, id, facts)
    await note(own, { action: 'customers.create', event: 'Customer Created', customerId: id, label: labelOf(facts), changes: changesBetween({} as typeof facts, facts) })
    return profile(own, id)
  })
}

/** @throws customerNotFound, customerInvalid, identifierTaken */
export async function edit(ctx: Ctx, customerId: string, change: CustomerChange): Promise<Customer> {
  return inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const before = await factsOf(db, customerId)
    if (!before) throw customerNotFound({ customerId })
    const facts = await normal(own, change, before)
    const changes = changesBetween(before, facts)
    if (Object.keys(changes).length) {
      await tellByStaff(db, customerId, rowOf(facts), ctx.clock.now().toString())
      await db.updateTable('customers').set({ ...rowOf(facts), updated_at: ctx.clock.now().toString() }).where('id', '=', customerId).execute()
      await giveUp(own, customerId, before, changes)
      await claimOwn(own, customerId, facts)
      await note(own, { action: 'customers.edit', event: 'Customer Updated', customerId, label: labelOf({ ...before, ...facts }), changes })
    }
    return profile(own, customerId)
  })
}

/** Adds and removes tags, set by set. Answers who really changed, tag by tag. */
export async function tag(ctx: Ctx, { customerIds, add, remove }: Tagging) {
  return inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const changed = await changeTags(db, { customerIds, add, remove, at: ctx.clock.now().toString() })
    const idsBy = (pick: (row: (typeof changed)[number]) => string[]) => (one: string) => [one, changed.filter(row => pick(row).includes(one)).map(row => row.id)] as const
    const added = Object.fromEntries(add.map(idsBy(row => row.added)))
    const removed = Object.fromEntries(remove.map(idsBy(row => row.removed)))
    if (!changed.length) return { added, removed }
    const happened = changed.flatMap(row => [...row.added.map(one => eventOf(ctx, 'Tag Added', row.id, { tag: one })), ...row.removed.map(one => eventOf(ctx, 'Tag Removed', row.id, { tag: one }))])
    await append(db, happened)
    const [only] = changed
    const record = changed.length === 1 ? { kind: 'customer', id: only!.id, label: only!.name } : { kind: 'customers', id: '', label: `${changed.length} customers` }
    await audit(own, { action: 'customers.tag', record, changes: { ...(add.length ? { added: { from: null, to: added } } : {}), ...(remove.length ? { removed: { from: removed, to: null } } : {}) } })
    await announce(db, changed.length === 1 ? { topic: 'customers', id: only!.id } : { topic: 'customers', count: changed.length })
    return { added, removed }
  })
}

const labelOf = ({ name, email, phone }: Partial<Facts>) => name || email || phone || null

const rowOf = ({ firstName, lastName, preferredChannel, preferredStoreId, ...same }: Partial<Facts>) => ({
  ...same,
  ...(firstName === undefined ? {} : { first_name: firstName }),
  ...(lastName === undefined ? {} : { last_name: lastName }),
  ...(preferredChannel === undefined ? {} : { preferred_channel: preferredChannel }),
  ...(preferredStoreId === undefined ? {} : { preferred_store_id: preferredStoreId }),
})

/** The facts as they are kept. Every field that cannot be read is told at once. */
async function normal({ db }: Ctx, given: CustomerChange, before?: Facts): Promise<Partial<Facts>> {
  const facts: Partial<Facts> = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const fields: { field: string; message: string }[] = []
  if (facts.email) {
    const email = normalEmail(facts.email)
    if (email) facts.email = email
    else fields.push({ field: 'email', message: 'Expected an e-mail address, e.g. anna@example.com.' })
  }
  if (facts.phone) {
    const phone = normalPhone(facts.phone, [facts.country ?? before?.country, ...(await storeCountries(db))])
    if (phone) facts.phone = phone
    else fields.push({ field: 'phone', message: 'Expected a phone number with its country code, e.g. +31 6 1234 5678.' })
  }
  if (facts.country && !isSupportedCountry(facts.country)) fields.push({ field: 'country', message: 'Expected a country code, e.g. NL.' })
  if (facts.preferredStoreId && !(await db.selectFrom('stores').select('id').where('id', '=', facts.preferredStoreId).executeTakeFirst())) fields.push({ field: 'preferredStoreId', message: 'Expected a store of yours.' })
  if (fields.length) throw customerInvalid({ problems: fields.map(f => f.message).join(' ') }, fields)
  return facts
}

const identifiersOf = ({ email, phone }: Partial<Facts>): Identifier[] => [...(email ? [{ kind: 'email', value: email }] : []), ...(phone ? [{ kind: 'phone', value: phone }] : [])]

/** @throws identifierTaken with the owner's id as the field `customerId`, identifierErased */
async function claimOwn(ctx: Ctx, customerId: string, facts: Partial<Facts>) {
  const identifiers = identifiersOf(facts)
  const [sifted] = await sift(ctx, [identifiers])
  if (sifted!.gone.length) throw identifierErased({}, sifted!.gone.map(({ kind }) => ({ field: kind, message: 'Whoever has this asked to be erased.' })))
  for (const { value, kind, owner } of await ownersOf(ctx, identifiers)) {
    if (owner === customerId) continue
    const name = await nameOfCustomer(ctx.db, owner)
    throw identifierTaken({ value, name, customerId: owner }, [{ field: kind, message: `This is already ${name}’s.` }, { field: 'customerId', message: owner }])
  }
  await attach(ctx, customerId, identifiers)
}

/** An address that a person corrects no longer recognises the customer. */
async function giveUp(ctx: Ctx, customerId: string, before: Facts, changes: Record<string, Change>) {
  for (const identifier of identifiersOf(before)) if (identifier.kind in changes) await detach(ctx, customerId, identifier)
}

type Noted = { action: string; event: string; customerId: string; label: string | null; changes: Record<string, Change>; properties?: Record<string, unknown> }

/** Leaves a change behind in the log and the audit log, and tells open consoles. */
export async function note(ctx: Ctx, { action, event, customerId, label, changes, properties }: Noted) {
  await append(ctx.db, [eventOf(ctx, event, customerId, properties ?? { changes })])
  await audit(ctx, { action, record: { kind: 'customer', id: customerId, label }, changes })
  await announce(ctx.db, { topic: 'customers', id: customerId })
}

const eventOf = ({ actor, clock }: Ctx, name: string, customerId: string, properties: Record<string, unknown>) => ({
  sourceId: sources.suki,
  messageId: randomUUID(),
  name,
  nodeId: customerId,
  properties,
  context: { actor: { kind: actor.kind, id: actor.id, name: actor.name } },
  occurredAt: clock.now().toString(),
})
