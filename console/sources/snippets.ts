import type { Source, SourceKind } from '../../contracts/sources.ts'

/** What sends the events; the same for every language. */
const platforms = { script: 'HTML', npm: 'npm', node: 'Node.js', python: 'Python', php: 'PHP', ios: 'iOS', android: 'Android', curl: 'curl', segment: 'Segment', rudder: 'RudderStack' } as const
export type Platform = keyof typeof platforms
export const platformName = (platform: Platform): string => platforms[platform]

/** What a source of a kind is mostly built with, the most common first. */
export const platformsOf: Record<SourceKind, Platform[]> = {
  web: ['script', 'npm', 'segment', 'rudder'],
  app: ['ios', 'android', 'segment', 'curl'],
  server: ['node', 'python', 'php', 'curl', 'segment'],
  shop_floor: ['curl', 'node', 'python', 'php'],
  import: ['curl', 'python', 'node', 'php'],
  channel: ['curl', 'node', 'python', 'php'],
}

type Message = { type: string; event?: string; userId?: string; anonymousId?: string; messageId?: string; timestamp?: string; properties?: object; traits?: object; context?: object }

/** An event as this kind of source typically sends it. */
const examples: Record<SourceKind, Message> = {
  web: { type: 'track', event: 'Product Viewed', userId: 'customer-42', properties: { product_id: 'MUG-1' } },
  app: { type: 'track', event: 'Product Viewed', userId: 'customer-42', context: { device: { id: 'phone-7' } }, properties: { product_id: 'MUG-1' } },
  server: { type: 'track', event: 'Order Completed', userId: 'customer-42', messageId: 'order-1001', properties: { order_id: '1001', total: 64.9, currency: 'EUR' } },
  shop_floor: { type: 'track', event: 'Order Completed', anonymousId: 'till-1', messageId: 'receipt-T-1001', context: { loyalty_card: 'CARD-1234' }, properties: { order_id: 'T-1001', total: 64.9, currency: 'EUR', products: [{ sku: 'MUG-1', quantity: 2, price: 32.45 }] } },
  import: { type: 'identify', userId: 'customer-42', messageId: 'crm-42-2026-11-21', traits: { email: 'ana@example.com', first_name: 'Ana' } },
  channel: { type: 'track', event: 'Message Received', userId: 'customer-42', messageId: 'chat-881', properties: { channel: 'chat' } },
}

type Connected = Pick<Source, 'kind' | 'writeKey'>

/** How this kind of source tells Suki what happens, ready to be pasted. */
export function snippetOf({ kind, writeKey }: Connected, platform: Platform, host: string): string {
  return writers[platform]({ key: writeKey, host, event: examples[kind] })
}

type Writing = { key: string; host: string; event: Message }

const json = (value: unknown, indent = 2) => JSON.stringify(value, null, indent)
const indented = (text: string, by: string) => text.replaceAll('\n', `\n${by}`)

const writers: Record<Platform, (of: Writing) => string> = {
  script: ({ key, host }) => `<script async src="${host}/suki.js" data-key="${key}"></script>`,
  npm: ({ key, host }) => `npm install @suki/storefront

import { createSuki } from '@suki/storefront'

const suki = createSuki({ key: '${key}', host: '${host}' })
suki.track('Product Viewed', { product_id: 'MUG-1' })`,
  segment: ({ key, host }) => `npm install @segment/analytics-next

import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = AnalyticsBrowser.load(
  { writeKey: '${key}', cdnURL: '${host}' },
  { integrations: { 'Segment.io': { apiHost: '${host.replace(/^https?:\/\//, '')}/v1', protocol: '${host.startsWith('https') ? 'https' : 'http'}' } } },
)
analytics.track('Product Viewed', { product_id: 'MUG-1' })`,
  rudder: ({ key, host }) => `npm install @rudderstack/analytics-js

import { RudderAnalytics } from '@rudderstack/analytics-js'

const rudder = new RudderAnalytics()
rudder.load('${key}', '${host}', { configUrl: '${host}' })
rudder.track('Product Viewed', { product_id: 'MUG-1' })`,
  node: ({ key, host, event }) => `const event = ${json(event)}

const answer = await fetch('${host}/v1/batch', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ writeKey: '${key}', batch: [event] }),
})
if (!answer.ok) throw new Error(\`Send it again later: \${answer.status}\`)`,
  python: ({ key, host, event }) => `import json, urllib.request

event = json.loads("""${json(event)}""")

urllib.request.urlopen(urllib.request.Request(
    "${host}/v1/batch",
    data=json.dumps({"writeKey": "${key}", "batch": [event]}).encode(),
    headers={"content-type": "application/json"},
))`,
  php: ({ key, host, event }) => `<?php
$event = json_decode('${json(event)}', true);

$request = curl_init('${host}/v1/batch');
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_HTTPHEADER => ['content-type: application/json'],
    CURLOPT_POSTFIELDS => json_encode(['writeKey' => '${key}', 'batch' => [$event]]),
]);
curl_exec($request);`,
  ios: ({ key, host, event }) => `import Foundation

var request = URLRequest(url: URL(string: "${host}/v1/batch")!)
request.httpMethod = "POST"
request.setValue("application/json", forHTTPHeaderField: "content-type")
request.httpBody = Data("""
  { "writeKey": "${key}", "batch": [${indented(json(event), '  ')}] }
  """.utf8)
let (_, answer) = try await URLSession.shared.data(for: request)`,
  android: ({ key, host, event }) => `val body = """
  { "writeKey": "${key}", "batch": [${indented(json(event), '  ')}] }
""".trimIndent()

val connection = URL("${host}/v1/batch").openConnection() as HttpURLConnection
connection.requestMethod = "POST"
connection.setRequestProperty("content-type", "application/json")
connection.doOutput = true
connection.outputStream.use { it.write(body.toByteArray()) }
check(connection.responseCode == 200)`,
  curl: ({ key, host, event }) => `curl ${host}/v1/batch -H 'content-type: application/json' -d '{
  "writeKey": "${key}",
  "batch": [${indented(json(event), '  ')}]
}'`,
}
