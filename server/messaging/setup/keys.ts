import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import type { DkimKey, DnsCheck, SendingDomain } from '../../../contracts/sending-setup.ts'
import { appError, inTransaction, nowText, seal, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { checkDkim, dkimRecord } from './dns/check.ts'
import type { Look } from './dns/resolve.ts'
import { domainOf, domainRow, type Row } from './domains.ts'

const keyNotFound = appError('sending.key_not_found', 404, 'There is no such key.')
const keyWaits = appError('sending.key_waits', 409, 'A new key waits for its record already. Publish it, or drop it first.')
const keyRests = appError('sending.key_rests', 409, 'Mails on their way are checked with this key. It can be forgotten from {day} on.')

/** How long the record of a key must stay that signs no more: mails are tried for five days, and checked again when they are passed on. */
export const restDays = 7

const makeKeys = promisify(generateKeyPair)

/** RSA of 2048 bits: every receiver can check it (RFC 8301), Ed25519 not yet. */
export async function makeKeyPair(ctx: Ctx): Promise<{ public_key: string; private_key_sealed: Buffer }> {
  const { publicKey, privateKey } = await makeKeys('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } })
  return { public_key: publicKey.toString('base64'), private_key_sealed: seal(ctx, 'dkim', privateKey) }
}

/** Named by the month, so that a later key stands beside it; within one month by letters. */
export function selectorOf(now: string, taken: string[] = []): string {
  const month = `suki${now.slice(0, 7).replace('-', '')}`
  return [month, ...Array.from('bcdefghijklmnopqrstuvwxyz', letter => month + letter)].find(name => !taken.includes(name)) ?? `${month}z${taken.length}`
}

type KeyRow = { id: string; domainId: string; selector: string; publicKey: string; createdAt: string; createdBy: string; retiredAt: string | null; check: DnsCheck | null }

const rowsOf = async (db: Db, domainIds: string[]): Promise<KeyRow[]> => (await sql<KeyRow>`
  select id, domain_id as "domainId", selector, public_key as "publicKey", created_at as "createdAt", created_by as "createdBy", retired_at as "retiredAt", found as check
  from dkim_keys where domain_id = any(${domainIds}::uuid[]) order by retired_at is null desc, retired_at desc, id`.execute(db)).rows

const removableAt = (retiredAt: string) => Temporal.Instant.from(retiredAt).add({ hours: restDays * 24 })

/** Keys beside those that sign, by domain. */
export async function keysOf(db: Db, domains: Pick<Row, 'id' | 'domain'>[], now: Temporal.Instant): Promise<Map<string, DkimKey[]>> {
  const rows = await rowsOf(db, domains.map(one => one.id))
  const names = new Map(domains.map(one => [one.id, one.domain]))
  const keys = rows.map(({ domainId, publicKey, ...row }) => {
    const until = row.retiredAt === null ? null : removableAt(row.retiredAt)
    const state: DkimKey['state'] = until === null ? 'waiting' : Temporal.Instant.compare(now, until) < 0 ? 'resting' : 'retired'
    const { priority: _, ...record } = dkimRecord({ selector: row.selector, domain: names.get(domainId)!, publicKey })
    return { domainId, key: { ...row, state, record, removableAt: until?.toString() ?? null } }
  })
  return new Map([...Map.groupBy(keys, one => one.domainId)].map(([id, all]) => [id, all.map(one => one.key)]))
}

/** Makes the key that will sign next. @throws domainNotFound, keyWaits */
export async function createKey(ctx: Ctx, domainId: string): Promise<SendingDomain> {
  const pair = await makeKeyPair(ctx)
  return inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const domain = await domainRow(db, domainId)
    const taken = [domain.selector, ...(await rowsOf(db, [domainId])).map(row => row.selector)]
    const now = nowText(ctx.clock)
    const selector = selectorOf(now, taken)
    const made = await db.insertInto('dkim_keys').values({ domain_id: domainId, selector, ...pair, created_at: now, created_by: ctx.actor.name }).onConflict(c => c.doNothing()).returning('id').executeTakeFirst()
    if (!made) throw keyWaits()
    await audit(own, { action: 'sending.create_key', record: { kind: 'sending_domain', id: domainId, label: domain.domain }, changes: { selector: { from: null, to: selector } } })
    return domainOf(own, domainId)
  })
}

