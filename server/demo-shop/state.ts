import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { Language } from '../../contracts/shapes.ts'

// What a visitor has in hand lies in a cookie of their browser, sealed by the server: the demo shop keeps nobody's data by itself.

const Checkout = z.object({
  id: z.string(),
  /** The steps that are done. */
  done: z.number(),
  email: z.string(), name: z.string(), phone: z.string(), address: z.string(), postalCode: z.string(), city: z.string(), country: z.string(),
  delivery: z.enum(['post', 'pickup']),
}).partial().required({ id: true, done: true })
export type Checkout = z.infer<typeof Checkout>

/** Something that happened and that the next page tells Suki: what, then particulars. */
const Told = z.tuple([z.string()]).rest(z.union([z.string(), z.number()]))
export type Told = z.infer<typeof Told>

const mostTold = 12

const State = z.object({
  store: z.string().optional(),
  language: Language.optional(),
  cart: z.object({ id: z.string(), lines: z.array(z.object({ sku: z.string(), quantity: z.number().int().min(1).max(99) })).max(20), coupon: z.string().optional() }),
  /** The shop's ids of products. */
  wishlist: z.array(z.string()).max(20),
  account: z.object({ email: z.string(), name: z.string() }).optional(),
  /** Numbers of what was ordered in this browser, the newest first. */
  orders: z.array(z.string()).max(10),
  checkout: Checkout.optional(),
  told: z.array(Told).max(mostTold),
  /** What the next page says to the visitor. */
  notice: z.string().optional(),
})
export type State = z.infer<typeof State>

export const freshState = (): State => ({ cart: { id: randomUUID(), lines: [] }, wishlist: [], orders: [], told: [] })

const cookie = 'suki_demo_shop'
const ninetyDays = 7_776_000

/** What the visitor's cookie holds; a fresh start where it is missing, was altered, or is of an older shop. */
export function openState(cookies: string | undefined, secret: string): State {
  const [body = '', seal = ''] = (cookieNamed(cookies, cookie) ?? '').split('.')
  if (!isSealed(body, seal, secret)) return freshState()
  const read = State.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString()))
  return read.success ? read.data : freshState()
}

export function sealState(state: State, { secret, isSecure }: { secret: string; isSecure: boolean }): string {
  const whole = bodyOf({ ...state, told: state.told.slice(-mostTold) })
  const body = whole.length < roomInCookie ? whole : bodyOf({ ...state, told: [] })
  return `${cookie}=${body}.${sealOf(body, secret)}; Path=/demo-shop; Max-Age=${ninetyDays}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
}

/** Browsers take 4,096 bytes with name and attributes; what was to be told gives way to what is in the cart. */
const roomInCookie = 3_800
const bodyOf = (state: State) => Buffer.from(JSON.stringify(state)).toString('base64url')

const sealOf = (body: string, secret: string) => createHmac('sha256', secret).update(`demo shop ${body}`).digest('base64url')

function isSealed(body: string, seal: string, secret: string): boolean {
  const [given, expected] = [Buffer.from(seal), Buffer.from(sealOf(body, secret))]
  return given.length === expected.length && timingSafeEqual(given, expected)
}

export const cookieNamed = (cookies: string | undefined, name: string): string | undefined =>
  cookies?.split(/;\s*/).find(pair => pair.startsWith(`${name}=`))?.slice(name.length + 1)
