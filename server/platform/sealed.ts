import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto'
import type { Ctx } from './context.ts'

// What must not lie about readable, in the database and its copies: AES-256-GCM with this installation's secret. Each
// use has a key of its own.

type Secretive = Pick<Ctx, 'config'>
const keyOf = ({ config }: Secretive, use: string) => hash('sha256', `${use} ${config.secret!}`, 'buffer')

export function seal(ctx: Secretive, use: string, value: unknown): Buffer {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(ctx, use), iv)
  const content = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), content])
}

export function unseal<T>(ctx: Secretive, use: string, sealed: Buffer): T {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(ctx, use), sealed.subarray(0, 12))
  decipher.setAuthTag(sealed.subarray(12, 28))
  return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8')) as T
}
