import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Log } from './log.ts'
import type { Db } from './postgres/database.ts'
import type { Warehouse } from './clickhouse/client.ts'
import type { Mailer } from './mail.ts'

/** Who acts: a person, a person's API key, a file import or command line, or Suki itself. */
export type Actor = { kind: 'staff' | 'key' | 'command' | 'suki'; id: string | null; name: string; ip?: string }

export const suki: Actor = { kind: 'suki', id: null, name: 'Suki' }

/** What every verb takes first. Never ambient. */
export type Ctx = { db: Db; warehouse: Warehouse; clock: Clock; log: Log; config: Config; mail: Mailer; actor: Actor }

/** The same context inside another transaction or for another actor. */
export const within = (ctx: Ctx, change: Partial<Ctx>): Ctx => ({ ...ctx, ...change })
