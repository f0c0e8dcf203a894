import { sql } from 'kysely'
import type { Stream } from '../../../contracts/messaging.ts'
import { nowText, unseal, type Ctx } from '../../platform/index.ts'

/** The server of SMTP_URL, or the development mailbox: what is used where no provider was set up. */
export const defaultProviderId = '00000000-0000-0000-0000-000000000000'

export type Provider = { id: string; name: string; url: string; connections: number; perSecond: number | null; warmUp: number[] | null; warmUpFrom: string | null; failures: number }
type Row = Omit<Provider, 'url'> & { sealed: Buffer }

/** Servers that may be used for a stream now, the first to be tried first. */
export async function usableProviders(ctx: Ctx, stream: Stream): Promise<Provider[]> {
  const { rows } = await sql<Row & { usable: boolean }>`
    select id, name, url_sealed as sealed, connections, per_second as "perSecond", warm_up as "warmUp", warm_up_from as "warmUpFrom", failures,
      paused_at is null and (failing_until is null or failing_until <= ${nowText(ctx.clock)}) and ${stream} = any(streams) as usable
    from mail_providers order by rank, id`.execute(ctx.db)
  if (!rows.length) return ctx.mail.url ? [{ id: defaultProviderId, name: 'SMTP_URL', url: ctx.mail.url, connections: 20, perSecond: null, warmUp: null, warmUpFrom: null, failures: 0 }] : []
  return rows.filter(row => row.usable).map(({ sealed, usable: _, ...row }) => ({ ...row, url: unseal<string>(ctx, 'mail provider', sealed) }))
}

/** What the warm-up plan lets through on a day, in all; null: as much as there is. */
export function allowance({ warmUp, warmUpFrom }: Pick<Provider, 'warmUp' | 'warmUpFrom'>, day: string): number | null {
  if (!warmUp || !warmUpFrom) return null
  return warmUp[Math.max(0, Temporal.PlainDate.from(warmUpFrom).until(day).days)] ?? null
}

/** Counts messages about to go through a provider, as many as the day's allowance has left. @returns how many may */
export async function reserve({ db, clock }: Ctx, provider: Provider, wanted: number): Promise<number> {
  const day = clock.now().toString().slice(0, 10)
  const most = allowance(provider, day)
  if (most === null || !wanted) return wanted
  await sql`insert into mail_provider_days (provider_id, day) values (${provider.id}, ${day}) on conflict do nothing`.execute(db)
  const { rows } = await sql<{ granted: number }>`
    with before as (select sent from mail_provider_days where provider_id = ${provider.id} and day = ${day} for update)
    update mail_provider_days as d set sent = d.sent + least(${wanted}, greatest(0, ${most} - d.sent)) from before
    where d.provider_id = ${provider.id} and d.day = ${day} returning d.sent - before.sent as granted`.execute(db)
  return rows[0]!.granted
}

/** What was counted and did not go through after all counts no more. */
export async function giveBack({ db, clock }: Ctx, provider: Provider, count: number): Promise<void> {
  const day = clock.now().toString().slice(0, 10)
  if (count && allowance(provider, day) !== null) await sql`update mail_provider_days set sent = sent - ${count} where provider_id = ${provider.id} and day = ${day}`.execute(db)
}

const longestPause = 10 * 60_000

/** A server that cannot be reached rests, longer each time; the next takes over. One that answers again is well. */
export async function noteHealth({ db, clock }: Ctx, { id, failures }: Provider, problem: string | null): Promise<void> {
  if (id === defaultProviderId || (problem === null && failures === 0)) return
  const until = problem === null ? null : clock.now().add({ milliseconds: Math.min(longestPause, 2 ** failures * 5000) }).toString()
  await db.updateTable('mail_providers').set({ failures: problem === null ? 0 : failures + 1, failing_until: until, problem }).where('id', '=', id).execute()
}

/** How much of a limit per second is left, for one process. */
export type Budget = { take(wanted: number): number; waitMs(): number }

/** Lets so many a second through, saving up at most one second's worth. `now` in milliseconds. */
export function budgetOf(perSecond: number, now: () => number): Budget {
  let at = now()
  let saved = Math.max(1, perSecond)
  const refill = () => {
    saved = Math.min(Math.max(1, perSecond), saved + ((now() - at) / 1000) * perSecond)
    at = now()
  }
  return {
    take: wanted => {
      refill()
      const granted = Math.min(wanted, Math.floor(saved))
      saved -= granted
      return granted
    },
    waitMs: () => (refill(), saved >= 1 ? 0 : ((1 - saved) / perSecond) * 1000),
  }
}
