import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'

// Everything comes from Suki itself. Styles may be inline because the component library writes them;
// pictures of products lie with the shop, so any https picture may show.
const forPages = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const forData = "default-src 'none'; frame-ancestors 'none'"

/** Security headers of every answer. A handler that sets one itself keeps it. */
export function addSecurityHeaders(app: FastifyInstance, { publicUrl }: Pick<Config, 'publicUrl'>) {
  const common = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    ...(publicUrl?.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  }
  app.addHook('onSend', async (request, reply, payload) => {
    reply.header('x-request-id', request.id)
    for (const [name, value] of Object.entries(common)) if (!reply.hasHeader(name)) reply.header(name, value)
    if (reply.hasHeader('content-security-policy')) return payload
    const isPage = String(reply.getHeader('content-type')).startsWith('text/html')
    reply.header('content-security-policy', isPage ? pagePolicy(typeof payload === 'string' ? payload : '') : forData)
    return payload
  })
}

/** Scripts come from our own files, and the few inline ones of the page itself are named by their hash. */
function pagePolicy(html: string) {
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, script = '']) => `'sha256-${hash('sha256', script, 'base64')}'`)
  return `${forPages}; script-src ${["'self'", ...inline].join(' ')}`
}
