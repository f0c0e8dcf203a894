import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto'
import type { Ctx } from '../platform/index.ts'

// What an erasure still has to look for must survive a crash of Suki and must not lie about readable: AES-256-GCM with
// this installation's secret, gone with the last step.

const keyOf = ({ config }: Ctx) => hash('sha256', `privacy ${config.secret!}`, 'buffer')

export function seal(ctx: Ctx, value: unknown): Buffer {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(ctx), iv)
  const content = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), content])
}

export function unseal<T>(ctx: Ctx, sealed: Buffer): T {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(ctx), sealed.subarray(0, 12))
  decipher.setAuthTag(sealed.subarray(12, 28))
  return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8')) as T
}
