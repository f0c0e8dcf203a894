import { z } from 'zod'
import { Id, Instant, Language } from './shapes.ts'

/** What a message is made of. The tree of blocks is data: the editor draws it, the server makes MJML of it. */

const Hex = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'Expected a colour like #0b6e5b.')
/** Colours by their part in the brand kit, so that the dark palette can answer for each. */
export const colourRoles = ['page', 'surface', 'soft', 'brand', 'ink', 'muted'] as const
const Colour = z.union([z.enum(colourRoles), Hex])
const Align = z.enum(['left', 'center', 'right'])
/** An address, with or without Liquid in it. */
const Href = z.string().max(2000)
/** A Liquid condition, e.g. `customer.orders_count > 0`; null shows it to everybody. */
const When = z.string().trim().max(300).nullable().default(null)
const BlockId = z.string().regex(/^[\w-]{1,40}$/)
/** A few tags only: paragraphs, headings, lists, links, bold, italic. Others are taken out when it is saved. */
const Rich = z.string().max(30_000)

const block = { id: BlockId, when: When }
export const TextBlock = z.object({ ...block, type: z.literal('text'), html: Rich, align: Align.default('left'), colour: Colour.default('ink'), size: z.enum(['small', 'normal', 'large']).default('normal') })
export const ImageBlock = z.object({ ...block, type: z.literal('image'), src: Href, alt: z.string().max(500), href: Href.nullable().default(null), width: z.int().min(16).max(600).default(552), align: Align.default('center'), rounded: z.boolean().default(false) })
export const ButtonBlock = z.object({ ...block, type: z.literal('button'), text: z.string().max(200), href: Href, align: Align.default('left'), look: z.enum(['filled', 'outline']).default('filled'), wide: z.boolean().default(false) })
/** What is found for each reader when it is written: see docs/templates.md. */
export const recommendations = ['for_you', 'seen', 'together', 'favourites', 'best'] as const
export type Recommendation = (typeof recommendations)[number]
/** `chosen` by hand, recommended, or whatever the person viewed, left in the cart or ordered last. */
export const productSources = ['chosen', ...recommendations, 'viewed', 'cart', 'order'] as const
export const ProductsBlock = z.object({ ...block, type: z.literal('products'), from: z.enum(productSources), productIds: z.array(Id).max(12).default([]), limit: z.int().min(1).max(12).default(3), /** `large`: one under another, as wide as the mail. */ layout: z.enum(['rows', 'grid', 'large']).default('rows'), price: z.boolean().default(true), quantity: z.boolean().default(false) })
export const DividerBlock = z.object({ ...block, type: z.literal('divider') })
export const SpacerBlock = z.object({ ...block, type: z.literal('spacer'), height: z.int().min(4).max(120).default(24) })
export const LogoBlock = z.object({ ...block, type: z.literal('logo'), align: Align.default('left'), width: z.int().min(24).max(400).default(140) })
export const SocialBlock = z.object({ ...block, type: z.literal('social'), align: Align.default('left') })
export const FooterBlock = z.object({ ...block, type: z.literal('footer'), html: Rich.default(''), unsubscribe: z.string().max(120).default(''), preferences: z.string().max(120).default(''), view: z.string().max(120).default(''), align: Align.default('left') })
export const Block = z.discriminatedUnion('type', [TextBlock, ImageBlock, ButtonBlock, ProductsBlock, DividerBlock, SpacerBlock, LogoBlock, SocialBlock, FooterBlock])
export type Block = z.infer<typeof Block>
export type BlockType = Block['type']

export const Column = z.object({ id: BlockId, /** Per cent of the section. */ width: z.int().min(10).max(100), blocks: z.array(Block).max(40) })
export type Column = z.infer<typeof Column>
export const Section = z.object({ id: BlockId, when: When, background: Colour.default('surface'), padding: z.enum(['none', 'small', 'normal', 'large']).default('normal'), columns: z.array(Column).min(1).max(4) })
export type Section = z.infer<typeof Section>

export const Body = z.discriminatedUnion('form', [
  z.object({ form: z.literal('blocks'), sections: z.array(Section).max(60) }),
  z.object({ form: z.literal('mjml'), source: z.string().max(300_000) }),
])
export type Body = z.infer<typeof Body>

/** A message in one language. */
export const Variant = z.object({
  subject: z.string().max(500),
  /** The line that mail programs show beside the subject. */
  preheader: z.string().max(500).default(''),
  body: Body,
  /** The plain-text part where a person wrote it; null makes it of the HTML. */
  text: z.string().max(100_000).nullable().default(null),
  /** What stands for a variable that is empty, e.g. `customer.first_name` → `friend`. */
  defaults: z.record(z.string().max(100), z.string().max(300)).default({}),
})
export type Variant = z.infer<typeof Variant>

/** A message in every language it speaks. Whoever reads another language gets the main one. */
export const Content = z.object({ mainLanguage: Language, variants: z.partialRecord(Language, Variant) })
  .refine(({ mainLanguage, variants }) => variants[mainLanguage] !== undefined, { message: 'The main language needs a text.', path: ['mainLanguage'] })
export type Content = z.infer<typeof Content>

