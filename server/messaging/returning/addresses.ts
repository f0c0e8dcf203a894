import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Ctx } from '../../platform/index.ts'

// What leads from something that came back to its message, signed with this installation's secret: nobody else can make
// one, and nothing personal stands in it. All of it survives systems that write addresses in lower case.

type Secretive = Pick<Ctx, 'config'>

/** The envelope sender of a message: whatever bounces comes back to `bounce+<token>@domain` (VERP). 55 characters before the @. */
export const verpAddress = (ctx: Secretive, messageId: string, domain: string): string => `bounce+${tokenOf(ctx, messageId)}@${domain}`

/** The message of such an address; null when nobody here made it. */
export function readVerp(ctx: Secretive, address: string): string | null {
  const token = /^<?bounces?\+([0-9a-f]{48})@/i.exec(address.trim())?.[1]
  return token ? messageOf(ctx, token) : null
}

/** The Message-ID header of a message, with brackets. Answers and reports name it. */
export const messageIdHeader = (messageId: string, domain: string): string => `<${messageId}@${domain}>`

/** The message of such a header, with or without brackets; null when it is not one. The id is random enough that nobody guesses one. */
export const readMessageId = (header: string): string | null => /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:@|>?$)/i.exec(header.trim())?.[1]?.toLowerCase() ?? null

/** 16 bytes of the message's id and 8 of a MAC over it. */
function tokenOf(ctx: Secretive, messageId: string): string {
  const id = messageId.replaceAll('-', '').toLowerCase()
  return id + macOf(ctx, id)
}

function messageOf(ctx: Secretive, token: string): string | null {
  const id = token.slice(0, 32).toLowerCase()
  if (!isEqual(token.slice(32).toLowerCase(), macOf(ctx, id))) return null
  return [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-')
}

const macOf = ({ config }: Secretive, id: string) => createHmac('sha256', config.secret!).update(`return ${id}`).digest('hex').slice(0, 16)

function isEqual(given: string, wanted: string) {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}
