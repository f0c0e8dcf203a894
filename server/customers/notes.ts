import { sql } from 'kysely'
import type { Note } from '../../contracts/customers.ts'
import { appError, fromCursor, inTransaction, toCursor, within, type Ctx, type Db } from '../platform/index.ts'
import { customerNotFound, note as leaveTrace } from './customers.ts'
import { customerExists, nameOfCustomer } from './queries.ts'

export const noteNotFound = appError('customers.note_not_found', 404, 'There is no such note. It may have been removed.')
export const notYourNote = appError('customers.not_your_note', 403, 'Only {author} or an admin may change this note.')

/** Notes stay with the row that they were written on; whoever it is merged into shows them. */
const isOf = (customerId: string) => sql<boolean>`(customer_id = ${customerId} or customer_id in (select id from customers where merged_into = ${customerId}))`

type NoteOf = { customerId: string; noteId: string }
/** Who may change notes of others. */
type By = { isAdmin: boolean }

const columns = ['id', 'body', 'author_id as authorId', 'author_name as authorName', 'created_at as createdAt', 'edited_at as editedAt'] as const

export async function notesOf({ db }: Ctx, { customerId, limit, after }: { customerId: string; limit: number; after?: string | undefined }) {
  const position = fromCursor(after, 1)
  const rows = await db
    .selectFrom('customer_notes').select(columns).where(isOf(customerId)).where('deleted_at', 'is', null)
    .$if(!!position, query => query.where('id', '<', String(position![0])))
    .orderBy('id', 'desc').limit(limit + 1).execute()
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? toCursor([items.at(-1)!.id]) : null }
}

export async function addNote(ctx: Ctx, { customerId, body }: { customerId: string; body: string }): Promise<Note> {
  return inTransaction(ctx.db, async db => {
    if (!(await customerExists(db, customerId))) throw customerNotFound({ customerId })
    const note = await db
      .insertInto('customer_notes').values({ customer_id: customerId, body, author_id: ctx.actor.id, author_name: ctx.actor.name, created_at: ctx.clock.now().toString() })
      .returning(columns).executeTakeFirstOrThrow()
    await trace(within(ctx, { db }), 'customers.note', 'Note Added', { customerId, noteId: note.id }, { body: { from: null, to: body } })
    return note
  })
}

export async function editNote(ctx: Ctx, { customerId, noteId }: NoteOf, body: string, by: By): Promise<Note> {
  return inTransaction(ctx.db, async db => {
    const before = await mine(within(ctx, { db }), { customerId, noteId }, by)
    if (before.body === body && !before.deleted_at) return shown(db, noteId)
    await db.updateTable('customer_notes').set({ body, edited_at: ctx.clock.now().toString() }).where('id', '=', noteId).execute()
    await trace(within(ctx, { db }), 'customers.edit_note', 'Note Updated', { customerId, noteId }, { body: { from: before.body, to: body } })
    return shown(db, noteId)
  })
}

export async function removeNote(ctx: Ctx, { customerId, noteId }: NoteOf, by: By): Promise<void> {
  await inTransaction(ctx.db, async db => {
    const before = await mine(within(ctx, { db }), { customerId, noteId }, by)
    if (before.deleted_at) return
    await db.updateTable('customer_notes').set({ deleted_at: ctx.clock.now().toString(), deleted_by: ctx.actor.id }).where('id', '=', noteId).execute()
    await trace(within(ctx, { db }), 'customers.delete_note', 'Note Removed', { customerId, noteId }, { body: { from: before.body, to: null } })
  })
}

export async function restoreNote(ctx: Ctx, { customerId, noteId }: NoteOf, by: By): Promise<Note> {
  return inTransaction(ctx.db, async db => {
    const before = await mine(within(ctx, { db }), { customerId, noteId }, by)
    if (before.deleted_at) {
      await db.updateTable('customer_notes').set({ deleted_at: null, deleted_by: null }).where('id', '=', noteId).execute()
      await trace(within(ctx, { db }), 'customers.restore_note', 'Note Restored', { customerId, noteId }, { body: { from: null, to: before.body } })
    }
    return shown(db, noteId)
  })
}

const shown = (db: Db, noteId: string): Promise<Note> => db.selectFrom('customer_notes').select(columns).where('id', '=', noteId).executeTakeFirstOrThrow()

async function mine({ db, actor }: Ctx, { customerId, noteId }: NoteOf, { isAdmin }: By) {
  const note = await db.selectFrom('customer_notes').select(['body', 'author_id', 'author_name', 'deleted_at']).where('id', '=', noteId).where(isOf(customerId)).forUpdate().executeTakeFirst()
  if (!note) throw noteNotFound()
  if (!isAdmin && note.author_id !== actor.id) throw notYourNote({ author: note.author_name })
  return note
}

const trace = async (ctx: Ctx, action: string, event: string, { customerId, noteId }: NoteOf, changes: Record<string, { from: unknown; to: unknown }>) =>
  leaveTrace(ctx, { action, event, customerId, label: await nameOfCustomer(ctx.db, customerId), changes, properties: { noteId, body: changes['body']?.to } })
