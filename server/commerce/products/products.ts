import { randomUUIDv7 } from 'node:crypto'
import type { NewProduct, Product, ProductChange, Variant, VariantInput } from '../../../contracts/products.ts'
import { appError, inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit, changesBetween, type Change } from '../../staff/index.ts'
import { getProduct, productNotFound } from './list.ts'

export const productNotUsable = appError('products.not_usable', 422, 'The product cannot be kept as it is: {problems}')

/** @throws productNotUsable */
export const createProduct = (ctx: Ctx, product: NewProduct): Promise<Product> =>
  inTransaction(ctx.db, async db => {
    const now = ctx.clock.now().toString()
    const externalId = product.externalId ?? product.variants[0]!.sku
    await refuse(await problemsOf(db, { ...product, externalId }))
    const row = { store_id: product.storeId, external_id: externalId, title: product.title, brand: product.brand, category_id: product.categoryId, status: product.status, image_url: product.imageUrl, tags: unique(product.tags), created_at: now, updated_at: now }
    const { id } = await db.insertInto('products').values(row).returning('id').executeTakeFirstOrThrow()
    await db.insertInto('variants').values(product.variants.map(variant => ({ id: randomUUIDv7(), product_id: id, store_id: product.storeId, ...variantRow(variant), created_at: now, updated_at: now }))).execute()
    await audit(within(ctx, { db }), { action: 'products.create', record: { kind: 'product', id, label: product.title } })
    return getProduct(db, id)
  })

/** @throws productNotFound, productNotUsable */
export const editProduct = (ctx: Ctx, { productId, ...change }: ProductChange & { productId: string }): Promise<Product> =>
  inTransaction(ctx.db, async db => {
    await lock(db, productId)
    const before = await getProduct(db, productId)
    await refuse(await problemsOf(db, { ...change, storeId: before.storeId }, before))
    const changes = productChanges(before, change)
    if (!Object.keys(changes).length) return before
    const { title, brand, categoryId, status, imageUrl, tags } = change
    await db.updateTable('products').where('id', '=', productId)
      .set({ ...defined({ title, brand, category_id: categoryId, status, image_url: imageUrl, tags: tags && unique(tags) }), updated_at: ctx.clock.now().toString() }).execute()
    if (change.variants) await replaceVariants(ctx, db, before, change.variants)
    await audit(within(ctx, { db }), { action: 'products.edit', record: { kind: 'product', id: productId, label: change.title ?? before.title }, changes })
    return getProduct(db, productId)
  })

/** Takes a product out of sale. A repeat changes nothing. */
export const archiveProduct = (ctx: Ctx, { productId }: { productId: string }): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const { title, status } = await lock(db, productId)
    if (status === 'archived') return
    await db.updateTable('products').set({ status: 'archived', updated_at: ctx.clock.now().toString() }).where('id', '=', productId).execute()
    await audit(within(ctx, { db }), { action: 'products.archive', record: { kind: 'product', id: productId, label: title }, changes: { status: { from: status, to: 'archived' } } })
  })

async function lock(db: Db, productId: string) {
  const product = await db.selectFrom('products').select(['title', 'status']).where('id', '=', productId).forUpdate().executeTakeFirst()
  if (!product) throw productNotFound()
  return product
}

type Problems = { field: string; message: string }[]

async function problemsOf(db: Db, { storeId, externalId, categoryId, variants }: { storeId: string; externalId?: string; categoryId?: string | null | undefined; variants?: VariantInput[] | undefined }, before?: Product): Promise<Problems> {
  const store = await db.selectFrom('stores').select('id').where('id', '=', storeId).executeTakeFirst()
  if (!store) return [{ field: 'storeId', message: 'There is no such store.' }]
  const category = categoryId ? await db.selectFrom('categories').select('id').where('id', '=', categoryId).where('store_id', '=', storeId).executeTakeFirst() : true
  const twin = externalId ? await db.selectFrom('products').select('id').where('store_id', '=', storeId).where('external_id', '=', externalId).executeTakeFirst() : undefined
  return [
    ...(category ? [] : [{ field: 'categoryId', message: 'The store has no such category.' }]),
    ...(twin ? [{ field: 'externalId', message: 'Another product of the store has this id.' }] : []),
    ...(variants ? await variantProblems(db, storeId, variants, before) : []),
  ]
}

