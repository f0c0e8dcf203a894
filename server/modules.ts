import type { Job, Served } from './platform/index.ts'

export type Module = { name: string; routes?: Served[]; jobs?: Job[] }

/**
 * Every module in dependency order: a module may use those above it, never those below.
 * `platform` comes first and is used by all. `tests/boundaries.test.ts` holds everyone to it.
 */
export const order = ['platform', 'staff', 'mailbox', 'collect', 'customers', 'commerce', 'imports', 'warehouse', 'analytics'] as const

export const modules: Module[] = []
