import type { FastifyRequest } from 'fastify'
import { languages, type Language } from '../../contracts/shapes.ts'
import type { Ctx } from '../platform/index.ts'
import { categoriesOf, type Category } from './selling/catalogue.ts'
import { shelves, shopOf, type Shelf, type Shop } from './shop.ts'
import { cookieNamed, openState, type State } from './state.ts'
import { languageOf, sayIn, type Say } from './words.ts'

/** One request of a visitor: which shop, in which language, and what they have in hand. */
export type Visit = {
  ctx: Ctx
  shop: Shop
  /** All stores that sell something. */
  shelves: Shelf[]
  origin: string
  language: Language
  say: Say
  state: State
  categories: Category[]
  path: string
  query: Record<string, string>
  params: Record<string, string>
  /** Whether the browser may tell Suki; undefined while the visitor was not asked. */
  consent: boolean | undefined
  /** Who the browser is for Suki, where it may say so. */
  anonymousId: string | undefined
}

/** @returns undefined where no store has anything to sell */
export async function visitOf(ctx: Ctx, request: FastifyRequest): Promise<Visit | undefined> {
  const { cookie } = request.headers
  const state = openState(cookie, ctx.config.secret!)
  const query = request.query as Record<string, string>
  const stores = await shelves(ctx.db)
  const shop = await shopOf(ctx, stores, query['store'] ?? state.store)
  if (!shop) return undefined
  choose(state, query, shop)
  const language = state.language ?? languageOf(request.headers['accept-language'])
  const choice = cookieNamed(cookie, 'suki_consent')
  return {
    ctx, shop, shelves: stores, state, language, query, say: sayIn(language), categories: await categoriesOf(ctx, shop), params: request.params as Record<string, string>,
    origin: ctx.config.publicUrl ? new URL(ctx.config.publicUrl).origin : `${request.protocol}://${request.host}`,
    path: request.url.split('?')[0]!, consent: choice === undefined ? undefined : choice === 'yes',
    anonymousId: choice === 'yes' ? decodeURIComponent(cookieNamed(cookie, 'suki_id')?.split('|')[0] ?? '') || undefined : undefined,
  }
}

/** `?language=nl` and `?store=…` choose from here on. Another store sells other things, so the cart starts anew. */
function choose(state: State, { language, store }: Record<string, string>, shop: Shop) {
  const chosen = languages.find(one => one === language)
  if (chosen) state.language = chosen
  if (store === undefined || state.store === shop.key) return
  if (state.store !== undefined || state.cart.lines.length) Object.assign(state, { cart: { id: crypto.randomUUID(), lines: [] }, wishlist: [], checkout: undefined })
  state.store = shop.key
}
