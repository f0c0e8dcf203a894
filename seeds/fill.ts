import { sql } from 'kysely'
import { append, nodeIds, type NewEvent } from '../server/collect/index.ts'
import { cancelOrder, createCategory, createProduct, createStore, placeOrders, recountProductSales, refundOrder, type PlacedOrder } from '../server/commerce/index.ts'
import { addNote, recogniseCustomers } from '../server/customers/index.ts'
import { clockAt, inTransaction, within, type Actor, type Ctx } from '../server/platform/index.ts'
import { askCustomers } from './consents.ts'
import { storeOf } from './story/places.ts'
import type { Story } from './story/story.ts'

/** Ids of what was told already, by the keys of the story. */
type Told = { stores: Map<string, string>; sources: Map<string, string>; customers: Map<string, string>; orders: Map<string, string>
  /** The store at which a customer has an account. */
  accounts: Map<string, string>
}

const iso = (epochMilliseconds: number) => Temporal.Instant.fromEpochMilliseconds(epochMilliseconds).toString()
/** The same context at a moment of the story. */
const at = (ctx: Ctx, epochMilliseconds: number) => within(ctx, { clock: clockAt(iso(epochMilliseconds)) })

/**
 * Tells a story to an empty instance through the modules' own verbs, in one transaction.
 * What staff did (refunds, cancellations, notes) `teller` did.
 */
export async function fill(ctx: Ctx, story: Story, teller: Actor = ctx.actor): Promise<void> {
  await inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const stores = await openStores(own, story)
    await stockShelves(own, story, stores)
    const customers = await meetCustomers(own, story, stores)
    await askCustomers(within(own, { actor: teller }), story, customers)
    const told: Told = { stores, sources: await connectSources(own, story, stores), customers, orders: new Map(), accounts: new Map(story.customers.map(c => [c.key, c.store])) }
    for (const part of chapters(story, ctx.clock.now().epochMilliseconds)) {
      await placeAll(own, part, told)
      await watchVisitors(own, part, told)
      await takeBack(within(own, { actor: teller }), part, told)
    }
    for (const note of story.notes) await addNote(at(within(own, { actor: teller }), note.at), { customerId: customers.get(note.customer)!, body: note.text })
    await recountProductSales(own)
    // Fresh tables have no statistics yet; without them the first pages are planned as if everything were small.
    await sql`analyze`.execute(db)
  })
}

const hour = 3_600_000
type Chapter = Pick<Story, 'orders' | 'events'> & { returns: Story['orders'] }

/** The story in the order of time, so that the newest in the log is the newest that happened: all until three days ago, then three hours at a time. */
function chapters(story: Story, until: number): Chapter[] {
  const ends = Array.from({ length: 25 }, (_, i) => until - (24 - i) * 3 * hour)
  return ends.map((end, i) => {
    const lies = (moment: number | undefined) => moment !== undefined && moment <= end && moment > (ends[i - 1] ?? -Infinity)
    return { orders: story.orders.filter(order => lies(order.placedAt)), events: story.events.filter(event => lies(event.at)), returns: story.orders.filter(order => lies(order.cancelled?.at ?? order.refund?.at)) }
  })
}

const beginningOf = (story: Story) => Math.min(...story.customers.map(customer => customer.createdAt)) - 86_400_000

async function openStores(ctx: Ctx, story: Story): Promise<Map<string, string>> {
  const opened = new Map<string, string>()
  for (const { key, name, currency, timeZone, country } of story.stores) {
    const store = await createStore(at(ctx, beginningOf(story)), { key, name, currency, timeZone, country })
    opened.set(key, store.id)
  }
  return opened
}

async function stockShelves(ctx: Ctx, story: Story, stores: Map<string, string>) {
  const own = at(ctx, beginningOf(story))
  const categories = new Map<string, string>()
  for (const { store, key, category, title, brand, status, imageUrl, tags, variants } of story.products) {
    const storeId = stores.get(store)!
    const name = `${store} ${category}`
    if (!categories.has(name)) categories.set(name, (await createCategory(own, { storeId, name: category })).id)
    await createProduct(own, { storeId, externalId: key, title, brand, categoryId: categories.get(name)!, status, imageUrl, tags, variants: variants.map(variant => ({ ...variant, barcode: null })) })
  }
}

async function meetCustomers(ctx: Ctx, story: Story, stores: Map<string, string>): Promise<Map<string, string>> {
  const people = story.customers.map(c => ({ storeKey: c.store, externalId: c.key, storeId: stores.get(c.store)!, email: c.email ?? undefined, phone: c.phone ?? undefined, name: `${c.firstName} ${c.lastName}`, country: c.country, city: c.city, language: c.language, since: iso(c.createdAt) }))
  const ids = (await recogniseCustomers(ctx, people)).map(recognised => recognised!.customerId)
  const facts = story.customers.map((c, i) => ({ id: ids[i], first_name: c.firstName, last_name: c.lastName, birthday: c.birthday, gender: c.gender, tags: c.tags, traits: c.traits, updated_at: iso(c.createdAt) }))
  await sql`
    update customers set first_name = t.first_name, last_name = t.last_name, birthday = t.birthday, gender = t.gender, tags = t.tags, traits = t.traits, updated_at = t.updated_at
    from json_to_recordset(${JSON.stringify(facts)}::json) as t (id uuid, first_name text, last_name text, birthday date, gender text, tags text[], traits jsonb, updated_at timestamptz)
    where customers.id = t.id`.execute(ctx.db)
  return new Map(story.customers.map((c, i) => [c.key, ids[i]!]))
}

