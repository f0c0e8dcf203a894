import type { Db } from '../../platform/index.ts'

/** The published version of each of these templates; archived ones and those that were never published are left out. */
export async function publishedVersions(db: Db, templateIds: string[]): Promise<Map<string, string>> {
  if (!templateIds.length) return new Map()
  const rows = await db.selectFrom('templates').select(['id', 'version_id']).where('id', 'in', templateIds).where('archived_at', 'is', null).execute()
  return new Map(rows.flatMap(row => (row.version_id ? [[row.id, row.version_id]] : [])))
}

export async function senderExists(db: Db, senderId: string): Promise<boolean> {
  return Boolean(await db.selectFrom('senders').select('id').where('id', '=', senderId).where('archived_at', 'is', null).executeTakeFirst())
}
