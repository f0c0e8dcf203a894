import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import type { Reason } from './phrases.ts'
import { readBounce } from './read.ts'

const folder = new URL('../../../../../shared/data/email/', import.meta.url)
const skip = existsSync(folder) ? false : 'The real bounces are not in ../shared/data/email'

/** The table's words for our reasons. */
const words: Record<string, Reason> = {
  userunknown: 'user_unknown', hostunknown: 'host_unknown', hasmoved: 'has_moved', notaccept: 'no_mail_accepted', mailboxfull: 'mailbox_full', suspend: 'suspended', filtered: 'filtered', exceedlimit: 'over_limit', mesgtoobig: 'too_large',
  expired: 'expired', networkerror: 'network_error', systemerror: 'system_error', systemfull: 'system_full', mailererror: 'mailer_error', toomanyconn: 'too_many', onhold: 'on_hold', blocked: 'blocked', rejected: 'sender_rejected', spamdetected: 'spam', virusdetected: 'virus', badreputation: 'bad_reputation',
  authfailure: 'authentication_failed', requireptr: 'missing_reverse_dns', policyviolation: 'policy', securityerror: 'security_error', norelaying: 'relaying_denied', notcompliantrfc: 'not_compliant', syntaxerror: 'syntax_error', contenterror: 'content_error', vacation: 'vacation', undefined: 'unknown',
}

type Row = { file: string; status: string; reason: Reason; isPermanent: boolean }

function tableRows(): Row[] {
  const [, ...lines] = readFileSync(new URL('bounces.tsv', folder), 'utf8').trim().split('\n')
  return lines.map(line => line.split('\t')).map(([file, status, , reason, hard]) => ({ file: file!, status: status!, reason: words[reason!]!, isPermanent: hard === '1' }))
}

/** The half that was kept closed while the rules were first written: they then found 87.8 % and 77.2 % in it. It was opened after that. */
const isHeldOut = (file: string) => (hash('sha256', file, 'buffer')[0]! & 1) === 1

function share(rows: Row[]) {
  const seen = [...Map.groupBy(rows, row => row.file)].flatMap(([file, own]) => {
    const { recipients } = readBounce(readFileSync(new URL(`bounces/${file}`, folder)))
    return own.map((row, at) => ({ row, found: recipients.length === own.length && recipients[at]!.address.includes('@') ? recipients[at]! : null }))
  })
  const right = seen.filter(({ row, found }) => found?.isPermanent === row.isPermanent)
  const reasoned = seen.filter(({ row, found }) => found?.reason === row.reason)
  if (process.env['TEST_LOG']) for (const { row, found } of seen.filter(one => one.found?.reason !== one.row.reason)) console.log(row.file, 'expected', row.reason, 'found', found ? `${found.address} ${found.status} ${found.smtpCode} ${found.reason} ${found.diagnostic.slice(0, 160)}` : 'no or other recipients')
  return { rows: rows.length, permanence: right.length / rows.length, reason: reasoned.length / rows.length }
}

test('of 272 real bounces at least 97 % name the recipient and whether it is for ever, and 90 % the reason', { skip }, t => {
  const all = share(tableRows())
  const heldOut = share(tableRows().filter(row => isHeldOut(row.file)))
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`
  t.diagnostic(`all ${all.rows}: permanence ${percent(all.permanence)}, reason ${percent(all.reason)}; held out ${heldOut.rows}: permanence ${percent(heldOut.permanence)}, reason ${percent(heldOut.reason)}`)
  assert.ok(all.permanence >= 0.97, percent(all.permanence))
  assert.ok(all.reason >= 0.9, percent(all.reason))
})

test('no file of them takes longer than a second, whole or cut anywhere', { skip }, () => {
  for (const file of readdirSync(new URL('bounces/', folder))) {
    const raw = readFileSync(new URL(`bounces/${file}`, folder))
    for (const part of [1, 0.7, 0.35]) {
      const from = performance.now()
      readBounce(raw.subarray(0, raw.length * part))
      const took = performance.now() - from
      assert.ok(took < 1_000, `${file}: ${took} ms`)
    }
  }
})
