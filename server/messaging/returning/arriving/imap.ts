import { ImapFlow } from 'imapflow'
import { sql } from 'kysely'
import { inTransaction, type Ctx, type Db } from '../../../platform/index.ts'
import { headersOf } from '../bounces/pieces.ts'
import { keepMail, largestMail } from './keep.ts'

type Cursor = { validity: string; uid: number }
const mostAtOnce = 500

/**
 * Takes in what is new in a mailbox, `imaps://user:password@host/folder` (INBOX where no folder stands). Nothing there is
 * changed: no flag, no deletion. How far it came is remembered after each mail; where the server numbers its mails anew
 * (UIDVALIDITY), all are looked at again, and those that are here already are not taken twice. One process at a time.
 * @returns how many mails it looked at
 */
export const fetchOverImap = (ctx: Ctx, url: string): Promise<number> =>
  inTransaction(ctx.db, async db => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(7259, 2) as mine`.execute(db)
    return rows[0]!.mine ? readMailbox(ctx, url) : 0
  })

async function readMailbox(ctx: Ctx, url: string): Promise<number> {
  const { protocol, hostname, port, username, password, pathname } = new URL(url)
  const folder = decodeURIComponent(pathname.replace(/^\//, '')) || 'INBOX'
  const client = new ImapFlow({ host: hostname, port: Number(port) || (protocol === 'imaps:' ? 993 : 143), secure: protocol === 'imaps:', auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) }, logger: false, disableAutoIdle: true, disableAutoEnable: true })
  // Errors of the connection reject what is under way as well.
  client.on('error', () => {})
  try {
    await client.connect()
    const { uidValidity } = await client.mailboxOpen(folder, { readOnly: true })
    return await takeNew(ctx, client, { name: `imap_cursor ${hostname} ${username} ${folder}`, validity: String(uidValidity) })
  } finally {
    await client.logout().catch(() => {})
    client.close()
  }
}

async function takeNew(ctx: Ctx, client: ImapFlow, { name, validity }: { name: string; validity: string }): Promise<number> {
  const known = await cursorOf(ctx.db, name)
  let last = known?.validity === validity ? known.uid : 0
  let taken = 0
  // "n:*" always names the last mail, even where its number is lower.
  for await (const { uid, source } of client.fetch(`${last + 1}:*`, { uid: true, source: { maxLength: largestMail } }, { uid: true })) {
    if (uid <= last) continue
    if (source) await keepMail(ctx, { way: 'imap', from: '', to: recipientsIn(source), raw: source })
    last = uid
    await setCursor(ctx.db, name, { validity, uid })
    if (++taken >= mostAtOnce) break
  }
  return taken
}

/** To which addresses a mail came, as the server that put it into the mailbox noted. */
function recipientsIn(raw: Buffer): string[] {
  const text = raw.subarray(0, 100_000).toString('latin1').replace(/\r\n?/g, '\n')
  const headers = headersOf(text.slice(0, text.indexOf('\n\n') + 1 || undefined))
  const fields = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'to'].flatMap(name => headers.get(name) ?? [])
  return [...new Set(fields.flatMap(field => [...field.slice(0, 5_000).matchAll(/[^\s<>,;:"()]{1,64}@[\w.-]{1,255}/g)].map(([address]) => address.toLowerCase())))].slice(0, 50)
}

async function cursorOf(db: Db, name: string): Promise<Cursor | undefined> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value as Cursor | undefined
}

const setCursor = (db: Db, name: string, cursor: Cursor) => sql`insert into settings (name, value) values (${name}, ${JSON.stringify(cursor)}::jsonb) on conflict (name) do update set value = excluded.value`.execute(db)
