import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Ctx } from '../../platform/index.ts'
import { publicUrl } from '../../staff/index.ts'

// Links that anyone may open who holds them, signed with this installation's secret. Nothing personal stands in them, and
// they do not run out: whoever finds an old mail may still leave.

type Secretive = Pick<Ctx, 'config'>

/** Whose link it is: the reader of a message, or whoever a node (an identifier's id, a customer's) belongs to. */
export type Subject = { kind: 'message' | 'node'; id: string }

/** Ends marketing on the message's channel: by one POST (RFC 8058), or by the button of the page behind it. */
export const unsubscribeUrl = (ctx: Secretive, messageId: string): string => `${publicUrl(ctx.config)}/u/${tokenOf(ctx, { kind: 'message', id: messageId })}`

/** The preference centre of whoever got this message. */
export const preferencesUrl = (ctx: Secretive, messageId: string): string => `${publicUrl(ctx.config)}/preferences/${tokenOf(ctx, { kind: 'message', id: messageId })}`

/** The same for use outside of messages. `nodeId`: an identifier's id, or a customer's. */
export const preferencesUrlOf = (ctx: Secretive, nodeId: string): string => `${publicUrl(ctx.config)}/preferences/${tokenOf(ctx, { kind: 'node', id: nodeId })}`

const kinds = ['message', 'node'] as const

/** base64url of a byte for the kind, 16 of the id and 13 of the MAC over both: 40 characters. */
function tokenOf(ctx: Secretive, { kind, id }: Subject): string {
  const what = Buffer.alloc(17)
  what.writeUInt8(kinds.indexOf(kind), 0)
  what.write(id.replaceAll('-', ''), 1, 'hex')
  return Buffer.concat([what, macOf(ctx, what)]).toString('base64url')
}

/** Null when nobody here made it. */
export function subjectOf(ctx: Secretive, token: string): Subject | null {
  const bytes = Buffer.from(token, 'base64url')
  if (token.length !== 40 || bytes.length !== 30) return null
  const what = bytes.subarray(0, 17)
  const kind = kinds[what.readUInt8(0)]
  if (!kind || !timingSafeEqual(bytes.subarray(17), macOf(ctx, what))) return null
  const id = what.toString('hex', 1)
  return { kind, id: [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-') }
}

const macOf = ({ config }: Secretive, what: Buffer) => createHmac('sha256', config.secret!).update('preferences').update(what).digest().subarray(0, 13)
