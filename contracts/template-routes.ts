import { z } from 'zod'
import { route } from './route.ts'
import { Done, Id, Language, page, PageQuery, Flag } from './shapes.ts'
import { BrandKit, Content, Finding, Rendered, Template, TemplateImage, TemplateKind, TemplateLine, VersionContent, VersionLine } from './templates.ts'

const templateId = z.object({ templateId: Id })
const Name = z.string().trim().min(1, 'Give the template a name.').max(120)
/** Of the answer that was changed: a newer one of somebody else is not written over. */
const revision = z.int()

export const listTemplates = route({
  method: 'GET', path: '/v1/templates', may: 'messages.read', summary: 'The templates of messages, last changed first.',
  query: PageQuery.extend({ kind: TemplateKind.optional(), store: Id.optional(), archived: Flag.optional(), search: z.string().max(120).optional() }), answers: page(TemplateLine),
})
export const getTemplate = route({ method: 'GET', path: '/v1/templates/:templateId', may: 'messages.read', summary: 'A template with its draft.', params: templateId, answers: Template })
export const createTemplate = route({
  method: 'POST', path: '/v1/templates', may: 'messages.write', audits: 'templates.create', summary: 'Makes a template, empty, from a starter or as a copy of another.',
  body: z.object({ name: Name, kind: TemplateKind.optional(), storeId: Id, starter: z.string().max(60).optional(), copyOf: Id.optional(), mainLanguage: Language.optional(), content: Content.optional() }), answers: Template,
})
export const saveDraft = route({
  method: 'PUT', path: '/v1/templates/:templateId/draft', may: 'messages.write', audits: 'templates.save', summary: 'Keeps the draft. 409 when somebody else saved since `revision`.',
  params: templateId, body: z.object({ content: Content, revision }), answers: Template,
})
export const editTemplate = route({ method: 'PATCH', path: '/v1/templates/:templateId', may: 'messages.write', audits: 'templates.edit', summary: 'Renames a template.', params: templateId, body: z.object({ name: Name }), answers: Template })
export const archiveTemplate = route({ method: 'DELETE', path: '/v1/templates/:templateId', may: 'messages.write', audits: 'templates.archive', summary: 'Puts a template away. Its versions stay, for what was sent with them.', params: templateId, answers: Done })
export const restoreTemplate = route({ method: 'POST', path: '/v1/templates/:templateId/restore', may: 'messages.write', audits: 'templates.restore', summary: 'Takes a template out of the archive.', params: templateId, answers: Template })
export const publishTemplate = route({
  method: 'POST', path: '/v1/templates/:templateId/versions', may: 'messages.write', audits: 'templates.publish', summary: 'Makes a version of the draft, which never changes again. Refused while a check finds an error.',
  params: templateId, body: z.object({ revision, note: z.string().trim().max(300).optional() }), answers: Template,
})
export const listVersions = route({ method: 'GET', path: '/v1/templates/:templateId/versions', may: 'messages.read', summary: 'The versions of a template, newest first.', params: templateId, query: PageQuery, answers: page(VersionLine) })
export const restoreVersion = route({
  method: 'POST', path: '/v1/templates/:templateId/versions/:versionId/restore', may: 'messages.write', audits: 'templates.restore_version', summary: 'Makes the draft of an older version.',
  params: templateId.extend({ versionId: Id }), body: z.object({ revision }), answers: Template,
})
const oneVersion = templateId.extend({ versionId: Id })
export const getVersion = route({ method: 'GET', path: '/v1/templates/:templateId/versions/:versionId', may: 'messages.read', summary: 'A version with what it says.', params: oneVersion, answers: VersionContent })
export const previewVersion = route({
  method: 'GET', path: '/v1/templates/:templateId/versions/:versionId/preview', may: 'messages.read', summary: 'A version as it is sent: to an example person, or to a customer (needs customers.read).', limitPerMinute: 240,
  params: oneVersion, query: z.object({ language: Language, customerId: Id.optional() }), answers: z.object({ rendered: Rendered, language: Language, bytes: z.int() }),
})
export const checkVersion = route({ method: 'GET', path: '/v1/templates/:templateId/versions/:versionId/checks', may: 'messages.read', summary: 'What the checks find in a version, in every language, before it is sent.', limitPerMinute: 60, params: oneVersion, answers: z.object({ findings: z.array(Finding) }) })
export const getMailAddress = route({ method: 'GET', path: '/v1/mail-address', may: 'messages.read', summary: 'The address that links and pictures of mails begin with (PUBLIC_URL), and whether only this network knows it.', answers: z.object({ address: z.string(), isPrivate: z.boolean() }) })
export const sendVersionTest = route({
  method: 'POST', path: '/v1/templates/:templateId/versions/:versionId/tests', may: 'messages.write', audits: 'templates.test', summary: 'Sends a version to up to five addresses as a test; `subject` stands in place of its own.', limitPerMinute: 20,
  params: oneVersion, body: z.object({ language: Language, to: z.array(z.email()).min(1).max(5), customerId: Id.nullable().optional(), subject: z.string().max(300).optional() }), answers: Done,
})

