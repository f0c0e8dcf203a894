import { z } from 'zod'
import { route } from './route.ts'
import { Done, Id } from './shapes.ts'

/** A list as a person wants to find it again: its filters and order as in the address bar, and its columns. */
export const SavedView = z.object({
  id: Id,
  page: z.string(),
  name: z.string(),
  shared: z.boolean(),
  mine: z.boolean(),
  ownerName: z.string(),
  search: z.record(z.string(), z.unknown()),
  columns: z.array(z.string()).nullable(),
})
export type SavedView = z.infer<typeof SavedView>

const Page = z.string().regex(/^[a-z-]{1,40}$/, 'Expected the key of a page, e.g. customers.')
const Content = {
  name: z.string().trim().min(1, 'A view has a name.').max(80),
  shared: z.boolean(),
  search: z.record(z.string().max(60), z.unknown()).refine(value => JSON.stringify(value).length <= 8000, 'A view holds up to 8,000 characters of filters.'),
  columns: z.array(z.string().max(60)).max(60).nullable(),
}
export const ViewChange = z.object(Content).partial()
export type ViewChange = z.output<typeof ViewChange>
export const NewView = z.object({ page: Page, name: Content.name, shared: Content.shared.default(false), search: Content.search.default({}), columns: Content.columns.default(null) })
export type NewView = z.output<typeof NewView>

const params = z.object({ viewId: Id })

export const listViews = route({
  method: 'GET', path: '/v1/views', may: 'signed in',
  summary: 'The saved views of a page: your own and the shared ones, in order.',
  query: z.object({ page: Page }), answers: z.object({ items: z.array(SavedView) }),
})
export const saveView = route({
  method: 'POST', path: '/v1/views', may: 'signed in', audits: 'views.save',
  summary: 'Saves a view.', body: NewView, answers: SavedView,
})
export const changeView = route({
  method: 'PATCH', path: '/v1/views/:viewId', may: 'signed in', audits: 'views.change',
  summary: 'Renames a view, shares it, or gives it other filters. Its owner does, or an admin.',
  params, body: ViewChange, answers: SavedView,
})
export const removeView = route({
  method: 'DELETE', path: '/v1/views/:viewId', may: 'signed in', audits: 'views.remove',
  summary: 'Removes a view. Its owner does, or an admin.', params, answers: Done,
})
export const orderViews = route({
  method: 'PUT', path: '/v1/views/order', may: 'signed in', audits: 'views.order',
  summary: 'Puts the views of a page in the order given.',
  body: z.object({ page: Page, viewIds: z.array(Id).max(200) }), answers: Done,
})
