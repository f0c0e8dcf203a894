import * as contract from '../../contracts/customers.ts'
import { roleMay } from '../../contracts/permissions.ts'
import { fromCursor, pageOf, serve, type Caller } from '../platform/index.ts'
import { create, edit, profile, tag } from './customers.ts'
import { exportCustomers } from './finding/export.ts'
import { countCustomers, listCustomers } from './finding/list.ts'
import { groupRoutes } from './groups/routes.ts'
import { identityRoutes } from './identity/routes.ts'
import { suggestionRoutes } from './identity/suggestions/routes.ts'
import { addNote, editNote, notesOf, removeNote, restoreNote } from './notes.ts'
import { choices, factChanges, productsBoughtBy } from './queries.ts'
import { profileRoutes } from './profile/routes.ts'
import { timeline } from './timeline.ts'

const by = (caller: Caller) => ({ isAdmin: roleMay(caller.role, 'staff.write') })

export const customerRoutes = [
  ...groupRoutes,
  ...identityRoutes,
  ...suggestionRoutes,
  ...profileRoutes,
  serve(contract.listCustomers, (ctx, { query }) => listCustomers(ctx, query)),
  serve(contract.countCustomers, (ctx, { query }) => countCustomers(ctx, query)),
  serve(contract.customerChoices, (ctx, { query }) => choices(ctx.db, query)),
  serve(contract.exportCustomers, async (ctx, { query, reply }) => {
    const { rows, csv } = await exportCustomers(ctx, query)
    return reply.header('x-total-rows', rows).header('content-disposition', 'attachment; filename="customers.csv"').type('text/csv; charset=utf-8').send(csv)
  }),
  serve(contract.createCustomer, (ctx, { body }) => create(ctx, body)),
  serve(contract.tagCustomers, (ctx, { body }) => tag(ctx, body)),
  serve(contract.getCustomer, (ctx, { params }) => profile(ctx, params.customerId)),
  serve(contract.editCustomer, (ctx, { params, body }) => edit(ctx, params.customerId, body)),
  serve(contract.customerTimeline, (ctx, { params, query }) => timeline(ctx, { ...params, ...query })),
  serve(contract.customerProducts, async (ctx, { params, query }) => {
    const rows = await productsBoughtBy(ctx.db, { ...params, limit: query.limit + 1, after: fromCursor(query.after, 2) })
    return pageOf(rows, query.limit, row => [row.position, row.key])
  }),
  serve(contract.customerHistory, async (ctx, { params, query }) => {
    const rows = await factChanges(ctx.db, { ...params, field: query.field, limit: query.limit + 1, after: fromCursor(query.after, 3) })
    return pageOf(rows.map(row => ({ ...row, by: row.by ?? '' })), query.limit, row => [row.position, row.seq, row.field])
  }),
  serve(contract.listNotes, (ctx, { params, query }) => notesOf(ctx, { ...params, ...query })),
  serve(contract.addNote, (ctx, { params, body }) => addNote(ctx, { ...params, ...body })),
  serve(contract.editNote, (ctx, { params, body, caller }) => editNote(ctx, params, body.body, by(caller))),
  serve(contract.deleteNote, (ctx, { params, caller }) => removeNote(ctx, params, by(caller)).then(() => ({ done: true as const }))),
  serve(contract.restoreNote, (ctx, { params, caller }) => restoreNote(ctx, params, by(caller))),
]

