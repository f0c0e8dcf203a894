import { sql } from 'kysely'
import { appError, type Ctx } from '../../platform/index.ts'

const isDoneElsewhere = appError('segments.busy', 503, 'Another process does this just now. It is tried again later.')

/** Runs `work` unless another process does the same, also one that is believed dead. Whoever is killed lets go of it. @throws isDoneElsewhere */
export const alone = <T>({ db }: Ctx, what: string, work: () => Promise<T>): Promise<T> =>
  db.connection().execute(async own => {
    const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(hashtextextended(${what}, 7258)) as held`.execute(own)
    if (!rows[0]?.held) throw isDoneElsewhere()
    try {
      return await work()
    } finally {
      await sql`select pg_advisory_unlock(hashtextextended(${what}, 7258))`.execute(own).catch(() => {})
    }
  })