/** Every block of a message or of one of its languages, in reading order. */
export const blocksOf = (of: Content | Body): Block[] =>
  ('variants' in of ? Object.values(of.variants).map(variant => variant.body) : [of]).flatMap(body => (body.form === 'blocks' ? body.sections : [])).flatMap(section => section.columns).flatMap(column => column.blocks)

export const templateKinds = ['campaign', 'transactional'] as const
export const TemplateKind = z.enum(templateKinds)
export type TemplateKind = z.infer<typeof TemplateKind>

export const VersionLine = z.object({ id: Id, number: z.int(), note: z.string(), madeBy: z.string(), madeAt: Instant, languages: z.array(Language) })
export type VersionLine = z.infer<typeof VersionLine>

/** A version with what it says. */
export const VersionContent = VersionLine.extend({ content: Content })
export type VersionContent = z.infer<typeof VersionContent>

const line = {
  id: Id, name: z.string(), kind: TemplateKind, storeId: Id, storeName: z.string(),
  subject: z.string(), languages: z.array(Language), mainLanguage: Language,
  /** The newest version; null until the first is made. */
  version: VersionLine.nullable(),
  /** The draft differs from the newest version. */
  hasDraft: z.boolean(),
  updatedAt: Instant, archivedAt: Instant.nullable(),
}
export const TemplateLine = z.object(line)
export type TemplateLine = z.infer<typeof TemplateLine>
/** A template to edit: `content` is the draft; `revision` goes back with each change, so that nobody writes over another's. */
export const Template = z.object({ ...line, content: Content, revision: z.int(), draftBy: z.string(), draftAt: Instant })
export type Template = z.infer<typeof Template>

/** Colours of one theme; every pair of text and ground is checked against WCAG AA. */
export const Palette = z.object({ page: Hex, surface: Hex, soft: Hex, ink: Hex, muted: Hex, line: Hex, brand: Hex, onBrand: Hex, link: Hex })
export type Palette = z.infer<typeof Palette>
export const fonts = ['system', 'arial', 'georgia', 'verdana', 'trebuchet', 'tahoma'] as const
export const networks = ['facebook', 'instagram', 'x', 'youtube', 'linkedin', 'pinterest', 'tiktok', 'website'] as const
const WebAddress = z.url({ protocol: /^https?$/, error: 'Expected an address that begins with https://.' })

/** How a store looks and signs. */
export const BrandKit = z.object({
  name: z.string().trim().max(120),
  /** `dark`: the logo on a dark ground, shown by mail programs that ask for the reader's colours. */
  logo: z.object({ src: z.string().max(2000), alt: z.string().max(200), dark: z.string().max(2000).nullable().optional() }).nullable(),
  light: Palette, dark: Palette,
  headingFont: z.enum(fonts), bodyFont: z.enum(fonts),
  buttonRadius: z.int().min(0).max(40), cornerRadius: z.int().min(0).max(40),
  /** The postal address that the law asks for in marketing mail. */
  address: z.string().max(500),
  website: z.union([WebAddress, z.literal('')]),
  /** Where a product's page is: `{id}` stands for its id in the shop. */
  productLink: z.union([WebAddress, z.literal('')]),
  social: z.array(z.object({ network: z.enum(networks), url: WebAddress })).max(8),
})
export type BrandKit = z.infer<typeof BrandKit>

export const TemplateImage = z.object({ id: Id, url: z.string(), fileName: z.string(), alt: z.string(), width: z.int(), height: z.int(), bytes: z.int(), addedAt: Instant, addedBy: z.string() })
export type TemplateImage = z.infer<typeof TemplateImage>

export const checkCodes = [
  'liquid', 'limit', 'mjml', 'unknownVariable', 'maybeEmpty', 'noAlt', 'contrast', 'darkContrast', 'tooBig', 'nearlyTooBig', 'noUnsubscribe', 'noAddress',
  'noSubject', 'longSubject', 'shoutingSubject', 'exclamations', 'noPreheader', 'imagesOnly', 'noLink', 'emptyLink', 'oddLink', 'plainHttp', 'shortener', 'linkTextDiffers', 'placeholder', 'brokenLink', 'unreachableLink', 'formOrScript', 'noProducts',
  'noWebsite', 'emptyForSome', 'leftover', 'altIsFileName', 'bigImage', 'privateAddress',
] as const
export const CheckCode = z.enum(checkCodes)
export type CheckCode = z.infer<typeof CheckCode>
/** Something to put right. Errors keep a version from being made; warnings and hints do not. */
export const Finding = z.object({
  code: CheckCode, severity: z.enum(['error', 'warning', 'hint']),
  language: Language, part: z.enum(['subject', 'preheader', 'body', 'text']),
  /** What it is about: a variable, an address, a text. */
  subject: z.string(),
  /** In words of the library that found it, e.g. Liquid's. */
  detail: z.string(),
  /** Of the MJML source, from 1. */
  line: z.int().nullable(),
  blockId: z.string().nullable(),
  value: z.number().nullable(),
})
export type Finding = z.infer<typeof Finding>

export const Rendered = z.object({ subject: z.string(), preheader: z.string(), html: z.string(), text: z.string() })
export type Rendered = z.infer<typeof Rendered>
