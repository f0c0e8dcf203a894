import { sql } from 'kysely'
import type { z } from 'zod'
import type { Connection, createProvider as createContract, editProvider as editContract, Provider } from '../../../contracts/sending-setup.ts'
import { appError, inTransaction, seal, unseal, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit, changesBetween } from '../../staff/index.ts'
import { allowance } from '../sending/providers.ts'

export const providerNotFound = appError('sending.provider_not_found', 404, 'There is no such server.')
const nameTaken = appError('sending.provider_exists', 409, 'There is a server of this name already.')
const passwordNeeded = appError('sending.password_needed', 400, 'The password is kept for the server, the port, the way of encryption and the user it was given for. Type it again.')

type Row = Omit<Provider, 'host' | 'port' | 'security' | 'user' | 'hasPassword' | 'allowedToday'> & { sealed: Buffer }

const columns = (today: string) => sql`p.id, p.name, p.url_sealed as sealed, p.streams, p.rank, p.per_second::float8 as "perSecond", p.connections, p.warm_up as "warmUp", p.warm_up_from::text as "warmUpFrom", p.paused_at as "pausedAt",
  p.failures, p.failing_until as "failingUntil", p.problem, coalesce((select sent from mail_provider_days where provider_id = p.id and day = ${today}), 0)::int as "sentToday", p.created_at as "createdAt", p.created_by as "createdBy"`

const todayOf = ({ clock }: Pick<Ctx, 'clock'>) => clock.now().toString().slice(0, 10)

/** The servers in the order in which they are tried, and what is used while there is none. */
export async function listProviders(ctx: Ctx): Promise<{ items: Provider[]; fallback: { host: string; isMailbox: boolean } | null }> {
  const { rows } = await sql<Row>`select ${columns(todayOf(ctx))} from mail_providers as p order by p.rank, p.id`.execute(ctx.db)
  const { url } = ctx.mail
  return { items: rows.map(row => shown(ctx, row)), fallback: url ? { host: new URL(url).hostname, isMailbox: !ctx.config.smtpUrl } : null }
}

async function providerOf(ctx: Ctx, id: string): Promise<Provider> {
  const { rows } = await sql<Row>`select ${columns(todayOf(ctx))} from mail_providers as p where p.id = ${id}`.execute(ctx.db)
  if (!rows[0]) throw providerNotFound()
  return shown(ctx, rows[0])
}

function shown(ctx: Ctx, { sealed, ...row }: Row): Provider {
  const { password, ...connection } = connectionOf(unseal<string>(ctx, 'mail provider', sealed))
  return { ...row, ...connection, hasPassword: password !== undefined, allowedToday: allowance(row, todayOf(ctx)) }
}

/** What was kept of how to reach a server, with its password. @throws providerNotFound */
export async function connectionKept(ctx: Ctx, id: string): Promise<Connection> {
  const row = await ctx.db.selectFrom('mail_providers').select('url_sealed').where('id', '=', id).executeTakeFirst()
  if (!row) throw providerNotFound()
  return connectionOf(unseal<string>(ctx, 'mail provider', row.url_sealed))
}

/** A connection as the address that sending opens (handing/smtp.ts). */
export function urlOf({ host, port, security, user, password }: Connection): string {
  const who = user ? `${encodeURIComponent(user)}${password === undefined ? '' : `:${encodeURIComponent(password)}`}@` : ''
  return `${security === 'tls' ? 'smtps' : 'smtp'}://${who}${host}:${port}${security === 'starttls' ? '?tls=required' : ''}`
}

function connectionOf(url: string): Connection {
  const { hostname, port, protocol, username, password, searchParams } = new URL(url)
  const security = protocol === 'smtps:' ? 'tls' : searchParams.get('tls') === 'required' ? 'starttls' : 'none'
  return { host: hostname, port: Number(port) || (security === 'tls' ? 465 : 25), security, user: username ? decodeURIComponent(username) : null, ...(password ? { password: decodeURIComponent(password) } : {}) }
}

type Creation = z.output<typeof createContract.body>

/** @throws nameTaken */
export const createProvider = (ctx: Ctx, { host, port, security, user, password, ...settings }: Creation): Promise<Provider> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    await nameIsFree(db, settings.name)
    const now = ctx.clock.now().toString()
    const last = await db.selectFrom('mail_providers').select(({ fn }) => fn.max('rank').as('rank')).executeTakeFirst()
    const { id } = await db.insertInto('mail_providers')
      .values({ ...columnsFor(settings), rank: settings.rank ?? Math.min(100, (last?.rank ?? 0) + 1), name: settings.name, host, url_sealed: seal(ctx, 'mail provider', urlOf({ host, port, security, user, ...(password ? { password } : {}) })), created_at: now, created_by: ctx.actor.name, ...warmingFrom(ctx, settings) })
      .returning('id').executeTakeFirstOrThrow()
    await audit(own, { action: 'sending.create_provider', record: { kind: 'provider', id, label: settings.name } })
    return providerOf(own, id)
  })

