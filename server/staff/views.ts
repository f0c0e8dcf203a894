import { sql } from 'kysely'
import type { NewView, SavedView, ViewChange } from '../../contracts/views.ts'
import { appError, inTransaction, within, type Caller, type Ctx } from '../platform/index.ts'
import { roleMay } from '../../contracts/permissions.ts'
import { audit, changesBetween } from './audit.ts'

export const viewNotFound = appError('views.not_found', 404, 'There is no such view. It may have been removed, or its owner no longer shares it.')
export const notYourView = appError('views.not_yours', 403, 'Only {owner} or an admin may change this view. Save a copy of your own.')

const columns = ['id', 'page', 'name', 'shared', 'owner_id', 'owner_name', 'search', 'columns'] as const
type Row = { id: string; page: string; name: string; shared: boolean; owner_id: string; owner_name: string; search: Record<string, unknown>; columns: string[] | null }

/** One's own views of a page and the shared ones, in order. */
export async function viewsOf({ db }: Ctx, { page }: { page: string }, caller: Caller): Promise<SavedView[]> {
  const rows = await db
    .selectFrom('saved_views').select(columns).where('page', '=', page).where(q => q.or([q('owner_id', '=', caller.staffId), q('shared', '=', true)]))
    .orderBy('position').orderBy('id').limit(500).execute()
  return rows.map(row => shown(row, caller))
}

export async function saveView(ctx: Ctx, view: NewView, caller: Caller): Promise<SavedView> {
  return inTransaction(ctx.db, async db => {
    const now = ctx.clock.now().toString()
    const row = await db
      .insertInto('saved_views')
      .values({
        ...view, search: JSON.stringify(view.search), owner_id: caller.staffId, owner_name: caller.name, created_at: now, updated_at: now,
        position: sql<number>`(select coalesce(max(position), 0) + 1 from saved_views where page = ${view.page})`,
      })
      .returning(columns).executeTakeFirstOrThrow()
    await audit(within(ctx, { db }), { action: 'views.save', record: { kind: 'view', id: row.id, label: row.name }, changes: { page: { from: null, to: row.page } } })
    return shown(row, caller)
  })
}

/** Saved views, one's own and the shared ones, whose filters name a segment. */
export async function viewsUsing({ db }: Ctx, { segmentId, caller }: { segmentId: string; caller: Caller }) {
  const { rows } = await sql<Pick<SavedView, 'id' | 'name' | 'page' | 'search'>>`
    select id, name, page, search from saved_views where (owner_id = ${caller.staffId} or shared)
      and jsonb_path_exists(search, '$.keyvalue() ? (@.key == "segment" || @.key == "notSegment").value[*] ? (@ == $id)', jsonb_build_object('id', ${segmentId}::text)) order by page, position, id limit 100`.execute(db)
  return rows.map(row => ({ kind: 'view' as const, ...row }))
}

/** @throws viewNotFound, notYourView */
export async function changeView(ctx: Ctx, viewId: string, change: ViewChange, caller: Caller): Promise<SavedView> {
  return inTransaction(ctx.db, async db => {
    const before = await own(within(ctx, { db }), viewId, caller)
    const changes = changesBetween<ViewChange>(before, change)
    if (!Object.keys(changes).length) return shown(before, caller)
    const { search, ...same } = change
    const row = await db
      .updateTable('saved_views').set({ ...same, ...(search ? { search: JSON.stringify(search) } : {}), updated_at: ctx.clock.now().toString() })
      .where('id', '=', viewId).returning(columns).executeTakeFirstOrThrow()
    await audit(within(ctx, { db }), { action: 'views.change', record: { kind: 'view', id: viewId, label: row.name }, changes })
    return shown(row, caller)
  })
}

/** @throws viewNotFound, notYourView */
export async function removeView(ctx: Ctx, viewId: string, caller: Caller): Promise<void> {
  await inTransaction(ctx.db, async db => {
    const view = await own(within(ctx, { db }), viewId, caller)
    await db.deleteFrom('saved_views').where('id', '=', viewId).execute()
    await audit(within(ctx, { db }), { action: 'views.remove', record: { kind: 'view', id: viewId, label: view.name } })
  })
}

/** Puts one's own views in order, for an admin the shared ones as well; others stay where they are. */
export async function orderViews(ctx: Ctx, { page, viewIds }: { page: string; viewIds: string[] }, caller: Caller): Promise<void> {
  await inTransaction(ctx.db, async db => {
    for (const [position, id] of viewIds.entries()) {
      await db
        .updateTable('saved_views').set({ position }).where('id', '=', id).where('page', '=', page)
        .$if(!isAdmin(caller), query => query.where('owner_id', '=', caller.staffId)).execute()
    }
    await audit(within(ctx, { db }), { action: 'views.order', record: { kind: 'views', id: page, label: page }, changes: { order: { from: null, to: viewIds } } })
  })
}

const isAdmin = (caller: Caller) => roleMay(caller.role, 'staff.write')

const shown = ({ owner_id, owner_name, ...same }: Row, caller: Caller): SavedView => ({ ...same, mine: owner_id === caller.staffId, ownerName: owner_name })

async function own({ db }: Ctx, viewId: string, caller: Caller): Promise<Row> {
  const view = await db.selectFrom('saved_views').select(columns).where('id', '=', viewId).forUpdate().executeTakeFirst()
  if (!view || (!view.shared && view.owner_id !== caller.staffId)) throw viewNotFound()
  if (view.owner_id !== caller.staffId && !isAdmin(caller)) throw notYourView({ owner: view.owner_name })
  return view
}
