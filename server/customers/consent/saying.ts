import { hash } from 'node:crypto'
import type { z } from 'zod'
import type { ConsentToRecord, Decision, recordConsent } from '../../../contracts/consent.ts'
import { uuidOf } from '../../collect/index.ts'
import { appError, inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { customerNotFound } from '../customers.ts'
import { homesOf } from '../identity/graph/homes.ts'
import { recogniseCustomers } from '../identity/recognise.ts'
import { nameOfCustomer } from '../queries.ts'
import { askToConfirm, noAddress } from './confirming/ask.ts'
import { record, type Said } from './record.ts'
import { tellConsents } from './tell.ts'
import { textsOf } from './wordings.ts'

export const saidInFuture = appError('consents.in_future', 422, 'Nobody has agreed in the future: {at}.')

/** A person of the team notes what a customer said. @throws customerNotFound, saidInFuture */
export const recordByStaff = (ctx: Ctx, customerId: string, { channels, purposes, decision, reason, occurredAt, ...read }: z.output<typeof recordConsent.body>) =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const home = await knownHome(db, customerId)
    const at = pastOf(ctx, occurredAt)
    const [wordingVersion, language] = [read.wordingVersion ?? null, read.language ?? null]
    const wordingText = (await textsOf(db, [{ version: wordingVersion, language }]))(wordingVersion, language)
    const said = channels.flatMap(channel => purposes.map((purpose): Said => ({
      nodeId: home, channel, purpose, decision, source: ctx.actor.kind === 'key' ? 'api' : 'staff', wordingVersion, wordingText, language, occurredAt: at, proof: { reason, staff: ctx.actor.name },
    })))
    const recorded = await record(own, said)
    await tellConsents(own, recorded, 'staff')
    await audit(own, { action: 'consents.record', record: { kind: 'customer', id: home, label: await nameOfCustomer(db, home) }, changes: { ...decided(said), reason: { from: null, to: reason } } })
    return { recorded: recorded.length }
  })

const decided = (said: { channel: string; purpose: string; decision: Decision }[]) => Object.fromEntries(said.map(({ channel, purpose, decision }) => [`${channel}.${purpose}`, { from: null, to: decision }]))

/** Sends the letter that asks whether it was them. @throws customerNotFound, noAddress */
export const ask = (ctx: Ctx, customerId: string, { purposes, wordingVersion, language }: { purposes: Said['purpose'][]; wordingVersion?: string | undefined; language?: string | undefined }) =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const home = await knownHome(db, customerId)
    const proof = { staff: ctx.actor.name }
    const asked = await askToConfirm(own, { nodeId: home, addressNode: null, channels: ['email'], purposes, wordingVersion: wordingVersion ?? null, wordingText: null, language: language ?? null, source: 'staff', sourceId: null, toldBy: null, occurredAt: ctx.clock.now().toString(), askedBy: ctx.actor.name, proof })
    if (!asked) throw noAddress()
    await audit(own, { action: 'consents.ask', record: { kind: 'customer', id: home, label: await nameOfCustomer(db, home) }, changes: { purposes: { from: null, to: purposes } } })
  })

/** The customer that this id means today. @throws customerNotFound */
async function knownHome(db: Db, customerId: string): Promise<string> {
  const home = (await homesOf(db, [customerId])).get(customerId)
  if (!home?.known) throw customerNotFound({ customerId })
  return home.customerId
}

/** Clocks of tills differ by some minutes. @throws saidInFuture */
function pastOf({ clock }: Ctx, given: string | undefined): string {
  const now = clock.now()
  if (!given) return now.toString()
  if (Temporal.Instant.compare(given, now.add({ minutes: 10 })) > 0) throw saidInFuture({ at: given }, [{ field: 'occurredAt', message: 'This lies in the future.' }])
  return given
}

/** What a shop, a till, a form or a file took, with its proof. `row`: where it stands, so that the same is taken once. */
export type Taken = Omit<ConsentToRecord, 'proof'> & { proof: Said['proof']; row?: string }

/**
 * Records what others took. Whom nobody knows becomes a customer.
 * @returns the customer of each, null where nobody was named or the person was erased
 */
export async function recordTaken(ctx: Ctx, taken: Taken[], source: 'api' | 'import'): Promise<{ recorded: number; customerIds: (string | null)[] }> {
  const byId = await homesOf(ctx.db, taken.map(one => one.customer.id ?? null))
  const people = taken.map(({ customer: { id, ...person }, occurredAt, language }) => (id ? {} : { ...person, language, since: occurredAt }))
  const recognised = await recogniseCustomers(ctx, people)
  const nodes = taken.map(({ customer }, i) => (customer.id ? (byId.get(customer.id)?.known ? customer.id : null) : (recognised[i]?.nodeId ?? null)))
  const textOf = await textsOf(ctx.db, taken.map(one => ({ version: one.wordingVersion ?? null, language: one.language ?? null })))
  const said = taken.flatMap((one, i) => (nodes[i] ? saidBy(ctx, one, nodes[i], source, textOf) : []))
  const recorded = await record(ctx, said)
  await tellConsents(ctx, recorded, source)
  return { recorded: recorded.length, customerIds: taken.map(({ customer }, i) => (nodes[i] ? (customer.id ? byId.get(customer.id)!.customerId : recognised[i]!.customerId) : null)) }
}

function saidBy(ctx: Ctx, { channels, purposes, decision, occurredAt, wordingText, proof, row, ...read }: Taken, nodeId: string, source: Said['source'], textOf: (version: string | null, language: string | null) => string | null): Said[] {
  const [wordingVersion, language] = [read.wordingVersion ?? null, read.language ?? null]
  const toldBy = row ? uuidOf(hash('sha256', row, 'hex')) : null
  const at = pastOf(ctx, occurredAt)
  return channels.flatMap(channel => purposes.map(purpose => ({ nodeId, channel, purpose, decision, source, toldBy, wordingVersion, wordingText: wordingText ?? textOf(wordingVersion, language), language, occurredAt: at, proof: source === 'api' ? { ...proof, staff: ctx.actor.name } : proof })))
}

/** @throws saidInFuture */
export const recordByApi = (ctx: Ctx, taken: ConsentToRecord[]) =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const answer = await recordTaken(own, taken, 'api')
    const [only] = answer.customerIds
    const record = taken.length === 1 && only ? { kind: 'customer', id: only, label: await nameOfCustomer(db, only) } : { kind: 'customers', id: '', label: `${taken.length} consents` }
    await audit(own, { action: 'consents.record', record, changes: { consents: { from: null, to: answer.recorded } } })
    return answer
  })
