import type { Content, Finding, Rendered, VersionContent } from '../../../contracts/templates.ts'
import type { Language } from '../../../contracts/shapes.ts'
import type { Caller, Ctx } from '../../platform/index.ts'
import { audit, publicUrl } from '../../staff/index.ts'
import { sharedOf } from './brand.ts'
import { render } from './engine/render.ts'
import { exampleScope, scopesOf } from './people.ts'
import { bestSellers } from './products.ts'
import { exampleName } from './starters/index.ts'
import { templateOf } from './queries.ts'
import { check, customerGone, customersClosed, ownLinks } from './trying.ts'
import { compile, versionNotFound } from './versions.ts'

// A version as it was made: what is sent, whatever the draft says meanwhile.

type Which = { templateId: string; versionId: string }
type For = { language: Language; customerId?: string | null | undefined }

/** @throws templates.version_not_found */
export async function versionOf({ db }: Pick<Ctx, 'db'>, { templateId, versionId }: Which): Promise<VersionContent> {
  const row = await db.selectFrom('template_versions').select(['id', 'number', 'note', 'made_by as madeBy', 'made_at as madeAt', 'content']).where('id', '=', versionId).where('template_id', '=', templateId).executeTakeFirst()
  if (!row) throw versionNotFound()
  const content = row.content as Content
  return { ...row, content, languages: Object.keys(content.variants) as Language[] }
}

/** What a version says to an example person or to a customer. @throws templates.version_not_found, templates.customers_closed, templates.customer_gone */
export async function showVersion(ctx: Ctx, which: Which & For, caller: Caller): Promise<{ rendered: Rendered; language: Language; bytes: number }> {
  return writeVersion(ctx, which, caller, '')
}

/** What is worth knowing before a version is sent. */
export async function checkVersion(ctx: Ctx, which: Which): Promise<{ findings: Finding[] }> {
  const { content } = await versionOf(ctx, which)
  const { storeId, kind } = await templateOf(ctx.db, which.templateId)
  return check(ctx, { storeId, kind, content })
}

/** Sends a version to people of the team, marked as a test; with the subject that a campaign gives it. */
export async function sendVersionTest(ctx: Ctx, { to, subject, ...which }: Which & For & { to: string[]; subject?: string | undefined }, caller: Caller): Promise<void> {
  const { rendered } = await writeVersion(ctx, which, caller, publicUrl(ctx.config))
  const said = subject || rendered.subject
  for (const address of to) await ctx.mail.send({ to: address, subject: `[Test] ${said}`, text: rendered.text, html: rendered.html })
  await audit(ctx, { action: 'templates.test', record: { kind: 'template', id: which.templateId, label: said.slice(0, 120) }, changes: { to: { from: null, to: to.length } } })
}

async function writeVersion(ctx: Ctx, { customerId, language, ...which }: Which & For, caller: Caller, base: string) {
  if (customerId && !caller.may('customers.read')) throw customersClosed()
  const { content } = await versionOf(ctx, which)
  const compiled = await compile(ctx, which.versionId, language, base)
  const { store_id: storeId } = await ctx.db.selectFrom('templates').select('store_id').where('id', '=', which.templateId).executeTakeFirstOrThrow()
  const { shelf, country } = await sharedOf(ctx.db, { storeId, content, base })
  const person = customerId
    ? (await scopesOf(ctx, { shelf, customerIds: [customerId], needs: compiled.needs })).get(customerId)
    : exampleScope(ctx, await bestSellers(ctx.db, shelf, 12), { currency: compiled.shared.currency, language: compiled.language, country, name: exampleName(compiled.language) })
  if (!person) throw customerGone()
  const rendered = render(compiled, { ...person, ...ownLinks(base), data: {} })
  return { rendered, language: compiled.language, bytes: Buffer.byteLength(rendered.html) }
}
