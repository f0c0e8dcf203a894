import type { Import, ImportKind, ImportPreview, RowReason } from '../../contracts/imports.ts'
import type { Tone } from '../ui/index.ts'

// Literal keys, so that a test sees which texts are used.
export const kindNames: Record<ImportKind, string> = { customers: 'imports.kind.customers', products: 'imports.kind.products', orders: 'imports.kind.orders', 'order-lines': 'imports.kind.orderLines' }
export const kindTexts: Record<ImportKind, string> = { customers: 'imports.kindText.customers', products: 'imports.kindText.products', orders: 'imports.kindText.orders', 'order-lines': 'imports.kindText.orderLines' }
export const stateNames: Record<Import['state'], string> = {
  uploading: 'imports.state.uploading', waiting: 'imports.state.waiting', running: 'imports.state.running', done: 'imports.state.done', failed: 'imports.state.failed', cancelled: 'imports.state.cancelled',
}
export const stateTones: Record<Import['state'], Tone> = { uploading: 'info', waiting: 'amber', running: 'info', done: 'brand', failed: 'bad', cancelled: 'plain' }
export const stepNames: Record<Import['step'], string> = {
  reading: 'imports.step.reading', customers: 'imports.step.customers', products: 'imports.step.products', orders: 'imports.step.orders', refunds: 'imports.step.refunds', finishing: 'imports.step.finishing',
}
export const reasonTexts: Record<RowReason['reason'], string> = {
  missing: 'imports.reason.missing', not_number: 'imports.reason.notNumber', negative: 'imports.reason.negative', not_whole: 'imports.reason.notWhole', not_date: 'imports.reason.notDate', not_email: 'imports.reason.notEmail',
  not_country: 'imports.reason.notCountry', not_currency: 'imports.reason.notCurrency', other_currency: 'imports.reason.otherCurrency', not_choice: 'imports.reason.notChoice', too_long: 'imports.reason.tooLong', too_large: 'imports.reason.tooLarge',
  cells_missing: 'imports.reason.cellsMissing', adjustment: 'imports.reason.adjustment', stock_movement: 'imports.reason.stockMovement',
}
export const countNames = { orders: 'imports.step.orders', refunds: 'imports.step.refunds', customers: 'imports.step.customers', products: 'imports.step.products' } as const
export const doubtTexts: Record<ImportPreview['doubts'][number], string> = { encoding: 'imports.doubt.encoding', dates: 'imports.doubt.dates', decimal: 'imports.doubt.decimal' }

export const fieldNames: Record<string, string> = {
  customer_key: 'imports.field.customerKey', email: 'imports.field.email', phone: 'imports.field.phone', name: 'imports.field.name', ship_name: 'imports.field.shipName', address: 'imports.field.address',
  postal_code: 'imports.field.postalCode', city: 'imports.field.city', region: 'imports.field.region', country: 'imports.field.country', number: 'imports.field.number', placed_at: 'imports.field.placedAt',
  currency: 'imports.field.currency', subtotal: 'imports.field.subtotal', discount: 'imports.field.discount', shipping: 'imports.field.shipping', tax: 'imports.field.tax', total: 'imports.field.total', refunded: 'imports.field.refunded',
  payment_state: 'imports.field.paymentState', cancelled_at: 'imports.field.cancelledAt', cancel_reason: 'imports.field.cancelReason', discount_code: 'imports.field.discountCode', channel: 'imports.field.channel',
  sku: 'imports.field.sku', product_key: 'imports.field.productKey', title: 'imports.field.title', quantity: 'imports.field.quantity', unit_price: 'imports.field.unitPrice', line_discount: 'imports.field.lineDiscount',
  line_tax: 'imports.field.lineTax', brand: 'imports.field.brand', category: 'imports.field.category', first_name: 'imports.field.firstName', last_name: 'imports.field.lastName', language: 'imports.field.language',
  birthday: 'imports.field.birthday', gender: 'imports.field.gender', tags: 'imports.field.tags', created_at: 'imports.field.createdAt', variant_title: 'imports.field.variantTitle', price: 'imports.field.price', cost: 'imports.field.cost',
  barcode: 'imports.field.barcode', status: 'imports.field.status', image_url: 'imports.field.imageUrl',
}
