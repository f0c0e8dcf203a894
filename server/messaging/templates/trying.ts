import { recommendations, type Content, type Finding, type TemplateKind } from '../../../contracts/templates.ts'
import type { Language } from '../../../contracts/shapes.ts'
import { appError, type Caller, type Ctx } from '../../platform/index.ts'
import { audit, publicUrl } from '../../staff/index.ts'
import { sharedOf } from './brand.ts'
import { anchorsOf } from './checks/links.ts'
import { bigImages } from './checks/images.ts'
import { isOwnNetwork, reach } from './checks/reach.ts'
import type { Examined } from './apart/examine.ts'
import { findingOf } from './engine/findings.ts'
import { examineApart } from './apart/thread.ts'
import type { Scope } from './engine/liquid.ts'
import { exampleScope, scopesOf } from './people.ts'
import { bestSellers } from './products.ts'
import { exampleName } from './starters/index.ts'

export const customersClosed = appError('templates.customers_closed', 403, 'To see it as a customer you need the permission customers.read.')
export const customerGone = appError('templates.customer_gone', 404, 'There is no such customer any more.')
const notBuildable = appError('templates.not_buildable', 422, 'The text cannot be made into a mail yet: {what}')

export type Draft = { storeId: string; kind: TemplateKind; content: Content }
const everything = new Set(['order', 'cart', 'viewed', ...recommendations])

/** The text for a language: the reader's, else the template's main one. */
export const spokenIn = ({ variants, mainLanguage }: Content, language: Language): Language => (variants[language] ? language : mainLanguage)

/** Builds and renders a text for somebody, in the thread that can be ended. Addresses of our own begin with `base`. */
export async function tryOut(ctx: Ctx, { storeId, kind, content, language, customerId, base }: Draft & { language: Language; customerId?: string | null | undefined; base: string }): Promise<Examined & { language: Language }> {
  const spoken = spokenIn(content, language)
  const { kit, shared, shelf, country } = await sharedOf(ctx.db, { storeId, content, base })
  const person = customerId ? (await scopesOf(ctx, { shelf, customerIds: [customerId], needs: everything })).get(customerId) : exampleScope(ctx, await bestSellers(ctx.db, shelf, 12), { currency: shared.currency, language: spoken, country, name: exampleName(spoken) })
  if (!person) throw customerGone()
  const examined = await examineApart({ variant: content.variants[spoken]!, language: spoken, look: { kit }, kind, shared: fillPicked(shared, person), person: { ...person, ...ownLinks(base), data: {} } })
  return { ...examined, language: spoken }
}

/** Products that a starter leaves to choose show what sells best in the meantime. */
function fillPicked(shared: Examined extends never ? never : Awaited<ReturnType<typeof sharedOf>>['shared'], person: Scope) {
  const picked = shared.scope['picked'] as Record<string, unknown[]>
  return { ...shared, scope: { ...shared.scope, picked: Object.fromEntries(Object.entries(picked).map(([id, items]) => [id, items.length ? items : ((person['viewed'] as unknown[]) ?? [])])) } }
}

/** In a preview these lead nowhere: they belong to a message that was sent. */
export const ownLinks = (base: string) => ({ unsubscribe_url: `${base}/#unsubscribe`, preferences_url: `${base}/#preferences`, view_url: `${base}/#view` })

export async function preview(ctx: Ctx, draft: Draft & { language: Language; customerId?: string | null | undefined }, caller: Caller) {
  if (draft.customerId && !caller.may('customers.read')) throw customersClosed()
  const { rendered, findings, bytes, language } = await tryOut(ctx, { ...draft, base: '' })
  const { variants } = draft.content
  const madeText = variants[language]!.text === null ? (rendered?.text ?? '') : ''
  return { rendered, findings, bytes, language, madeText }
}

/** The checks over every language, and with `links` whether the addresses answer. */
export async function check(ctx: Ctx, { links = false, ...draft }: Draft & { links?: boolean | undefined }): Promise<{ findings: Finding[]; bytes: Partial<Record<Language, number>> }> {
  const findings: Finding[] = []
  const bytes: Partial<Record<Language, number>> = {}
  const base = publicUrl(ctx.config)
  if (isOwnNetwork(base)) findings.push(findingOf('privateAddress', draft.content.mainLanguage, 'body', { subject: base }))
  for (const language of Object.keys(draft.content.variants) as Language[]) {
    const examined = await tryOut(ctx, { ...draft, language, base })
    findings.push(...examined.findings)
    if (examined.rendered) findings.push(...(await bigImages(ctx.db, examined.rendered.html, { ask: links })).map(({ src, bytes: size }) => findingOf('bigImage', language, 'body', { subject: src, value: Math.round(size / 100_000) / 10 })))
    bytes[language] = examined.bytes
    if (links && examined.rendered) findings.push(...(await deadLinks(examined, language)))
  }
  return { findings, bytes }
}

/** Addresses of our own machine are asked by nobody: a template must not tell what answers there. */
async function deadLinks({ rendered }: Examined, language: Language): Promise<Finding[]> {
  const urls = anchorsOf(rendered!.html).map(({ href }) => href).filter(href => /^https?:/i.test(href) && !/#(unsubscribe|preferences|view)$/.test(href))
  const reached = await reach(urls)
  return reached.filter(({ problem }) => problem !== 'none').map(({ url, status, problem }) => findingOf(problem === 'broken' ? 'brokenLink' : 'unreachableLink', language, 'body', { subject: url, value: status }))
}

export async function toSource(ctx: Ctx, draft: Draft & { language: Language }): Promise<{ source: string }> {
  const { source, findings } = await tryOut(ctx, { ...draft, base: '' })
  if (!source) throw notBuildable({ what: findings[0]?.detail ?? '' })
  return { source }
}

/** Sends it to people of the team, marked as a test. @throws templates.not_buildable */
export async function sendTest(ctx: Ctx, { to, templateId, ...draft }: Draft & { language: Language; to: string[]; customerId?: string | null | undefined; templateId?: string | undefined }, caller: Caller): Promise<void> {
  if (draft.customerId && !caller.may('customers.read')) throw customersClosed()
  const { rendered, findings, built } = await tryOut(ctx, { ...draft, base: publicUrl(ctx.config) })
  if (!rendered || !built) throw notBuildable({ what: findings.find(({ severity }) => severity === 'error')?.detail ?? '' })
  for (const address of to) await ctx.mail.send({ to: address, subject: `[Test] ${rendered.subject}`, text: rendered.text, html: withOwnImages(rendered.html, publicUrl(ctx.config)) })
  await audit(ctx, { action: 'templates.test', record: { kind: 'template', id: templateId ?? draft.storeId, label: rendered.subject.slice(0, 120) }, changes: { to: { from: null, to: to.length } } })
}

/** Images of the library are kept without the address of this installation, which may change. */
export const withOwnImages = (html: string, base: string): string => html.replaceAll('src="/mail-images/', `src="${base}/mail-images/`)
