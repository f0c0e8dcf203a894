import { decimals } from '../../../../contracts/money.ts'
import type { LogEvent } from '../../../collect/index.ts'
import { currencyIn, minorIn, numberIn, partOf, textIn } from './amounts.ts'
import { productsIn, type ToldProduct } from './products.ts'

/** What an event says about an order, as far as it says it. Amounts in minor units of `currency`. */
export type SaidOfOrder = {
  currency: string
  products?: ToldProduct[]
  totalMinor?: number
  revenueMinor?: number
  subtotalMinor?: number
  shippingMinor?: number
  taxMinor?: number
  discountMinor?: number
  taxIncluded?: boolean
  codes?: string[]
  channel?: string
  isPending?: boolean
  email?: string
  phone?: string
  shipTo?: Partial<Record<'name' | 'address' | 'postalCode' | 'city' | 'region' | 'country', string>>
  reason?: string
  refund?: { key: string; amountMinor?: number; upToMinor?: number }
}

type Properties = Record<string, unknown>

/** The number that the shop gave the order. */
export const orderNumberIn = (properties: Properties) => textIn(properties['order_id'] ?? properties['orderId'] ?? properties['order_number'] ?? properties['transaction_id'], 80)

/** A stable number for an order that has none. */
export const numberFor = ({ id }: Pick<LogEvent, 'id'>) => `E-${id.replaceAll('-', '').slice(0, 10).toUpperCase()}`

/** Everything that an order event says. */
export function saidOfOrder(event: LogEvent, storeCurrency: string): SaidOfOrder {
  const { properties } = event
  const currency = currencyIn(properties['currency']) ?? storeCurrency
  const products = productsIn(properties, currency)
  return { currency, ...(products && { products }), ...amountsIn(properties, currency), ...particularsIn(event), ...(/refund/i.test(event.name) && { refund: refundIn(event, currency) }) }
}

function amountsIn(properties: Properties, currency: string) {
  const amount = (...names: string[]) => {
    const minor = names.map(name => minorIn(properties[name], currency)).find(value => value !== undefined)
    return minor !== undefined && minor >= 0 ? minor : undefined
  }
  const found = { totalMinor: amount('total', 'value'), revenueMinor: amount('revenue'), subtotalMinor: amount('subtotal'), shippingMinor: amount('shipping'), taxMinor: amount('tax'), discountMinor: amount('discount') }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as { [K in keyof typeof found]?: number }
}

function particularsIn({ properties, context }: LogEvent): Partial<SaidOfOrder> {
  const buyer = [properties, partOf(properties, 'customer'), partOf(context, 'traits')]
  const ofBuyer = (name: string, length: number) => buyer.map(part => textIn(part[name], length)).find(Boolean)
  const codes = codesIn(properties)
  const [channel, state] = [textIn(properties['channel'], 40)?.toLowerCase(), textIn(properties['payment_state'] ?? properties['payment_status'] ?? properties['financial_status'], 40)?.toLowerCase()]
  const [email, phone, reason] = [ofBuyer('email', 254), ofBuyer('phone', 40), textIn(properties['reason'] ?? properties['cancel_reason'], 500)]
  const shipTo = addressIn(properties)
  return {
    ...(codes && { codes }), ...(channel && { channel }), ...(state && { isPending: /^(pending|unpaid|awaiting|authorized|authorised|open)/.test(state) }),
    ...(email?.includes('@') && { email: email.toLowerCase() }), ...(phone && { phone }), ...(reason && { reason }),
    ...(typeof properties['tax_included'] === 'boolean' && { taxIncluded: properties['tax_included'] }), ...(Object.keys(shipTo).length && { shipTo }),
  }
}

/** Codes come as one text, `A,B`, as a list, or on the products. */
function codesIn(properties: Properties): string[] | undefined {
  const given = properties['coupon'] ?? properties['coupons'] ?? properties['coupon_code'] ?? properties['discount_codes']
  const ofProducts = Array.isArray(properties['products']) ? properties['products'].map(product => (product as Properties | null)?.['coupon']) : []
  const texts = [given, ofProducts].flat(2).flatMap(code => textIn(code)?.split(',') ?? [])
  const codes = [...new Set(texts.map(code => code.trim().slice(0, 100)).filter(Boolean))].slice(0, 20)
  return codes.length || given === '' ? codes : undefined
}

export const couponIn = (properties: Properties) => textIn(properties['coupon_id'] ?? properties['coupon_name'] ?? properties['coupon'] ?? properties['code'], 100)

function addressIn(properties: Properties): NonNullable<SaidOfOrder['shipTo']> {
  const of = ['shipping_address', 'shippingAddress', 'ship_to', 'address'].map(name => partOf(properties, name)).find(part => Object.keys(part).length) ?? {}
  const first = (...names: string[]) => names.map(name => textIn(of[name])).find(Boolean)
  const country = first('country_code', 'countryCode', 'country')?.toUpperCase()
  const found = {
    name: first('name') ?? ([first('first_name', 'firstName'), first('last_name', 'lastName')].filter(Boolean).join(' ') || undefined),
    address: first('street', 'address1', 'address', 'line1'), postalCode: first('postal_code', 'postalCode', 'zip')?.slice(0, 20), city: first('city'), region: first('region', 'province', 'state'),
    country: country && /^[A-Z]{2}$/.test(country) ? country : undefined,
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value)) as NonNullable<SaidOfOrder['shipTo']>
}

/**
 * What went back: `refund_amount` (also `refund`, `amount`) is this refund's money, `total_refunded` (also `refunded`)
 * everything so far. Without either it is what the products were paid with, else `total`, else all that is left.
 */
function refundIn({ id, properties }: LogEvent, currency: string): NonNullable<SaidOfOrder['refund']> {
  const amount = (...names: string[]) => names.map(name => (numberIn(properties[name], decimals(currency)) === undefined ? undefined : minorIn(properties[name], currency))).find(value => value !== undefined)
  const [amountMinor, upToMinor] = [amount('refund_amount', 'refund', 'amount'), amount('total_refunded', 'refunded')]
  return { key: textIn(properties['refund_id'], 100) ?? `R${id.slice(0, 8).toUpperCase()}`, ...(amountMinor !== undefined && { amountMinor: Math.abs(amountMinor) }), ...(upToMinor !== undefined && { upToMinor: Math.abs(upToMinor) }) }
}
