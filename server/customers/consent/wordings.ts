import { sql } from 'kysely'
import type { z } from 'zod'
import type { createWording as createContract, Wording } from '../../../contracts/consent.ts'
import { appError, fromCursor, inTransaction, pageOf, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'

export const versionTaken = appError('consents.version_taken', 409, 'There is a version {version} already. Words that changed are a new version.')
export const wordingNotFound = appError('consents.wording_not_found', 404, 'There is no such version.')

export async function listWordings({ db }: Ctx, { limit, after, retired }: { limit: number; after?: string | undefined; retired?: boolean | undefined }) {
  const rows = await wordingsWhere(db, { limit: limit + 1, retired, from: fromCursor(after, 2) })
  return pageOf(rows, limit, row => [row.createdAt, row.id])
}

/** @throws versionTaken */
export const createWording = (ctx: Ctx, { texts, ...wording }: z.output<typeof createContract.body>): Promise<Wording> =>
  inTransaction(ctx.db, async db => {
    const row = { ...wording, created_at: ctx.clock.now().toString(), created_by: ctx.actor.name }
    const made = await db.insertInto('consent_wordings').values(row).onConflict(c => c.column('version').doNothing()).returning('id').executeTakeFirst()
    if (!made) throw versionTaken({ version: wording.version }, [{ field: 'version', message: 'This version exists.' }])
    await db.insertInto('consent_wording_texts').values(Object.entries(texts).map(([language, text]) => ({ wording_id: made.id, language, text }))).execute()
    await audit(within(ctx, { db }), { action: 'consents.create_wording', record: { kind: 'wording', id: made.id, label: wording.version }, changes: { texts: { from: null, to: texts } } })
    return wordingOf(db, made.id)
  })

/** @throws wordingNotFound */
export const retireWording = (ctx: Ctx, wordingId: string): Promise<Wording> =>
  inTransaction(ctx.db, async db => {
    const before = await wordingOf(db, wordingId)
    if (before.retiredAt) return before
    await db.updateTable('consent_wordings').set({ retired_at: ctx.clock.now().toString(), retired_by: ctx.actor.name }).where('id', '=', wordingId).execute()
    await audit(within(ctx, { db }), { action: 'consents.retire_wording', record: { kind: 'wording', id: wordingId, label: before.version } })
    return wordingOf(db, wordingId)
  })

async function wordingOf(db: Db, id: string): Promise<Wording> {
  const [wording] = await wordingsWhere(db, { id, limit: 1 })
  if (!wording) throw wordingNotFound()
  return wording
}

async function wordingsWhere(db: Db, { id, limit, retired, from }: { id?: string; limit: number; retired?: boolean | undefined; from?: (string | number | null)[] | undefined }): Promise<Wording[]> {
  const { rows } = await sql<Wording>`
    select w.id, w.version, w.note, w.channels, w.purposes, w.created_at as "createdAt", w.created_by as "createdBy", w.retired_at as "retiredAt",
      (select json_object_agg(language, text) from consent_wording_texts where wording_id = w.id) as texts, (select count(*) from consents where wording_version = w.version) as consents
    from consent_wordings as w
    where ${id ? sql`w.id = ${id}` : sql`true`} and ${retired === undefined ? sql`true` : retired ? sql`w.retired_at is not null` : sql`w.retired_at is null`}
      and ${from ? sql`(w.created_at, w.id) < (${from[0]}::timestamptz, ${from[1]}::uuid)` : sql`true`}
    order by w.created_at desc, w.id desc limit ${limit}`.execute(db)
  return rows
}

/** The texts that were read, for entries that name a version and a language. */
export async function textsOf(db: Db, named: { version: string | null; language: string | null }[]): Promise<(version: string | null, language: string | null) => string | null> {
  const versions = [...new Set(named.flatMap(n => n.version ?? []))]
  if (!versions.length) return () => null
  const rows = await db.selectFrom('consent_wordings as w').innerJoin('consent_wording_texts as t', 't.wording_id', 'w.id').select(['w.version', 't.language', 't.text']).where('w.version', 'in', versions).execute()
  const texts = new Map(rows.map(row => [`${row.version} ${row.language}`, row.text]))
  return (version, language) => texts.get(`${version} ${language}`) ?? null
}
