import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import type { Ctx } from '../platform/index.ts'
import { addToCart, dropCoupon, review, setQuantity, signIn, signOut, subscribe, takeStep, unwish, useCoupon, wish, type Outcome, type Typed } from './acts.ts'
import { serveAssets } from './assets.ts'
import { account, confirmation, nothingHere, privacy } from './pages/account.ts'
import { cart } from './pages/cart.ts'
import { checkout, steps, type Step } from './pages/checkout.ts'
import { home } from './pages/home.ts'
import { layout, noticeText, type Page } from './pages/layout.ts'
import { product } from './pages/product.ts'
import { category, search, wishlist } from './pages/shelf.ts'
import { isOpen } from './shop.ts'
import { sealState, type State } from './state.ts'
import { callsOf } from './telling.ts'
import { visitOf, type Visit } from './visit.ts'

type Show = (visit: Visit) => Promise<Page | { to: string } | undefined> | Page | undefined

const pages: Record<string, Show> = {
  '/demo-shop': home,
  '/demo-shop/c/:category': category,
  '/demo-shop/search': search,
  '/demo-shop/p/:product': product,
  '/demo-shop/wishlist': wishlist,
  '/demo-shop/cart': cart,
  '/demo-shop/checkout': beginCheckout,
  '/demo-shop/checkout/:step': checkoutStep,
  '/demo-shop/order/:number': confirmation,
  '/demo-shop/account': account,
  '/demo-shop/privacy': privacy,
  '/demo-shop/*': () => undefined,
}

type Act = (visit: Visit, typed: Typed, app: FastifyInstance) => Promise<Outcome>
const acts: Record<string, Act> = {
  'cart/add': addToCart, 'cart/set': setQuantity, coupon: useCoupon, 'coupon/remove': dropCoupon, 'wishlist/add': wish, 'wishlist/remove': unwish, review, newsletter: subscribe,
  account: signIn, 'account/leave': signOut, 'checkout/:step': (visit, typed) => takeStep(visit, stepOf(visit), typed),
}

/** Serves the demo shop at /demo-shop, where it is open. */
export async function openShop(app: FastifyInstance, ctx: Ctx): Promise<void> {
  await app.register(async shop => {
    shop.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 16_384 }, (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))))
    shop.addHook('onRequest', async (request, reply) => {
      if (!(await isOpen(ctx))) return reply.callNotFound()
      if (request.method === 'POST' && isForeign(request)) return reply.status(403).send()
    })
    serveAssets(shop)
    for (const [path, show] of Object.entries(pages)) shop.get(path, (request, reply) => answerPage(ctx, request, reply, show))
    for (const [path, act] of Object.entries(acts)) shop.post(`/demo-shop/${path}`, (request, reply) => answerAct(app, ctx, request, reply, act))
  })
}

/** Other sites may not post in a visitor's name. */
function isForeign({ headers: { origin }, host }: FastifyRequest): boolean {
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)
}

async function answerPage(ctx: Ctx, request: FastifyRequest, reply: FastifyReply, show: Show) {
  const visit = await visitOf(ctx, request)
  if (!visit) return reply.status(503).type('text/html; charset=utf-8').send('<!doctype html><title>Demo shop</title><p>There is nothing to sell yet. Add a store with products in <a href="/">Suki</a>, or start it with --demo.')
  const before = JSON.stringify(visit.state)
  if (visit.query['language'] ?? visit.query['store']) return leave(ctx, reply, visit, withoutChoice(visit))
  const shown = (await show(visit)) ?? nothingHere(visit)
  if ('to' in shown) return leave(ctx, reply, visit, shown.to)
  return sendPage(ctx, reply, visit, shown, before)
}

async function sendPage(ctx: Ctx, reply: FastifyReply, visit: Visit, page: Page, before: string) {
  const { told, notice } = visit.state
  const calls = [...(await callsOf(visit, told)), ...(page.calls ?? [])]
  visit.state.told = []
  delete visit.state.notice
  if (JSON.stringify(visit.state) !== before) keep(ctx, reply, visit.state)
  return reply.status(page.status ?? 200).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(layout(visit, { ...page, calls }, notice))
}

async function answerAct(app: FastifyInstance, ctx: Ctx, request: FastifyRequest, reply: FastifyReply, act: Act) {
  const visit = await visitOf(ctx, request)
  if (!visit) return reply.status(503).send()
  const before = JSON.stringify(visit.state)
  const outcome = await act(visit, (request.body ?? {}) as Typed, app)
  if ('wrong' in outcome) return sendPage(ctx, reply, visit, await (visit.path === '/demo-shop/account' ? account(visit, outcome.wrong) : checkout(visit, stepOf(visit), visit.state.checkout!, outcome.wrong)), before)
  return request.headers.accept === 'application/json' ? answerInPlace(ctx, reply, visit) : leave(ctx, reply, visit, outcome.to)
}

/** For a page that stays: what to say, what to tell Suki, and the new counts. */
async function answerInPlace(ctx: Ctx, reply: FastifyReply, visit: Visit) {
  const { state } = visit
  const calls = await callsOf(visit, state.told)
  const notice = noticeText(visit, state.notice)
  state.told = []
  delete state.notice
  keep(ctx, reply, state)
  return reply.header('cache-control', 'no-store').send({ notice, calls, cart: state.cart.lines.reduce((sum, line) => sum + line.quantity, 0), wishlist: state.wishlist.length, wished: state.wishlist })
}

function leave(ctx: Ctx, reply: FastifyReply, { state }: Visit, to: string) {
  keep(ctx, reply, state)
  return reply.redirect(to, 303)
}

const keep = ({ config }: Ctx, reply: FastifyReply, state: State) => void reply.header('set-cookie', sealState(state, { secret: config.secret!, isSecure: config.publicUrl?.startsWith('https:') ?? false }))

function withoutChoice({ path, query: { language: _, store, ...rest } }: Visit): string {
  if (store !== undefined) return '/demo-shop'
  return Object.keys(rest).length ? `${path}?${new URLSearchParams(rest)}` : path
}

/** From the cart into the first step that is not done. */
function beginCheckout({ state }: Visit) {
  if (!state.cart.lines.length) return Promise.resolve({ to: '/demo-shop/cart' })
  if (!state.checkout) {
    state.checkout = { id: randomUUID(), done: 0 }
    state.told.push(['checkout'])
  }
  return Promise.resolve({ to: `/demo-shop/checkout/${steps[Math.min(state.checkout.done, 2)]}` })
}

const stepOf = ({ params }: Visit): Step => steps.find(step => step === params['step']) ?? 'contact'

async function checkoutStep(visit: Visit) {
  const { state } = visit
  const step = stepOf(visit)
  if (!state.checkout || !state.cart.lines.length || steps.indexOf(step) > state.checkout.done) return { to: '/demo-shop/checkout' }
  return checkout(visit, step, state.checkout)
}