/** A person says that it signs from now on. @throws domainNotFound, keyNotFound */
export const useKey = (ctx: Ctx, { domainId, keyId }: { domainId: string; keyId: string }): Promise<SendingDomain> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const domain = await domainRow(db, domainId)
    const key = (await keysOf(db, [domain], ctx.clock.now())).get(domainId)?.find(one => one.id === keyId && one.state === 'waiting')
    if (!key) throw keyNotFound()
    // What the last look found, and where there was none, that its record is missing.
    await signWith(own, domain, keyId, key.check ?? { kind: 'dkim', state: 'missing', found: [], problems: [{ code: 'dkim_missing', about: null }], add: { ...key.record, priority: null } })
    return domainOf(own, domainId)
  })

/** @throws domainNotFound, keyNotFound, keyRests */
export const removeKey = (ctx: Ctx, { domainId, keyId }: { domainId: string; keyId: string }): Promise<SendingDomain> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const domain = await domainRow(db, domainId)
    const key = (await keysOf(db, [domain], ctx.clock.now())).get(domainId)?.find(one => one.id === keyId)
    if (!key) throw keyNotFound()
    if (key.state === 'resting') throw keyRests({ day: key.removableAt!.slice(0, 10) })
    await forget(own, domain, key)
    return domainOf(own, domainId)
  })

type Seen = { id: string; check: DnsCheck }[]

/** What the DNS says of the keys beside the one that signs. */
export async function lookForKeys(db: Db, look: Look, { id, domain }: Pick<Row, 'id' | 'domain'>): Promise<Seen> {
  const rows = await rowsOf(db, [id])
  return Promise.all(rows.map(async row => ({ id: row.id, check: await checkDkim(look, { selector: row.selector, domain, publicKey: row.publicKey }) })))
}

/** A key whose record is seen takes the place of the one that signs; one that may go, and whose record is gone, is forgotten. */
export async function settleKeys(ctx: Ctx, domain: Row, seen: Seen): Promise<void> {
  for (const { id, check } of seen) {
    await ctx.db.updateTable('dkim_keys').set({ found: JSON.stringify(check) }).where('id', '=', id).execute()
    const key = (await keysOf(ctx.db, [domain], ctx.clock.now())).get(domain.id)?.find(one => one.id === id)
    if (key?.state === 'waiting' && (check.state === 'good' || check.state === 'advice')) await signWith(ctx, domain, id, check)
    if (key?.state === 'retired' && check.state === 'missing') await forget(ctx, domain, key)
  }
}

/** The private half of the key that signed is destroyed; its public half stays known until its record may go. */
async function signWith(ctx: Ctx, domain: Row, keyId: string, check: DnsCheck): Promise<void> {
  const now = nowText(ctx.clock)
  // Whoever else looks at the same moment waits here, and then finds no key waiting.
  await sql`select from sending_domains where id = ${domain.id} for update`.execute(ctx.db)
  const { rows: [next] } = await sql<{ selector: string; publicKey: string; sealed: Buffer }>`
    delete from dkim_keys where id = ${keyId} and domain_id = ${domain.id} and retired_at is null returning selector, public_key as "publicKey", private_key_sealed as sealed`.execute(ctx.db)
  if (!next) return
  const { rows: [before] } = await sql<{ selector: string }>`
    insert into dkim_keys (domain_id, selector, public_key, created_at, created_by, retired_at)
    select id, selector, public_key, coalesce(signs_since, created_at), created_by, ${now} from sending_domains where id = ${domain.id} returning selector`.execute(ctx.db)
  await sql`
    update sending_domains as d set selector = ${next.selector}, public_key = ${next.publicKey}, private_key_sealed = ${next.sealed}, signs_since = ${now},
      checks = (select jsonb_agg(case when one ->> 'kind' = 'dkim' then ${JSON.stringify(check)}::jsonb else one end) from jsonb_array_elements(d.checks) as one) where id = ${domain.id}`.execute(ctx.db)
  await audit(ctx, { action: 'sending.use_key', record: { kind: 'sending_domain', id: domain.id, label: domain.domain }, changes: { selector: { from: before!.selector, to: next.selector } } })
}

async function forget(ctx: Ctx, domain: Row, key: DkimKey): Promise<void> {
  await ctx.db.deleteFrom('dkim_keys').where('id', '=', key.id).execute()
  await audit(ctx, { action: 'sending.remove_key', record: { kind: 'sending_domain', id: domain.id, label: domain.domain }, changes: { selector: { from: key.selector, to: null } } })
}