/** @throws providerNotFound, nameTaken, passwordNeeded */
export const editProvider = (ctx: Ctx, id: string, change: z.output<typeof editContract.body>): Promise<Provider> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    await sql`select from mail_providers where id = ${id} for update`.execute(db)
    const before = await providerOf(own, id)
    if (change.name && change.name !== before.name) await nameIsFree(db, change.name, id)
    const url = await urlAfter(own, before, change)
    await db.updateTable('mail_providers').set({ ...columnsFor(change), ...(url ? { url_sealed: seal(ctx, 'mail provider', url.url), host: url.host, failures: 0, failing_until: null, problem: null } : {}), ...(change.warmUp === undefined ? {} : warmingFrom(ctx, change)) }).where('id', '=', id).execute()
    const after = await providerOf(own, id)
    const { sentToday: _, allowedToday: __, ...named } = after
    await audit(own, { action: 'sending.edit_provider', record: { kind: 'provider', id, label: after.name }, changes: { ...changesBetween(before, named), ...(change.password === undefined ? {} : { password: { from: null, to: 'changed' } }) } })
    return after
  })

/** The address after a change. A kept password goes only where it went before: else whoever may change settings could read it. */
async function urlAfter(ctx: Ctx, before: Provider, change: Partial<Connection>): Promise<{ url: string; host: string } | undefined> {
  const wanted = { host: change.host ?? before.host, port: change.port ?? before.port, security: change.security ?? before.security, user: change.user === undefined ? before.user : change.user }
  const isSame = wanted.host === before.host && wanted.port === before.port && wanted.security === before.security && wanted.user === before.user
  if (isSame && change.password === undefined) return undefined
  if (!isSame && wanted.user && before.hasPassword && change.password === undefined) throw passwordNeeded({}, [{ field: 'password', message: 'Type the password again.' }])
  const { password: kept } = await connectionKept(ctx, before.id)
  const password = wanted.user ? (change.password ?? kept) : undefined
  return { url: urlOf({ ...wanted, ...(password ? { password } : {}) }), host: wanted.host }
}

type Settings = Pick<Partial<Creation>, 'name' | 'streams' | 'rank' | 'perSecond' | 'connections' | 'warmUp' | 'warmUpFrom'>

const columnsFor = ({ name, streams, rank, perSecond, connections, warmUp, warmUpFrom }: Settings) => ({
  ...(name === undefined ? {} : { name }), ...(streams === undefined ? {} : { streams: [...new Set(streams)] }), ...(rank === undefined ? {} : { rank }), ...(perSecond === undefined ? {} : { per_second: perSecond }),
  ...(connections === undefined ? {} : { connections }), ...(warmUp === undefined ? {} : { warm_up: warmUp }), ...(warmUpFrom === undefined ? {} : { warm_up_from: warmUpFrom }),
})

/** A plan begins today where nothing else is said. */
const warmingFrom = (ctx: Ctx, { warmUp, warmUpFrom }: Settings) => ({ warm_up_from: warmUp ? (warmUpFrom ?? todayOf(ctx)) : null })

async function nameIsFree(db: Db, name: string, except?: string): Promise<void> {
  const { rows } = await sql`select from mail_providers where lower(name) = lower(${name}) and id is distinct from ${except ?? null}::uuid`.execute(db)
  if (rows.length) throw nameTaken({}, [{ field: 'name', message: 'This name is taken.' }])
}

/** Sends nothing through it from now on, or uses it again, whatever failed before. @throws providerNotFound */
export const setPaused = (ctx: Ctx, id: string, isPaused: boolean): Promise<Provider> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    await db.updateTable('mail_providers').set(isPaused ? { paused_at: sql`coalesce(paused_at, ${ctx.clock.now().toString()})` } : { paused_at: null, failures: 0, failing_until: null, problem: null }).where('id', '=', id).execute()
    const after = await providerOf(own, id)
    await audit(own, { action: isPaused ? 'sending.pause_provider' : 'sending.resume_provider', record: { kind: 'provider', id, label: after.name } })
    return after
  })

/** @throws providerNotFound */
export const removeProvider = (ctx: Ctx, id: string): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const removed = await db.deleteFrom('mail_providers').where('id', '=', id).returning('name').executeTakeFirst()
    if (!removed) throw providerNotFound()
    await db.deleteFrom('mail_provider_days').where('provider_id', '=', id).execute()
    await audit(within(ctx, { db }), { action: 'sending.remove_provider', record: { kind: 'provider', id, label: removed.name } })
  })
