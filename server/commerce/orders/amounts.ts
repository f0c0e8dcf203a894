import { extend, spread } from '../../../contracts/money.ts'

type Line = { quantity: number; unitPriceMinor: number; discountMinor?: number | undefined; taxMinor?: number | undefined; totalMinor?: number | undefined }

export type Claim = {
  lines: Line[]
  discountMinor?: number | undefined
  shippingMinor?: number | undefined
  taxMinor?: number | undefined
  taxIncluded: boolean
  subtotalMinor?: number | undefined
  totalMinor?: number | undefined
}

export type Amounts = {
  subtotalMinor: number
  discountMinor: number
  shippingMinor: number
  taxMinor: number
  totalMinor: number
  lines: { discountMinor: number; taxMinor: number; totalMinor: number }[]
}

export type FieldProblem = { field: string; message: string }

/**
 * The amounts of an order, and what in its claim contradicts them. All in minor units:
 *
 *     line total = round(quantity × unit price) − line discount
 *     subtotal   = Σ round(quantity × unit price)          before any discount
 *     discount   = Σ line discounts                         what was given on the order is spread over the lines
 *     total      = subtotal − discount + shipping + tax     tax only where prices exclude it
 *     Σ line totals = subtotal − discount
 *     tax ≥ Σ line taxes                                    the rest is on the shipping
 */
export function amountsOf(claim: Claim): { amounts: Amounts; problems: FieldProblem[] } {
  const worth = claim.lines.map(line => extend(line.quantity, line.unitPriceMinor))
  const own = claim.lines.map(line => line.discountMinor ?? 0)
  const discountMinor = claim.discountMinor ?? sum(own)
  const onOrder = spread(Math.max(0, discountMinor - sum(own)), worth.map((amount, i) => Math.max(0, amount - own[i]!)))
  const lines = claim.lines.map((line, i) => ({ discountMinor: own[i]! + onOrder[i]!, taxMinor: line.taxMinor ?? 0, totalMinor: worth[i]! - own[i]! - onOrder[i]! }))
  const subtotalMinor = sum(worth)
  const taxMinor = claim.taxMinor ?? sum(lines.map(line => line.taxMinor))
  const shippingMinor = claim.shippingMinor ?? 0
  const totalMinor = subtotalMinor - discountMinor + shippingMinor + (claim.taxIncluded ? 0 : taxMinor)
  const amounts = { subtotalMinor, discountMinor, shippingMinor, taxMinor, totalMinor, lines }
  return { amounts, problems: [...lineProblems(claim.lines, worth, own), ...orderProblems(claim, amounts, sum(own))] }
}

function lineProblems(lines: Line[], worth: number[], own: number[]): FieldProblem[] {
  return lines.flatMap((line, i) => {
    const problems: FieldProblem[] = []
    const expected = worth[i]! - own[i]!
    if (expected < 0) problems.push({ field: `lines.${i}.discountMinor`, message: `At most ${worth[i]}: a line is not discounted below zero.` })
    else if (line.totalMinor !== undefined && line.totalMinor !== expected) problems.push({ field: `lines.${i}.totalMinor`, message: `Expected ${expected}: quantity × unit price − discount.` })
    return problems
  })
}

function orderProblems(claim: Claim, { subtotalMinor, discountMinor, taxMinor, totalMinor, lines }: Amounts, onLines: number): FieldProblem[] {
  const problems: FieldProblem[] = []
  const lineTax = sum(lines.map(line => line.taxMinor))
  if (discountMinor < onLines) problems.push({ field: 'discountMinor', message: `Expected at least ${onLines}: it includes the discounts of the lines.` })
  if (discountMinor > subtotalMinor) problems.push({ field: 'discountMinor', message: `At most the subtotal, ${subtotalMinor}.` })
  if (taxMinor < lineTax) problems.push({ field: 'taxMinor', message: `Expected at least ${lineTax}: it includes the taxes of the lines.` })
  if (claim.subtotalMinor !== undefined && claim.subtotalMinor !== subtotalMinor) problems.push({ field: 'subtotalMinor', message: `Expected ${subtotalMinor}: the sum of quantity × unit price, before discounts.` })
  if (claim.totalMinor !== undefined && claim.totalMinor !== totalMinor) problems.push({ field: 'totalMinor', message: `Expected ${totalMinor}: subtotal − discount + shipping${claim.taxIncluded ? '' : ' + tax'}.` })
  return problems
}

export const sum = (amounts: number[]) => amounts.reduce((a, b) => a + b, 0)
