import { sql } from 'kysely'
import type { PrivacyKind, PrivacyRequest, PrivacyState, Progress } from '../../contracts/privacy.ts'
import { homesOf, liftRestriction, restrict } from '../customers/index.ts'
import { announce, appError, fromCursor, inTransaction, pageOf, within, type Ctx, type Db } from '../platform/index.ts'
import { audit } from '../staff/index.ts'
import { rulesOf } from './keeping/rules.ts'

export const requestNotFound = appError('privacy.not_found', 404, 'There is no such request.')
export const customerNotFound = appError('privacy.no_customer', 404, 'There is no customer {customerId}. They may have been erased.')
export const alreadyDecided = appError('privacy.already_decided', 409, 'This request is {state} already.')

/** The jobs that do what takes its time; they are added with the request's change. */
export type Work = Record<'export' | 'erase', { later(db: Db, payload: { requestId: string }, options?: { queue?: string }): Promise<void> }>

type Asked = { customerId: string; kind: PrivacyKind; note: string }

/** Notes a request, and does it at once where that was asked for. @throws customerNotFound */
export const ask = (ctx: Ctx, work: Work, { start: isStarted, ...asked }: Asked & { start: boolean }): Promise<PrivacyRequest> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const id = await note(own, asked)
    return isStarted ? start(own, work, id) : told(own, id)
  })

/** Notes what somebody asks for; a person of the team answers it. @throws customerNotFound */
export const askPrivacy = (ctx: Ctx, asked: Asked): Promise<PrivacyRequest> =>
  inTransaction(ctx.db, async db => told(within(ctx, { db }), await note(within(ctx, { db }), asked)))

async function note(ctx: Ctx, { customerId, kind, note }: Asked): Promise<string> {
  const { db } = ctx
  const home = (await homesOf(db, [customerId])).get(customerId)!
  if (!home.known) throw customerNotFound({ customerId })
  const customer = await db.selectFrom('customers').select(['name', 'email', 'phone']).where('id', '=', home.customerId).executeTakeFirstOrThrow()
  const now = ctx.clock.now()
  const label = customer.name || customer.email || customer.phone
  const { dueDays } = await rulesOf(db)
  const { id } = await db.insertInto('privacy_requests')
    .values({ kind, state: 'open', customer_id: home.customerId, label, note, asked_at: now.toString(), due_at: now.add({ hours: 24 * dueDays }).toString(), asked_by: ctx.actor.name }).returning('id').executeTakeFirstOrThrow()
  await audit(ctx, { action: 'privacy.ask', record: { kind: 'privacy_request', id, label: null }, changes: { kind: { from: null, to: kind } } })
  return id
}

/** Does what was asked for: restrictions at once, the rest as a job that survives a crash. @throws requestNotFound, alreadyDecided */
export const start = (ctx: Ctx, work: Work, requestId: string): Promise<PrivacyRequest> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const request = await locked(db, requestId)
    if (request.state !== 'open' && request.state !== 'failed') throw alreadyDecided({ state: request.state })
    const now = ctx.clock.now().toString()
    await audit(own, { action: 'privacy.start', record: { kind: 'privacy_request', id: requestId, label: null }, changes: { kind: { from: null, to: request.kind } } })
    if (request.kind === 'restrict') await restrict(own, request.customer_id, request.note)
    if (request.kind === 'unrestrict') await liftRestriction(own, request.customer_id)
    const isDone = request.kind === 'restrict' || request.kind === 'unrestrict'
    await db.updateTable('privacy_requests').set({ state: isDone ? 'done' : 'running', problem: null, decided_at: now, decided_by: ctx.actor.name, finished_at: isDone ? now : null }).where('id', '=', requestId).execute()
    if (request.kind === 'export' || request.kind === 'erase') await work[request.kind].later(db, { requestId }, { queue: `privacy ${request.customer_id}` })
    else await announce(db, { topic: 'customers', id: request.customer_id })
    return told(own, requestId)
  })

