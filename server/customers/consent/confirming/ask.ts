import { sql } from 'kysely'
import { z } from 'zod'
import { languages, type Language } from '../../../../contracts/shapes.ts'
import type { Channel, ConsentSource, Proof, Purpose } from '../../../../contracts/consent.ts'
import { appError, job, type Ctx, type Db } from '../../../platform/index.ts'
import { homesOf } from '../../identity/graph/homes.ts'
import { record } from '../record.ts'
import { rulesOf } from '../rules.ts'
import { confirmationLetter } from './letter.ts'
import { addressOfConfirmation } from './link.ts'

export const noAddress = appError('consents.no_address', 409, 'There is no e-mail address to write to. Add one first.')

export type Asking = {
  nodeId: string
  /** The e-mail address to ask, as its node; the customer's own when null. */
  addressNode: string | null
  channels: Channel[]
  purposes: Purpose[]
  wordingVersion: string | null
  wordingText: string | null
  language: string | null
  source: ConsentSource
  sourceId: string | null
  toldBy: string | null
  occurredAt: string
  askedBy: string
  proof: Proof
}

/**
 * Records that somebody is asked whether it was them, and sends the letter after the commit. Who has agreed already is
 * not asked again, and with the same letter on its way no second one is sent.
 * @returns whether there was an address to ask
 */
export async function askToConfirm(ctx: Ctx, asking: Asking): Promise<boolean> {
  const { db } = ctx
  const home = (await homesOf(db, [asking.nodeId])).get(asking.nodeId)!
  const granted = await agreedTo(db, home.customerId, asking)
  const purposes = asking.purposes.filter(purpose => !granted.has(purpose))
  if (!purposes.length) return true
  await record(ctx, asking.channels.flatMap(channel => purposes.map(purpose => ({ ...asking, channel, purpose, decision: 'pending' as const }))))
  const address = asking.addressNode ?? (await ownAddress(db, home.customerId))
  if (!address) return false
  if (await isUnderWay(ctx, address, purposes)) return true
  const { confirmWithinDays } = await rulesOf(db)
  const now = ctx.clock.now()
  const { id } = await db.insertInto('consent_confirmations').values({
    node_id: address, customer_id: home.known ? home.customerId : null, store_id: await storeOf(db, asking.sourceId), channels: asking.channels, purposes, wording_version: asking.wordingVersion, language: await languageOf(db, home.customerId, asking.language),
    asked_by: asking.askedBy, asked_at: now.toString(), expires_at: now.add({ hours: 24 * confirmWithinDays }).toString(),
  }).returning('id').executeTakeFirstOrThrow()
  await sendConfirmation.later(db, { confirmationId: id }, { key: `confirm ${id}` })
  return true
}

async function agreedTo(db: Db, customerId: string, { channels }: Asking): Promise<Set<string>> {
  const rows = await db.selectFrom('consent_states').select('purpose').where('customer_id', '=', customerId).where('channel', 'in', channels).where('state', '=', 'granted').execute()
  return new Set(rows.map(row => row.purpose))
}

const isUnderWay = async ({ db, clock }: Ctx, address: string, purposes: string[]) =>
  (await sql`select from consent_confirmations where node_id = ${address} and confirmed_at is null and expires_at > ${clock.now().toString()}::timestamptz
    and asked_at > ${clock.now().subtract({ hours: 1 }).toString()}::timestamptz and purposes @> ${purposes}::text[]`.execute(db)).rows.length > 0

async function ownAddress(db: Db, customerId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select i.id from customers as c join customer_identifiers as i on i.kind = 'email' and i.value = c.email where c.id = ${customerId}`.execute(db)
  return rows[0]?.id ?? null
}

/** The store that the source belongs to, else the first: in whose name the letter speaks. */
async function storeOf(db: Db, sourceId: string | null): Promise<string | null> {
  const own = sourceId ? (await db.selectFrom('sources').select('store_id').where('id', '=', sourceId).executeTakeFirst())?.store_id : null
  return own ?? (await db.selectFrom('stores').select('id').orderBy('created_at').limit(1).executeTakeFirst())?.id ?? null
}

async function languageOf(db: Db, customerId: string, told: string | null): Promise<Language> {
  const known = (await db.selectFrom('customers').select('language').where('id', '=', customerId).executeTakeFirst())?.language
  return spokenHere(told) ?? spokenHere(known) ?? 'en'
}

/** `nl-BE` is nl; `tl` is what Filipino is called in browsers. */
const spokenHere = (tag: string | null | undefined): Language | undefined => {
  const first = tag?.toLowerCase().split('-')[0]
  return languages.find(language => language === (first === 'tl' ? 'fil' : first))
}

/** Sends the letter, unless it was answered, has run out, or the address is gone meanwhile. */
export const sendConfirmation = job('consents.send_confirmation', z.object({ confirmationId: z.uuid() }), async (ctx, { confirmationId }) => {
  const { rows } = await sql<{ email: string; language: Language; text: string | null; name: string | null; shop: string }>`
    select i.value as email, x.language, w.text, nullif(c.name, '') as name, coalesce(s.name, '') as shop
    from consent_confirmations as x join customer_identifiers as i on i.id = x.node_id left join customers as c on c.id = i.customer_id left join stores as s on s.id = x.store_id
    left join consent_wordings as v on v.version = x.wording_version left join consent_wording_texts as w on w.wording_id = v.id and w.language = x.language
    where x.id = ${confirmationId} and x.confirmed_at is null and x.sent_at is null and x.expires_at > ${ctx.clock.now().toString()}::timestamptz`.execute(ctx.db)
  if (!rows[0]) return
  await ctx.mail.send(confirmationLetter(rows[0], addressOfConfirmation(ctx, confirmationId)))
  await ctx.db.updateTable('consent_confirmations').set({ sent_at: ctx.clock.now().toString() }).where('id', '=', confirmationId).execute()
})