const Draft = z.object({ storeId: Id, kind: TemplateKind, content: Content })
export const previewTemplate = route({
  method: 'POST', path: '/v1/template-previews', may: 'messages.read', summary: 'What a text makes: for an example person, or for a customer (needs customers.read).', limitPerMinute: 240,
  body: Draft.extend({ language: Language, customerId: Id.nullable().optional() }),
  answers: z.object({ rendered: Rendered.nullable(), language: Language, findings: z.array(Finding), bytes: z.int(), madeText: z.string() }),
})
export const checkTemplate = route({
  method: 'POST', path: '/v1/template-checks', may: 'messages.read', summary: 'Everything the checks find in every language; with `links` the addresses are asked too.', limitPerMinute: 60,
  body: Draft.extend({ links: z.boolean().optional() }), answers: z.object({ findings: z.array(Finding), bytes: z.partialRecord(Language, z.int()) }),
})
export const toMjml = route({ method: 'POST', path: '/v1/template-sources', may: 'messages.read', summary: 'The MJML that blocks make, to go on with by hand.', body: Draft.extend({ language: Language }), answers: z.object({ source: z.string() }) })
export const sendTest = route({
  method: 'POST', path: '/v1/template-tests', may: 'messages.write', audits: 'templates.test', summary: 'Sends the text to up to five addresses as a test.', limitPerMinute: 20,
  body: Draft.extend({ language: Language, to: z.array(z.email()).min(1).max(5), customerId: Id.nullable().optional(), templateId: Id.optional() }), answers: Done,
})

export const Starter = z.object({ id: z.string(), kind: TemplateKind, names: z.record(Language, z.string()), about: z.record(Language, z.string()) })
export type Starter = z.infer<typeof Starter>
export const listStarters = route({ method: 'GET', path: '/v1/template-starters', may: 'messages.read', summary: 'The templates to begin with.', answers: z.object({ items: z.array(Starter) }) })
export const previewStarter = route({ method: 'GET', path: '/v1/template-starters/:starter/preview', may: 'messages.read', summary: 'A starter as a reader of a language would see it, in the look of a store.', params: z.object({ starter: z.string().max(60) }), query: z.object({ language: Language, store: Id }), answers: Rendered })

const storeId = z.object({ storeId: Id })
export const getBrandKit = route({ method: 'GET', path: '/v1/stores/:storeId/brand-kit', may: 'messages.read', summary: 'How a store looks and signs.', params: storeId, answers: BrandKit })
export const saveBrandKit = route({ method: 'PUT', path: '/v1/stores/:storeId/brand-kit', may: 'messages.write', audits: 'templates.brand', summary: 'Changes how a store looks and signs. Versions made before keep their look.', params: storeId, body: BrandKit, answers: BrandKit })

export const listImages = route({ method: 'GET', path: '/v1/template-images', may: 'messages.read', summary: 'The image library of a store, newest first.', query: PageQuery.extend({ store: Id, search: z.string().max(120).optional() }), answers: page(TemplateImage) })
export const addImage = route({
  method: 'POST', path: '/v1/template-images', may: 'messages.write', audits: 'templates.add_image', limitPerMinute: 60,
  summary: 'Adds an image (PNG, JPEG, GIF or WebP up to 10 MB) as application/octet-stream. It is made smaller where it is wider than 1200 px, and served in public at an address that nobody guesses.',
  query: z.object({ store: Id, fileName: z.string().min(1).max(200), alt: z.string().trim().min(1, 'Say what the image shows; people who do not see it hear this.').max(500) }), answers: TemplateImage,
})
export const editImage = route({ method: 'PATCH', path: '/v1/template-images/:imageId', may: 'messages.write', audits: 'templates.edit_image', summary: 'Changes what is said of an image.', params: z.object({ imageId: Id }), body: z.object({ alt: z.string().trim().min(1).max(500) }), answers: TemplateImage })
