import { z } from 'zod'
import { route } from './route.ts'
import { Currency, Done, Id, Instant, many, Minor, page, PageQuery } from './shapes.ts'

export const productStatuses = ['active', 'draft', 'archived'] as const
const ProductStatus = z.enum(productStatuses)

export const ProductRow = z.object({
  id: Id,
  storeId: Id,
  /** The shop's own id of the product. */
  externalId: z.string(),
  title: z.string(),
  brand: z.string().nullable(),
  category: z.object({ id: Id, name: z.string() }).nullable(),
  status: ProductStatus,
  imageUrl: z.string().nullable(),
  tags: z.array(z.string()),
  /** The store's; prices and costs are in it. */
  currency: Currency,
  variantsCount: z.int(),
  priceFromMinor: Minor.nullable(),
  priceToMinor: Minor.nullable(),
  /** In the 90 days up to the store's last order: pieces, and what customers paid for them before refunds. */
  sold90: z.number(),
  revenue90Minor: Minor,
  createdAt: Instant,
  updatedAt: Instant,
})
export type ProductRow = z.infer<typeof ProductRow>

export const Variant = z.object({
  id: Id,
  sku: z.string(),
  title: z.string(),
  barcode: z.string().nullable(),
  priceMinor: Minor.nullable(),
  costMinor: Minor.nullable(),
  /** Whether an order names it; such a variant cannot be removed. */
  wasOrdered: z.boolean(),
})
export type Variant = z.infer<typeof Variant>

export const Product = ProductRow.extend({ storeName: z.string(), variants: z.array(Variant) })
export type Product = z.infer<typeof Product>

const VariantInput = z.object({
  /** Names an existing variant; without it the SKU decides. */
  id: Id.optional(),
  sku: z.string().trim().min(1, 'Give the variant a SKU.').max(120),
  title: z.string().trim().max(200).default(''),
  barcode: z.string().trim().max(60).nullable().default(null),
  priceMinor: Minor.min(0, 'A price is not negative.').nullable().default(null),
  costMinor: Minor.min(0, 'A cost is not negative.').nullable().default(null),
})
export type VariantInput = z.output<typeof VariantInput>

const fields = {
  title: z.string().trim().min(1, 'Give the product a title.').max(300),
  brand: z.string().trim().min(1).max(120).nullable(),
  categoryId: Id.nullable(),
  status: ProductStatus,
  /** Of any site, or a path of this one. */
  imageUrl: z.string().max(2000).regex(/^(https?:\/\/|\/(?!\/))\S+$/, 'Expected the address of a picture, e.g. https://shop.example.com/mug.jpg.').nullable(),
  tags: z.array(z.string().trim().min(1).max(60)).max(50),
  variants: z.array(VariantInput).min(1, 'A product has at least one variant.').max(200),
}

const NewProduct = z.object({
  storeId: Id,
  externalId: z.string().trim().min(1).max(120).optional(),
  title: fields.title,
  brand: fields.brand.default(null),
  categoryId: fields.categoryId.default(null),
  status: fields.status.default('active'),
  imageUrl: fields.imageUrl.default(null),
  tags: fields.tags.default([]),
  variants: fields.variants,
})
export type NewProduct = z.output<typeof NewProduct>

/** What is left out stays. `variants` replaces the whole list. */
const ProductChange = z.object(fields).partial()
export type ProductChange = z.output<typeof ProductChange>

export const productSorts = ['title', '-title', '-created', '-sold', '-revenue'] as const
const ProductQuery = PageQuery.extend({
  /** Words of the title, brand, SKU or the shop's id; typing mistakes are forgiven. */
  q: z.string().trim().max(200).optional(),
  store: many(Id),
  category: many(Id),
  brand: many(z.string()),
  status: many(ProductStatus),
  tag: many(z.string()),
  priceFrom: z.coerce.number().int().optional(),
  priceTo: z.coerce.number().int().optional(),
  sort: z.enum(productSorts).default('title'),
})
export type ProductQuery = z.output<typeof ProductQuery>

export const listProducts = route({
  method: 'GET', path: '/v1/products', may: 'products.read',
  summary: 'Products, by title, newest, pieces sold or revenue. Prices in filters are minor units.',
  query: ProductQuery, answers: page(ProductRow),
})

export const getProduct = route({
  method: 'GET', path: '/v1/products/:productId', may: 'products.read',
  summary: 'One product with its variants.',
  params: z.object({ productId: Id }), answers: Product,
})

export const createProduct = route({
  method: 'POST', path: '/v1/products', may: 'products.write', audits: 'products.create',
  summary: 'Adds a product with its variants.',
  body: NewProduct, answers: Product,
})

export const editProduct = route({
  method: 'PATCH', path: '/v1/products/:productId', may: 'products.write', audits: 'products.edit',
  summary: 'Changes a product; what is left out stays. A list of variants replaces the old list.',
  params: z.object({ productId: Id }), body: ProductChange, answers: Product,
})

export const archiveProduct = route({
  method: 'POST', path: '/v1/products/:productId/archive', may: 'products.write', audits: 'products.archive',
  summary: 'Takes a product out of sale; its history stays.',
  params: z.object({ productId: Id }), answers: Done,
})

export const Category = z.object({ id: Id, storeId: Id, name: z.string(), productsCount: z.int() })

export const listCategories = route({
  method: 'GET', path: '/v1/categories', may: 'products.read',
  summary: 'The categories of products by name.',
  query: PageQuery.extend({ store: many(Id) }), answers: page(Category),
})

export const createCategory = route({
  method: 'POST', path: '/v1/categories', may: 'products.write', audits: 'products.create_category',
  summary: 'Adds a category to a store. A name that exists already gives that category.',
  body: z.object({ storeId: Id, name: z.string().trim().min(1).max(120) }), answers: Category,
})

export const listBrands = route({
  method: 'GET', path: '/v1/brands', may: 'products.read',
  summary: 'The brands that products name, at most 200.',
  query: z.object({ store: many(Id) }), answers: z.object({ items: z.array(z.string()) }),
})
