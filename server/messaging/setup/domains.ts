import { sql } from 'kysely'
import { z } from 'zod'
import type { DnsCheck, SendingDomain } from '../../../contracts/sending-setup.ts'
import { appError, inTransaction, job, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit, changesBetween, publicUrl } from '../../staff/index.ts'
import { checkDomain, dkimRecord } from './dns/check.ts'
import { lookAt, type Look } from './dns/resolve.ts'
import { keysOf, lookForKeys, makeKeyPair, selectorOf, settleKeys } from './keys.ts'

export const domainNotFound = appError('sending.domain_not_found', 404, 'There is no such sending domain.')
const domainExists = appError('sending.domain_exists', 409, 'This domain is there already.')
const bounceElsewhere = appError('sending.bounce_domain_elsewhere', 400, 'Bounces go to the domain itself or below it, e.g. bounce.{domain}: else receivers do not count it as yours (DMARC).')

export type Row = Omit<SendingDomain, 'checks' | 'keys'> & { checks: DnsCheck[] | null; publicKey: string }

async function rowsWhere(db: Db, id?: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select d.id, d.domain, d.selector, d.signs_since as "signsSince", d.public_key as "publicKey", d.bounce_domain as "bounceDomain", d.checks, d.checked_at as "checkedAt", d.created_at as "createdAt", d.created_by as "createdBy",
      (select count(*)::int from senders as s where s.archived_at is null and (split_part(lower(s.email), '@', 2) = d.domain or split_part(lower(s.email), '@', 2) like '%.' || d.domain)) as senders
    from sending_domains as d where ${id ?? null}::uuid is null or d.id = ${id ?? null} order by d.domain limit 500`.execute(db)
  return rows
}

/** Before the first look there is one thing to say: the key to publish. */
async function shape({ db, clock }: Ctx, rows: Row[]): Promise<SendingDomain[]> {
  const keys = await keysOf(db, rows, clock.now())
  return rows.map(({ publicKey, ...row }) => ({ ...row, keys: keys.get(row.id) ?? [], checks: row.checks ?? [{ kind: 'dkim', state: 'missing', found: [], problems: [], add: dkimRecord({ ...row, publicKey }) }] }))
}

export const listDomains = async (ctx: Ctx) => ({ items: await shape(ctx, await rowsWhere(ctx.db)) })

/** @throws domainNotFound */
export async function domainRow(db: Db, id: string): Promise<Row> {
  const [row] = await rowsWhere(db, id)
  if (!row) throw domainNotFound()
  return row
}

/** @throws domainNotFound */
export const domainOf = async (ctx: Ctx, id: string): Promise<SendingDomain> => (await shape(ctx, [await domainRow(ctx.db, id)]))[0]!

/** Adds a domain and makes its key, which signs at once: a signature without a record does no harm. @throws domainExists, bounceElsewhere */
export async function createDomain(ctx: Ctx, { domain, bounceDomain = null }: { domain: string; bounceDomain?: string | null | undefined }): Promise<SendingDomain> {
  isBelow(domain, bounceDomain)
  const pair = await makeKeyPair(ctx)
  return inTransaction(ctx.db, async db => {
    const now = ctx.clock.now().toString()
    const row = { domain, selector: selectorOf(now), signs_since: now, ...pair, bounce_domain: bounceDomain, created_at: now, created_by: ctx.actor.name }
    const made = await db.insertInto('sending_domains').values(row).onConflict(c => c.column('domain').doNothing()).returning('id').executeTakeFirst()
    if (!made) throw domainExists({}, [{ field: 'domain', message: 'This domain is there already.' }])
    await audit(within(ctx, { db }), { action: 'sending.create_domain', record: { kind: 'sending_domain', id: made.id, label: domain } })
    return domainOf(within(ctx, { db }), made.id)
  })
}

function isBelow(domain: string, bounceDomain: string | null): void {
  if (bounceDomain !== null && bounceDomain !== domain && !bounceDomain.endsWith(`.${domain}`)) throw bounceElsewhere({ domain }, [{ field: 'bounceDomain', message: `Expected a name below ${domain}.` }])
}

/** @throws domainNotFound, bounceElsewhere */
export const editDomain = (ctx: Ctx, id: string, { bounceDomain }: { bounceDomain: string | null }): Promise<SendingDomain> =>
  inTransaction(ctx.db, async db => {
    const before = await domainRow(db, id)
    isBelow(before.domain, bounceDomain)
    // What was found is about the other place.
    await db.updateTable('sending_domains').set({ bounce_domain: bounceDomain, checks: null, checked_at: null }).where('id', '=', id).execute()
    await audit(within(ctx, { db }), { action: 'sending.edit_domain', record: { kind: 'sending_domain', id, label: before.domain }, changes: changesBetween(before, { bounceDomain }) })
    return domainOf(within(ctx, { db }), id)
  })

/** @throws domainNotFound */
export const removeDomain = (ctx: Ctx, id: string): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const removed = await db.deleteFrom('sending_domains').where('id', '=', id).returning('domain').executeTakeFirst()
    if (!removed) throw domainNotFound()
    await audit(within(ctx, { db }), { action: 'sending.remove_domain', record: { kind: 'sending_domain', id, label: removed.domain } })
  })

/**
 * Looks into the DNS and keeps what was found; a waiting key whose record is there signs from now on. No transaction is
 * open meanwhile. @throws domainNotFound
 */
export async function checkNow(ctx: Ctx, id: string, look: Look = lookAt()): Promise<SendingDomain> {
  const row = await domainRow(ctx.db, id)
  const [checks, seen] = await Promise.all([checkDomain(look, { ...row, hosts: await hostsOf(ctx), ownHost: new URL(publicUrl(ctx.config)).hostname }), lookForKeys(ctx.db, look, row)])
  const states = (all: DnsCheck[] | null) => Object.fromEntries((all ?? []).map(check => [check.kind, check.state]))
  return inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    await db.updateTable('sending_domains').set({ checks: JSON.stringify(checks), checked_at: ctx.clock.now().toString() }).where('id', '=', id).execute()
    await audit(own, { action: 'sending.check_domain', record: { kind: 'sending_domain', id, label: row.domain }, changes: changesBetween(states(row.checks), states(checks)) })
    await settleKeys(own, row, seen)
    return domainOf(own, id)
  })
}

/** Servers through which is sent. */
async function hostsOf({ db, mail }: Ctx): Promise<string[]> {
  const rows = await db.selectFrom('mail_providers').select('host').where('paused_at', 'is', null).execute()
  return rows.length ? rows.map(row => row.host) : mail.url ? [new URL(mail.url).hostname] : []
}

/** Records are changed by others, and forgotten: each night every domain is looked at. */
export const checkDomains = job('messaging.check_domains', z.object({}), async ctx => {
  for (const { id } of await rowsWhere(ctx.db)) await checkNow(ctx, id)
}, { cron: '40 4 * * *' })

/** Who published a record wants it to be used: keys that wait are looked for each hour. */
export const lookForNewKeys = job('messaging.look_for_new_keys', z.object({}), async ctx => {
  const { rows } = await sql<{ id: string }>`select domain_id as id from dkim_keys where retired_at is null order by domain_id`.execute(ctx.db)
  for (const { id } of rows) {
    const row = await domainRow(ctx.db, id)
    const seen = await lookForKeys(ctx.db, lookAt(), row)
    await inTransaction(ctx.db, db => settleKeys(within(ctx, { db }), row, seen))
  }
}, { cron: '10 * * * *' })
