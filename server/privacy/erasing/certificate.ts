import { createHmac, hash } from 'node:crypto'
import type { Certificate } from '../../../contracts/privacy.ts'
import type { Ctx } from '../../platform/index.ts'

/** A certificate with its digest over everything else, as JSON with fields in the order of the alphabet, and this installation's signature. */
export function certified({ config }: Ctx, content: Omit<Certificate, 'digest' | 'signature'>): Certificate {
  const digest = hash('sha256', canonical(content), 'hex')
  return { ...content, digest, signature: createHmac('sha256', config.secret!).update(`certificate ${digest}`).digest('hex') }
}

/** PostgreSQL keeps the fields of an object in an order of its own; the digest must not depend on it. */
export const canonical = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(canonical).join(',')}]`
    : typeof value === 'object' && value !== null ? `{${Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`
      : JSON.stringify(value)
