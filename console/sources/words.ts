import type { SourceKind } from '../../contracts/sources.ts'

export const kindNames: Record<SourceKind, string> = { web: 'sources.kind.web', app: 'sources.kind.app', server: 'sources.kind.server', shop_floor: 'sources.kind.shopFloor', import: 'sources.kind.import', channel: 'sources.kind.channel' }

/** How this kind of source tells Suki what happens, ready to be pasted. */
export function snippetOf({ kind, writeKey }: { kind: SourceKind; writeKey: string }, host: string): string {
  if (kind === 'web') return `<script async src="${host}/suki.js" data-key="${writeKey}"></script>`
  const event = kind === 'shop_floor'
    ? '{"type":"track","event":"Order Completed","userId":"CARD-1234","properties":{"order_id":"T-1001","revenue":64.90,"currency":"EUR"}}'
    : '{"type":"track","event":"Product Viewed","userId":"customer-42","properties":{"product_id":"MUG-1"}}'
  return `curl ${host}/v1/track -u ${writeKey}: -H 'content-type: application/json' \\\n  -d '${event}'`
}