/** @throws requestNotFound, alreadyDecided */
export const refuse = (ctx: Ctx, requestId: string, because: string): Promise<PrivacyRequest> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const request = await locked(db, requestId)
    if (request.state !== 'open') throw alreadyDecided({ state: request.state })
    const now = ctx.clock.now().toString()
    await db.updateTable('privacy_requests').set({ state: 'refused', refused_because: because, decided_at: now, decided_by: ctx.actor.name, finished_at: now }).where('id', '=', requestId).execute()
    await audit(own, { action: 'privacy.refuse', record: { kind: 'privacy_request', id: requestId, label: null }, changes: { because: { from: null, to: because } } })
    return told(own, requestId)
  })

async function locked(db: Db, requestId: string) {
  const request = await db.selectFrom('privacy_requests').select(['state', 'kind', 'customer_id', 'note']).where('id', '=', requestId).forUpdate().executeTakeFirst()
  if (!request) throw requestNotFound()
  return request as { state: PrivacyState; kind: PrivacyKind; customer_id: string; note: string }
}

async function told({ db }: Ctx, requestId: string): Promise<PrivacyRequest> {
  await announce(db, { topic: 'privacy', id: requestId })
  return requestOf(db, requestId)
}

type Wanted = { limit: number; after?: string | undefined; state?: string[] | undefined; kind?: string[] | undefined; customer?: string | undefined }

export async function listRequests({ db }: Ctx, { limit, after, ...wanted }: Wanted) {
  const rows = await requestsWhere(db, { ...wanted, limit: limit + 1, from: fromCursor(after, 2) })
  const { items, next } = pageOf(rows, limit, row => [row.key, row.id])
  return { items: items.map(({ key: _, ...request }) => request), next }
}

/** @throws requestNotFound */
export async function requestOf(db: Db, id: string): Promise<PrivacyRequest> {
  const [row] = await requestsWhere(db, { id, limit: 1 })
  if (!row) throw requestNotFound()
  const { key: _, ...request } = row
  return request
}

async function requestsWhere(db: Db, { id, state, kind, customer, limit, from }: Omit<Wanted, 'after'> & { id?: string; from?: (string | number | null)[] | undefined }): Promise<(PrivacyRequest & { key: string })[]> {
  const { rows } = await sql<PrivacyRequest & { key: string }>`
    select r.id, r.kind, r.state, coalesce(i.customer_id, r.customer_id) as "customerId", coalesce(nullif(c.name, ''), c.email, c.phone, r.label) as label, r.note, r.asked_at as "askedAt", r.due_at as "dueAt", r.asked_by as "askedBy",
      r.decided_by as "decidedBy", r.refused_because as "refusedBecause", r.finished_at as "finishedAt", case when r.state in ('running', 'failed') and r.progress <> '{}' then r.progress end as progress, r.problem,
      case when r.file_bytes is not null and r.file_expires_at is not null then json_build_object('bytes', r.file_bytes, 'expiresAt', to_char(r.file_expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'fetchedAt', to_char(r.fetched_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as file,
      (select coalesce(sum((v.value ->> 'deleted')::bigint + (v.value ->> 'blanked')::bigint), 0) from jsonb_each(r.removed -> 'postgres') as v) as removed, r.certificate is not null as "hasCertificate",
      coalesce(t.times, 0) as "cameAgain", t.last as "cameLastAt", r.asked_at::text as key
    from privacy_requests as r left join customer_identifiers as i on i.id = r.customer_id left join customers as c on c.id = coalesce(i.customer_id, r.customer_id)
    left join lateral (select sum(came_again)::bigint as times, max(came_last_at) as last from tombstones where request_id = r.id) as t on r.kind = 'erase'
    where ${id ? sql`r.id = ${id}` : sql`true`} and ${state ? sql`r.state = any(${state}::text[])` : sql`true`} and ${kind ? sql`r.kind = any(${kind}::text[])` : sql`true`} and ${customer ? sql`r.customer_id = ${customer}` : sql`true`}
      and ${from ? sql`(r.asked_at, r.id) < (${from[0]}::timestamptz, ${from[1]}::uuid)` : sql`true`}
    order by r.asked_at desc, r.id desc limit ${limit}`.execute(db)
  return rows
}

/** How far a job is, for whoever looks on. Written apart from what it does, so that it is seen. */
export async function tellProgress(ctx: Ctx, requestId: string, progress: Progress): Promise<void> {
  await ctx.db.updateTable('privacy_requests').set({ progress: JSON.stringify(progress) }).where('id', '=', requestId).execute()
  await announce(ctx.db, { topic: 'privacy', id: requestId })
}
