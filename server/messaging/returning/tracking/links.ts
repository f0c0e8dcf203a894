import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Ctx } from '../../../platform/index.ts'

// Addresses in a mail that tell when it was opened and which link was followed. A link carries where it leads, with a MAC
// over message, place and target: nobody can make one that leads elsewhere. Opening one asks no store.

type Secretive = Pick<Ctx, 'config'>

/** The place of the link that no person sees. Whatever follows it is a program. */
export const honeypotIndex = 0xffff

/** Where the tracking pixel of a message lies. `base` is the public address, e.g. https://crm.example.com. */
export const pixelUrl = (ctx: Secretive, { base, messageId }: { base: string; messageId: string }): string => `${base}/o/${sealed(ctx, messageId, 0, 'open')}.gif`

/** The address that leads to `url` and tells that the link at this place (0 … 65534) was followed. */
export const clickUrl = (ctx: Secretive, { base, messageId, linkIndex, url }: { base: string; messageId: string; linkIndex: number; url: string }): string =>
  `${base}/c/${sealed(ctx, messageId, linkIndex, url)}?u=${encodeURIComponent(url)}`

/** A link that no person sees or can reach by keyboard: programs that follow every link follow it as well. */
export const honeypotLink = (ctx: Secretive, { base, messageId }: { base: string; messageId: string }): string =>
  `<a href="${clickUrl(ctx, { base, messageId, linkIndex: honeypotIndex, url: base })}" style="display:none;visibility:hidden;font-size:0;line-height:0;max-height:0" tabindex="-1" aria-hidden="true"></a>`

export const readPixel = (ctx: Secretive, token: string): string | null => opened(ctx, token, 'open')?.messageId ?? null

/** Null where the MAC is not ours, or the target is no web address. */
export function readClick(ctx: Secretive, token: string, url: string): { messageId: string; linkIndex: number; url: string } | null {
  const found = opened(ctx, token, url)
  return found && /^https?:\/\//i.test(url) && URL.canParse(url) ? { ...found, url } : null
}

/** base64url of 16 bytes of the message's id, 2 of the place and 12 of the MAC: 40 characters. */
function sealed(ctx: Secretive, messageId: string, linkIndex: number, target: string): string {
  const what = Buffer.alloc(18)
  what.write(messageId.replaceAll('-', ''), 'hex')
  what.writeUInt16BE(linkIndex, 16)
  return Buffer.concat([what, macOf(ctx, what, target)]).toString('base64url')
}

function opened(ctx: Secretive, token: string, target: string) {
  const bytes = Buffer.from(token, 'base64url')
  if (token.length !== 40 || bytes.length !== 30) return null
  const what = bytes.subarray(0, 18)
  if (!timingSafeEqual(bytes.subarray(18), macOf(ctx, what, target))) return null
  const id = what.toString('hex', 0, 16)
  return { messageId: [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-'), linkIndex: what.readUInt16BE(16) }
}

const macOf = ({ config }: Secretive, what: Buffer, target: string) => createHmac('sha256', config.secret!).update('tracked link').update(what).update(target).digest().subarray(0, 12)
