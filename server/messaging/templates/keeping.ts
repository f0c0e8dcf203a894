import { sql } from 'kysely'
import { blocksOf, type Content, type Template, type TemplateKind } from '../../../contracts/templates.ts'
import type { Language } from '../../../contracts/shapes.ts'
import { appError, atRevision, inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit, changesBetween } from '../../staff/index.ts'
import { bestSellers } from './products.ts'
import { templateNotFound, templateOf } from './queries.ts'
import { starterContent } from './starters/index.ts'

const storeUnknown = appError('templates.store_unknown', 404, 'There is no such store.')

type Begin = { name: string; kind?: TemplateKind | undefined; storeId: string; starter?: string | undefined; copyOf?: string | undefined; mainLanguage?: Language | undefined; content?: Content | undefined }

/** A new template: from given content, as a copy, from a starter in all its languages, or with an empty text. */
export const createTemplate = (ctx: Ctx, begin: Begin): Promise<Template> =>
  inTransaction(ctx.db, async db => {
    if (!(await db.selectFrom('stores').select('id').where('id', '=', begin.storeId).executeTakeFirst())) throw storeUnknown({}, [{ field: 'storeId', message: 'There is no such store.' }])
    const { content, kind } = await firstContent(db, begin)
    const now = ctx.clock.now().toString()
    const { id } = await db.insertInto('templates')
      .values({ store_id: begin.storeId, name: begin.name, kind, draft: JSON.stringify(content), draft_by: ctx.actor.name, draft_at: now, created_by: ctx.actor.name, created_at: now, updated_at: now })
      .returning('id').executeTakeFirstOrThrow()
    await audit(within(ctx, { db }), { action: 'templates.create', record: { kind: 'template', id, label: begin.name } })
    return templateOf(db, id)
  })

async function firstContent(db: Db, { kind, storeId, starter, copyOf, mainLanguage = 'en', content }: Begin): Promise<{ content: Content; kind: TemplateKind }> {
  if (content) return { content, kind: kind ?? 'campaign' }
  if (copyOf) {
    const copied = await templateOf(db, copyOf)
    return { content: copied.content, kind: kind ?? copied.kind }
  }
  const begun = starterContent(starter ?? 'empty', mainLanguage)
  return { content: await withProducts(db, storeId, begun.content), kind: kind ?? begun.kind }
}

/** Where a starter leaves products to choose, it begins with those that sell best. */
async function withProducts(db: Db, storeId: string, content: Content): Promise<Content> {
  const best = await bestSellers(db, { storeId, productLink: '', base: '' }, 6)
  const chosen = blocksOf(content).filter(block => block.type === 'products').filter(block => block.from === 'chosen' && !block.productIds.length)
  for (const block of chosen) block.productIds = best.slice(0, block.limit).map(item => item.id)
  return content
}

/** Saves of one person within ten minutes are one line of the audit log: the editor saves while somebody writes. */
const oneSitting = 10 * 60_000

/** @throws templateNotFound, templates.saved_meanwhile */
export const saveDraft = (ctx: Ctx, { templateId, content, revision }: { templateId: string; content: Content; revision: number }): Promise<Template> =>
  inTransaction(ctx.db, async db => {
    const before = await lockTemplate(db, templateId, revision)
    await putDraft(within(ctx, { db }), templateId, content)
    const isSameSitting = before.draftBy === ctx.actor.name && before.revision > 1 && ctx.clock.now().epochMilliseconds - Date.parse(before.draftAt) < oneSitting
    if (!isSameSitting) await audit(within(ctx, { db }), { action: 'templates.save', record: { kind: 'template', id: templateId, label: before.name } })
    return templateOf(db, templateId)
  })

/** Takes the template for this transaction. @throws templateNotFound, templates.saved_meanwhile */
export async function lockTemplate(db: Db, templateId: string, revision?: number): Promise<Template> {
  await db.selectFrom('templates').select('id').where('id', '=', templateId).forUpdate().executeTakeFirst()
  const template = await templateOf(db, templateId)
  atRevision({ revision: template.revision, by: template.draftBy, at: template.draftAt }, revision, 'templates.saved_meanwhile')
  return template
}

export async function putDraft({ db, clock, actor }: Ctx, templateId: string, content: Content): Promise<void> {
  const now = clock.now().toString()
  const draft = JSON.stringify(content)
  await sql`update templates as t set draft = ${draft}::jsonb, revision = revision + 1, draft_by = ${actor.name}, draft_at = ${now}, updated_at = ${now},
    has_draft = ${draft}::jsonb is distinct from (select v.content from template_versions as v where v.id = t.version_id) where id = ${templateId}`.execute(db)
}

/** @throws templateNotFound */
export const renameTemplate = (ctx: Ctx, { templateId, name }: { templateId: string; name: string }): Promise<Template> =>
  inTransaction(ctx.db, async db => {
    const before = await lockTemplate(db, templateId)
    const changes = changesBetween({ name: before.name }, { name })
    if (!Object.keys(changes).length) return before
    await db.updateTable('templates').set({ name, updated_at: ctx.clock.now().toString() }).where('id', '=', templateId).execute()
    await audit(within(ctx, { db }), { action: 'templates.edit', record: { kind: 'template', id: templateId, label: name }, changes })
    return templateOf(db, templateId)
  })

/** Puts away or takes out again. @throws templateNotFound */
export const archive = (ctx: Ctx, { templateId, isAway }: { templateId: string; isAway: boolean }): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const now = ctx.clock.now().toString()
    const row = await db.updateTable('templates').set({ archived_at: isAway ? now : null, updated_at: now }).where('id', '=', templateId).returning('name').executeTakeFirst()
    if (!row) throw templateNotFound()
    await audit(within(ctx, { db }), { action: isAway ? 'templates.archive' : 'templates.restore', record: { kind: 'template', id: templateId, label: row.name } })
  })
