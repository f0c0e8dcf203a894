import { headersOf, type Headers } from './pieces.ts'

export type Action = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'

/** What a delivery status (RFC 3464) says of one recipient. */
export type StatedRecipient = { address: string; actual: string; action: Action; status: string | null; diagnostic: string }

const maxRecipients = 200

/** Reads the fields of a delivery status, wherever they stand: in their own part, or in a text that lost its structure. */
export function statedRecipients(text: string): StatedRecipient[] {
  const groups = text.split(/\n[ \t]*\n/).slice(0, maxRecipients * 2)
  return groups.map(group => headersOf(group.replace(/^\n+/, ''))).flatMap(fields => recipientOf(fields) ?? []).slice(0, maxRecipients)
}

function recipientOf(fields: Headers): StatedRecipient | null {
  const final = addressIn(value(fields, 'final-recipient'))
  const original = addressIn(value(fields, 'original-recipient'))
  const actual = addressIn(value(fields, 'x-actual-recipient'))
  const address = [original, final, actual].find(candidate => candidate.includes('@')) ?? original
  if (!address || (!fields.has('action') && !fields.has('status') && !fields.has('diagnostic-code'))) return null
  const status = value(fields, 'status')
  // A comment behind the status is often the only reason given: "5.1.10 (host/domain does not accept mail)".
  const comment = /\(([^)]{4,200})\)/.exec(status)?.[1] ?? ''
  const said = value(fields, 'diagnostic-code').replace(/^\s*(smtp|x-[\w-]+)\s*;\s*/i, (_, kind: string) => (/^smtp$/i.test(kind) ? '' : `${kind}; `))
  return { address, actual: actual || final, action: actionOf(value(fields, 'action')), status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(status)?.[0] ?? null, diagnostic: said || (/undefined status|^smtp /i.test(comment) ? '' : comment) }
}

const value = (fields: Headers, name: string) => fields.get(name)?.[0] ?? ''

/** `rfc822; <ana@example.com>` as an address. */
export const addressIn = (field: string): string => /<?([^\s<>;,"]+)>?\s*$/.exec(field.slice(0, 1000).replace(/^\s*[\w-]+\s*;/, '').trim())?.[1]?.replace(/^mailto:/i, '') ?? ''

function actionOf(said: string): Action {
  const word = /[a-z]+/.exec(said.toLowerCase())?.[0] ?? ''
  return word.startsWith('delay') ? 'delayed' : word === 'delivered' || word === 'relayed' || word === 'expanded' ? word : 'failed'
}
