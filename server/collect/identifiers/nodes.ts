import { hash } from 'node:crypto'
import type { Ctx, Db } from '../../platform/index.ts'
import type { Identifier } from './identifiers.ts'

/** Makes the id of an identifier's node: the same for ever, and no way back to the identifier without the secret. In SQL: `node_id(kind, value)`. */
export type NodeIds = (identifier: Identifier) => string

const made = new WeakMap<Ctx['config'], Promise<NodeIds>>()

/** The secret never changes, so a process reads it once. */
export const nodeIds = ({ db, config }: Pick<Ctx, 'db' | 'config'>): Promise<NodeIds> => {
  const known = made.get(config)
  if (known) return known
  const fresh = readSecret(db).then(secret => ({ kind, value }: Identifier) => uuidOf(hash('sha256', `${secret}:${kind}:${value}`, 'hex')))
  made.set(config, fresh)
  fresh.catch(() => made.delete(config))
  return fresh
}

async function readSecret(db: Db) {
  const { value } = await db.selectFrom('settings').select('value').where('name', '=', 'identity_secret').executeTakeFirstOrThrow()
  return String(value)
}

/** A name-based UUID (RFC 9562, version 8) of a SHA-256 in hex. */
export const uuidOf = (hex: string) => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-b${hex.slice(17, 20)}-${hex.slice(20, 32)}`
