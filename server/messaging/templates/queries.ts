import { sql } from 'kysely'
import type { Content, Template, TemplateKind, TemplateLine, VersionLine } from '../../../contracts/templates.ts'
import type { Language } from '../../../contracts/shapes.ts'
import { appError, fromCursor, pageOf, type Ctx, type Db } from '../../platform/index.ts'

export const templateNotFound = appError('templates.not_found', 404, 'There is no such template.')

type Row = Omit<TemplateLine, 'languages' | 'version'> & { content: Content; revision: number; draftBy: string; draftAt: string; vId: string | null; vNumber: number | null; vNote: string | null; vBy: string | null; vAt: string | null; vLanguages: Language[] | null }

const columns = sql`t.id, t.name, t.kind, t.store_id as "storeId", s.name as "storeName", t.draft as content, t.revision, t.has_draft as "hasDraft", t.draft_by as "draftBy", t.draft_at as "draftAt",
  t.updated_at as "updatedAt", t.archived_at as "archivedAt", t.draft #>> '{mainLanguage}' as "mainLanguage", coalesce(t.draft #>> array['variants', t.draft #>> '{mainLanguage}', 'subject'], '') as subject,
  v.id as "vId", v.number as "vNumber", v.note as "vNote", v.made_by as "vBy", v.made_at as "vAt", array(select jsonb_object_keys(v.built)) as "vLanguages"`
const tables = sql`templates as t join stores as s on s.id = t.store_id left join template_versions as v on v.id = t.version_id`

/** @throws templateNotFound */
export async function templateOf(db: Db, templateId: string): Promise<Template> {
  const { rows } = await sql<Row>`select ${columns} from ${tables} where t.id = ${templateId}`.execute(db)
  if (!rows[0]) throw templateNotFound()
  const { content, revision, draftBy, draftAt } = rows[0]
  return { ...lineOf(rows[0]), content, revision, draftBy, draftAt }
}

type Wanted = { limit: number; after?: string | undefined; kind?: TemplateKind | undefined; store?: string | undefined; archived?: boolean | undefined; search?: string | undefined }

/** Last changed first. */
export async function listTemplates({ db }: Ctx, { limit, after, kind, store, archived = false, search }: Wanted) {
  const position = fromCursor(after, 2)
  const { rows } = await sql<Row>`
    select ${columns} from ${tables}
    where t.archived_at is ${archived ? sql`not null` : sql`null`} ${kind ? sql`and t.kind = ${kind}` : sql``} ${store ? sql`and t.store_id = ${store}` : sql``}
      ${search ? sql`and t.name ilike ${`%${search.replace(/[\\%_]/g, '\\$&')}%`}` : sql``} ${position ? sql`and (t.updated_at, t.id) < (${position[0]}::timestamptz, ${position[1]}::uuid)` : sql``}
    order by t.updated_at desc, t.id desc limit ${limit + 1}`.execute(db)
  return pageOf(rows.map(lineOf), limit, row => [row.updatedAt, row.id])
}

function lineOf({ id, name, kind, storeId, storeName, subject, content, mainLanguage, hasDraft, updatedAt, archivedAt, vId, vNumber, vNote, vBy, vAt, vLanguages }: Row): TemplateLine {
  const version = vId ? { id: vId, number: vNumber!, note: vNote!, madeBy: vBy!, madeAt: vAt!, languages: vLanguages! } : null
  return { id, name, kind, storeId, storeName, subject, languages: Object.keys(content.variants) as Language[], mainLanguage, version, hasDraft, updatedAt, archivedAt }
}

/** Newest first. */
export async function listVersions({ db }: Ctx, { templateId, limit, after }: { templateId: string; limit: number; after?: string | undefined }) {
  const position = fromCursor(after, 1)
  const { rows } = await sql<VersionLine>`
    select id, number, note, made_by as "madeBy", made_at as "madeAt", array(select jsonb_object_keys(built)) as languages from template_versions
    where template_id = ${templateId} ${position ? sql`and number < ${position[0]}` : sql``} order by number desc limit ${limit + 1}`.execute(db)
  return pageOf(rows, limit, row => [row.number])
}
