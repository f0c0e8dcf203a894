import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Ctx } from '../../../platform/index.ts'
import { publicUrl } from '../../../staff/index.ts'

/** The address in the letter. Its id alone opens nothing: the rest is signed with this installation's secret. */
export const addressOfConfirmation = (ctx: Ctx, confirmationId: string): string => `${publicUrl(ctx.config)}/consent/${confirmationId}.${signature(ctx, confirmationId)}`

/** The id in a token of such a letter; undefined when nobody here signed it. */
export function confirmationIn(ctx: Ctx, token: string): string | undefined {
  const [id = '', signed = ''] = token.split('.')
  const wanted = Buffer.from(signature(ctx, id))
  const given = Buffer.from(signed)
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? id : undefined
}

const signature = ({ config }: Ctx, id: string) => createHmac('sha256', config.secret!).update(`confirm consent ${id}`).digest('base64url')