/** The website, the app and the till of each store. */
async function connectSources(ctx: Ctx, story: Story, stores: Map<string, string>): Promise<Map<string, string>> {
  const kinds = [['web', 'website'], ['app', 'app'], ['shop_floor', 'till']] as const
  const rows = story.stores.flatMap(({ key, name }) => kinds.map(([kind, what]) => ({ kind, name: `${name} ${what}`, write_key: `${key}-${kind.replace('_', '-')}`, store_id: stores.get(key)!, created_at: iso(beginningOf(story)) })))
  const added = await ctx.db.insertInto('sources').values(rows).returning(['id', 'kind', 'store_id']).execute()
  const keys = new Map([...stores].map(([key, id]) => [id, key]))
  return new Map(added.map(source => [`${keys.get(source.store_id!)} ${source.kind}`, source.id]))
}

const sourceOf = (sources: Map<string, string>, store: string, channel: string) => sources.get(`${store} ${channel === 'shop_floor' || channel === 'app' ? channel : 'web'}`)!

async function placeAll(ctx: Ctx, { orders: told }: Chapter, { stores, sources, customers, orders: ids }: Told) {
  const orders = told.map((order): PlacedOrder => ({
    storeId: stores.get(order.store)!, number: order.number, placedAt: iso(order.placedAt), channel: order.channel, paymentState: order.paid ? 'paid' : 'pending',
    lines: order.lines.map(({ sku, title, quantity, unitPriceMinor }) => ({ sku, title, quantity, unitPriceMinor })),
    discountMinor: order.discountMinor, discountCodes: order.discountCodes, shippingMinor: order.shippingMinor,
    ...(order.customer ? { customer: { id: customers.get(order.customer)! } } : {}),
    ...(order.email ? { email: order.email } : {}),
    shipTo: { city: order.city, country: order.country }, sourceId: sourceOf(sources, order.store, order.channel),
  }))
  const placed = await placeOrders(ctx, orders)
  placed.forEach((order, i) => ids.set(keyOf(told[i]!), order.id))
}

const keyOf = ({ store, number }: { store: string; number: string }) => `${store} ${number}`

/** Refunds and cancellations, each at its moment. */
async function takeBack(ctx: Ctx, { returns }: Chapter, { orders }: Told) {
  const ids = returns.filter(order => order.refund?.lines).map(order => orders.get(keyOf(order))!)
  const lines = ids.length ? await ctx.db.selectFrom('order_lines').select(['id', 'order_id', 'position']).where('order_id', 'in', ids).execute() : []
  const lineIds = new Map(lines.map(line => [`${line.order_id} ${line.position}`, line.id]))
  for (const order of returns) {
    const orderId = orders.get(keyOf(order))!
    const { cancelled, refund } = order
    if (cancelled) await cancelOrder(at(ctx, cancelled.at), { orderId, reason: cancelled.reason })
    if (!refund) continue
    const back = refund.lines?.map(({ position, quantity }) => ({ lineId: lineIds.get(`${orderId} ${position + 1}`)!, quantity }))
    await refundOrder(at(ctx, refund.at), { orderId, reason: refund.reason, ...(back ? { lines: back } : {}), ...(refund.amountMinor ? { amountMinor: refund.amountMinor } : {}) })
  }
}

const eventsAtOnce = 10_000

async function watchVisitors(ctx: Ctx, { events: told }: Chapter, { stores, sources, accounts }: Told) {
  const nodeId = await nodeIds(ctx)
  // Whoever has an account is signed in, so that the browser is theirs from then on.
  const isSignedIn = (event: Story['events'][number]) => event.customer !== null && accounts.get(event.customer) === event.store
  const events = told.map((event): NewEvent => ({
    sourceId: sourceOf(sources, event.store, event.type === 'screen' || event.anonymousId.startsWith('app-') ? 'app' : 'web'), messageId: event.id, type: event.type, name: event.name,
    nodeId: nodeId(isSignedIn(event) ? { kind: `store:${event.store}`, value: event.customer! } : { kind: 'anonymous_id', value: event.anonymousId }),
    userId: isSignedIn(event) ? event.customer : null, storeId: stores.get(event.store)!, anonymousId: event.anonymousId,
    properties: { ...event.properties, currency: storeOf(event.store).currency }, context: event.context, occurredAt: iso(event.at),
  }))
  for (let i = 0; i < events.length; i += eventsAtOnce) await append(ctx.db, events.slice(i, i + eventsAtOnce))
}
