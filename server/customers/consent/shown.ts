import { sql } from 'kysely'
import { channels, purposes, type ConsentCell, type ConsentEntry } from '../../../contracts/consent.ts'
import { fromCursor, pageOf, type Ctx, type Db } from '../../platform/index.ts'
import { customerNotFound } from '../customers.ts'
import { customerExists } from '../queries.ts'
import { mayContact } from './may-contact.ts'
import { restrictionOf } from './stops/restrictions.ts'
import { suppressionsOf } from './stops/suppressions.ts'
import { textsOf } from './wordings.ts'

/** May we contact this customer? Every channel and purpose, why, and what stands in the way. @throws customerNotFound */
export async function consentsOf(ctx: Ctx, customerId: string) {
  const { db } = ctx
  if (!(await customerExists(db, customerId))) throw customerNotFound({ customerId })
  const states = await db.selectFrom('consent_states').select(['channel', 'purpose', 'state', 'occurred_at as at']).where('customer_id', '=', customerId).execute()
  const cells = await Promise.all(channels.flatMap(channel => purposes.map(async (purpose): Promise<ConsentCell> => {
    const { may, reason, consentId } = (await mayContact(ctx, { customerIds: [customerId], channel, purpose })).get(customerId)!
    const state = states.find(s => s.channel === channel && s.purpose === purpose)
    return { channel, purpose, may, reason, consentId, state: (state?.state as ConsentCell['state']) ?? null, at: state?.at ?? null }
  })))
  const { count } = await db.selectFrom('consents').select(e => e.fn.countAll<number>().as('count')).where('customer_id', '=', customerId).executeTakeFirstOrThrow()
  return { cells, restriction: await restrictionOf(db, customerId), suppressions: await suppressionsOf(db, customerId), entries: Number(count), confirmation: await openConfirmation(ctx, customerId) }
}

async function openConfirmation({ db, clock }: Ctx, customerId: string) {
  const row = await db.selectFrom('consent_confirmations').select(['asked_at as askedAt', 'expires_at as expiresAt']).where('customer_id', '=', customerId)
    .where('confirmed_at', 'is', null).where('expires_at', '>', clock.now().toString()).orderBy('asked_at', 'desc').limit(1).executeTakeFirst()
  return row ?? null
}

type Wanted = { customerId: string; limit: number; after?: string | undefined; channel?: string | undefined; purpose?: string | undefined }

/** The ledger of a customer, the latest first. */
export async function historyOf({ db }: Ctx, { customerId, limit, after, channel, purpose }: Wanted) {
  const rows = await entriesWhere(db, { customerId, channel, purpose, limit: limit + 1, from: fromCursor(after, 2) })
  const textOf = await textsOf(db, rows.map(row => ({ version: row.wordingVersion, language: row.language })))
  const { items, next } = pageOf(rows, limit, row => [row.key, row.seq])
  return { items: items.map(({ key: _, seq: __, ...entry }) => ({ ...entry, wordingText: entry.wordingText ?? textOf(entry.wordingVersion, entry.language) })), next }
}

async function entriesWhere(db: Db, { customerId, channel, purpose, limit, from }: Omit<Wanted, 'after'> & { from: (string | number | null)[] | undefined }): Promise<(ConsentEntry & { key: string; seq: number })[]> {
  const { rows } = await sql<ConsentEntry & { key: string; seq: number }>`
    select e.id, e.channel, e.purpose, e.decision, e.source, s.name as "sourceName", e.wording_version as "wordingVersion", e.wording_text as "wordingText", e.language,
      e.occurred_at as "occurredAt", e.recorded_at as "recordedAt", e.proof, h.consent_id is not null as decides, e.occurred_at::text as key, e.seq
    from consents as e left join sources as s on s.id = e.source_id left join consent_states as h on h.customer_id = e.customer_id and h.channel = e.channel and h.purpose = e.purpose and h.consent_id = e.id
    where e.customer_id = ${customerId} and ${channel ? sql`e.channel = ${channel}` : sql`true`} and ${purpose ? sql`e.purpose = ${purpose}` : sql`true`}
      and ${from ? sql`(e.occurred_at, e.seq) < (${from[0]}::timestamptz, ${from[1]}::bigint)` : sql`true`}
    order by e.occurred_at desc, e.seq desc limit ${limit}`.execute(db)
  return rows
}