async function variantProblems(db: Db, storeId: string, variants: VariantInput[], before: Product | undefined): Promise<Problems> {
  const own = new Map(before?.variants.map(variant => [variant.id, variant]))
  const taken = await db.selectFrom('variants').select(['sku', 'product_id']).where('store_id', '=', storeId).where('sku', 'in', variants.map(v => v.sku)).execute()
  const problems = variants.flatMap(({ id, sku }, i): Problems => {
    if (id && !own.has(id)) return [{ field: `variants.${i}.id`, message: 'The product has no such variant.' }]
    if (variants.findIndex(other => other.sku === sku) !== i) return [{ field: `variants.${i}.sku`, message: 'The SKU is named twice.' }]
    return taken.some(row => row.sku === sku && row.product_id !== before?.id) ? [{ field: `variants.${i}.sku`, message: 'Another product of the store has this SKU.' }] : []
  })
  const kept = new Set(variants.map(variant => idOf(variant, before?.variants ?? [])))
  const lost = (before?.variants ?? []).filter(variant => variant.wasOrdered && !kept.has(variant.id))
  return [...problems, ...lost.map(variant => ({ field: 'variants', message: `${variant.sku} was ordered and stays. Archive the product instead.` }))]
}

const idOf = (variant: VariantInput, existing: Variant[]) => variant.id ?? existing.find(other => other.sku === variant.sku)?.id

async function refuse(problems: Problems) {
  if (problems.length) throw productNotUsable({ problems: problems.map(p => p.message).join(' ') }, problems)
}

async function replaceVariants(ctx: Ctx, db: Db, before: Product, variants: VariantInput[]) {
  const now = ctx.clock.now().toString()
  const kept = variants.map(variant => ({ id: idOf(variant, before.variants), ...variantRow(variant) }))
  const gone = before.variants.filter(variant => !kept.some(other => other.id === variant.id)).map(variant => variant.id)
  if (gone.length) await db.deleteFrom('variants').where('id', 'in', gone).execute()
  // SKUs may change places between variants: out of the way first.
  for (const { id, sku } of kept) if (id && before.variants.some(v => v.id === id && v.sku !== sku)) await db.updateTable('variants').set({ sku: `\u0001${id}` }).where('id', '=', id).execute()
  for (const { id, ...row } of kept) {
    if (id) await db.updateTable('variants').set({ ...row, updated_at: now }).where('id', '=', id).execute()
    else await db.insertInto('variants').values({ id: randomUUIDv7(), product_id: before.id, store_id: before.storeId, ...row, created_at: now, updated_at: now }).execute()
  }
}

const variantRow = ({ sku, title, barcode, priceMinor, costMinor }: VariantInput) => ({ sku, title, barcode, price_minor: priceMinor, cost_minor: costMinor })

function productChanges(before: Product, { variants, ...change }: ProductChange): Record<string, Change> {
  const { title, brand, category, status, imageUrl, tags } = before
  const plain = changesBetween({ title, brand, categoryId: category?.id ?? null, status, imageUrl, tags }, defined(change))
  if (!variants) return plain
  const facts = (list: VariantInput[]) => Object.fromEntries(list.map(({ sku, title, barcode, priceMinor, costMinor }) => [sku, { title, barcode, priceMinor, costMinor }]))
  return { ...plain, ...changesBetween({ variants: facts(before.variants) }, { variants: facts(variants) }) }
}

const unique = (tags: string[]) => [...new Set(tags)]
const defined = <T extends object>(fields: T) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }
