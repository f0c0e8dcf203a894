import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toEvent, type Arrival } from './message.ts'

const arrival: Arrival = { sourceId: '00000000-0000-7000-8000-000000000001', storeId: null, receivedAt: Temporal.Instant.from('2026-03-02T09:00:00Z') }
const track = (more: object) => toEvent({ type: 'track', event: 'Product Viewed', userId: 'ana', messageId: 'm1', ...more }, undefined, arrival)
const timeOf = (more: object) => (track(more) as { occurredAt: string }).occurredAt

test('a client whose clock is an hour fast is put right', () => {
  assert.equal(timeOf({ timestamp: '2026-03-02T09:59:50Z', sentAt: '2026-03-02T10:00:00Z' }), '2026-03-02T08:59:50.000Z')
})

test('a client whose clock is an hour slow is put right', () => {
  assert.equal(timeOf({ timestamp: '2026-03-02T07:59:50Z', sentAt: '2026-03-02T08:00:00Z' }), '2026-03-02T08:59:50.000Z')
})

test('without a sending time the timestamp is believed', () => {
  assert.equal(timeOf({ timestamp: '2025-12-24T18:00:00Z' }), '2025-12-24T18:00:00.000Z')
})

test('a RudderStack client has corrected its timestamp itself', () => {
  assert.equal(timeOf({ timestamp: '2026-03-02T08:00:00Z', originalTimestamp: '2026-03-02T01:00:00Z', sentAt: '2026-03-02T01:00:01Z' }), '2026-03-02T08:00:00.000Z')
})

test('nothing happens in the future', () => {
  assert.equal(timeOf({ timestamp: '2031-01-01T00:00:00Z' }), '2026-03-02T09:00:00.000Z')
})

test('a timestamp that no calendar of ours has is as if it were not there', () => {
  for (const timestamp of ['-001000-01-01T00:00:00Z', -5, 'yesterday', 9e15]) assert.equal(timeOf({ timestamp }), '2026-03-02T09:00:00.000Z')
})

test('a message needs somebody, and a track call an event', () => {
  assert.equal(toEvent({ type: 'track', event: 'Product Viewed', userId: ' ' }, undefined, arrival), 'no_id')
  assert.equal(toEvent({ type: 'track', userId: 'ana' }, undefined, arrival), 'no_event')
  assert.equal(toEvent({ type: 'group', userId: 'ana' }, undefined, arrival), 'no_group')
  assert.equal(toEvent({ type: 'alias', userId: 'ana' }, undefined, arrival), 'no_previous_id')
  assert.equal(toEvent({ type: 'sing', userId: 'ana' }, undefined, arrival), 'unknown_type')
  assert.equal(toEvent({ type: 'track', event: 'A', userId: 'ana', properties: [1] }, undefined, arrival), 'properties_not_an_object')
})

test('the context of a batch lies under that of its messages', () => {
  const event = toEvent({ type: 'page', name: 'Home', anonymousId: 7, context: { locale: 'nl-NL' } }, undefined, { ...arrival, context: { locale: 'en', library: { name: 'js' } } })
  assert.deepEqual(event, { ...(event as object), anonymousId: '7', name: 'Page Viewed', properties: { name: 'Home' }, context: { locale: 'nl-NL', library: { name: 'js' } } })
})

test('integrations of a batch lie under those of its messages, and are kept in the context', () => {
  const event = toEvent({ type: 'track', event: 'A', userId: 'ana', integrations: { Mailchimp: true } }, undefined, { ...arrival, integrations: { All: false, Mailchimp: false } })
  assert.deepEqual((event as { context: object }).context, { integrations: { All: false, Mailchimp: true } })
})

test('traits of an identify call are found in its context as well, where RudderStack’s browser client puts them', () => {
  const event = toEvent({ type: 'identify', userId: 'ana', traits: { plan: 'gold' }, context: { traits: { email: 'ana@example.com', plan: 'silver' } } }, undefined, arrival)
  assert.deepEqual((event as { properties: object }).properties, { email: 'ana@example.com', plan: 'gold' })
  assert.deepEqual((track({ properties: { sku: 'a' }, context: { traits: { email: 'ana@example.com' } } }) as { properties: object }).properties, { sku: 'a' })
})

test('message ids count whole', () => {
  const idOf = (messageId: string) => (track({ messageId }) as { messageId: string }).messageId
  assert.notEqual(idOf(`${'x'.repeat(600)}1`), idOf(`${'x'.repeat(600)}2`))
})

test('no message, however odd, throws', () => {
  fc.assert(fc.property(fc.anything(), fc.constantFrom(undefined, 'track', 'identify', 'page', 'alias'), (message, type) => void toEvent(message, type, arrival)))
  fc.assert(fc.property(fc.record({ userId: fc.anything(), anonymousId: fc.anything(), event: fc.anything(), timestamp: fc.anything(), sentAt: fc.anything(), originalTimestamp: fc.anything(), properties: fc.anything(), context: fc.anything(), messageId: fc.anything() }), message => void toEvent(message, 'track', arrival)))
})
