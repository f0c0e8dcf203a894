import type { Content, Template } from '../../../contracts/templates.ts'
import type { Language } from '../../../contracts/shapes.ts'
import { appError, inTransaction, within, type Ctx } from '../../platform/index.ts'
import { audit, publicUrl } from '../../staff/index.ts'
import { sharedOf } from './brand.ts'
import type { Built } from './engine/build.ts'
import { compileBuilt, type Compiled } from './engine/render.ts'
import { lockTemplate, putDraft } from './keeping.ts'
import { templateOf } from './queries.ts'
import { spokenIn, tryOut, withOwnImages } from './trying.ts'

export const versionNotFound = appError('templates.version_not_found', 404, 'There is no such version.')
const notReady = appError('templates.not_ready', 422, 'Put right what the checks found first: {what}')

/**
 * Makes a version of the draft: every language built and tried, kept for good.
 * @throws templateNotFound, templates.saved_meanwhile, templates.not_ready with what the checks found
 */
export async function publish(ctx: Ctx, { templateId, revision, note = '' }: { templateId: string; revision: number; note?: string | undefined }): Promise<Template> {
  // Built before the row is held: it takes a second at most, but it is not ours to wait with.
  const draft = await templateOf(ctx.db, templateId)
  const built = await buildAll(ctx, draft)
  return inTransaction(ctx.db, async db => {
    const template = await lockTemplate(db, templateId, revision)
    const now = ctx.clock.now().toString()
    const number = (template.version?.number ?? 0) + 1
    const { id } = await db.insertInto('template_versions')
      .values({ template_id: templateId, number, content: JSON.stringify(template.content), built: JSON.stringify(built), note, made_by: ctx.actor.name, made_at: now })
      .returning('id').executeTakeFirstOrThrow()
    await db.updateTable('templates').set({ version_id: id, has_draft: false, updated_at: now }).where('id', '=', templateId).execute()
    await audit(within(ctx, { db }), { action: 'templates.publish', record: { kind: 'template', id: templateId, label: template.name }, changes: { version: { from: template.version?.number ?? null, to: number } } })
    return templateOf(db, templateId)
  })
}

async function buildAll(ctx: Ctx, draft: Template): Promise<Partial<Record<Language, Built>>> {
  const built: Partial<Record<Language, Built>> = {}
  for (const language of Object.keys(draft.content.variants) as Language[]) {
    const examined = await tryOut(ctx, { ...draft, language, base: publicUrl(ctx.config) })
    const errors = examined.findings.filter(({ severity }) => severity === 'error')
    if (errors.length || !examined.built) throw notReady({ what: errors.map(({ code, subject, detail }) => [code, subject || detail].filter(Boolean).join(': ')).join('; ') }, errors.map(({ code, part, subject, detail, line }) => ({ field: `content.variants.${language}.${part}`, message: `${code}${line ? `, line ${line}` : ''}: ${subject || detail}` })))
    built[language] = examined.built
  }
  return built
}

/** The draft becomes what a version said; the version itself stays. @throws templates.version_not_found, templates.saved_meanwhile */
export const restoreVersion = (ctx: Ctx, { templateId, versionId, revision }: { templateId: string; versionId: string; revision: number }): Promise<Template> =>
  inTransaction(ctx.db, async db => {
    const template = await lockTemplate(db, templateId, revision)
    const version = await db.selectFrom('template_versions').select(['number', 'content']).where('id', '=', versionId).where('template_id', '=', templateId).executeTakeFirst()
    if (!version) throw versionNotFound()
    await putDraft(within(ctx, { db }), templateId, version.content as Content)
    await audit(within(ctx, { db }), { action: 'templates.restore_version', record: { kind: 'template', id: templateId, label: template.name }, changes: { version: { from: template.version?.number ?? null, to: version.number } } })
    return templateOf(db, templateId)
  })

/**
 * A version ready to render, for readers of a language: the language itself, else the template's main one. Kept by the
 * caller for a run; products chosen by hand have today's prices. Pictures of our own begin with `base`.
 * @throws templates.version_not_found
 */
export async function compile({ db, config }: Pick<Ctx, 'db' | 'config'>, versionId: string, language: Language, base = publicUrl(config)): Promise<Compiled> {
  const row = await db.selectFrom('template_versions as v').innerJoin('templates as t', 't.id', 'v.template_id').select(['v.content', 'v.built', 't.store_id']).where('v.id', '=', versionId).executeTakeFirst()
  if (!row) throw versionNotFound()
  const content = row.content as Content
  const { shared } = await sharedOf(db, { storeId: row.store_id, content, base })
  const built = (row.built as Record<Language, Built>)[spokenIn(content, language)]
  return compileBuilt({ ...built, html: withOwnImages(built.html, base) }, shared)
}
