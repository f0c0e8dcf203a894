import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { appError, type Config, type Log } from '../../../platform/index.ts'

export const certificateUnusable = appError('returns.certificate_unusable', 500, 'Cannot use the certificate of INBOUND_TLS_CERT and INBOUND_TLS_KEY: {reason}')

export type Certificate = { cert: Buffer; key: Buffer; /** ISO 8601. */ validUntil: string }

/** The certificate with which the mail ports encrypt. `renewed` answers the new one where the files changed since it was last asked. */
export type Certified = { current: Certificate; renewed(): Certificate | null }

type Files = { cert: string; key: string }

/**
 * Reads the files that were set; null where none were: then nothing is encrypted, and nobody is told that it could be.
 * @throws certificateUnusable
 */
export function certificateOf({ inboundTlsCert: cert, inboundTlsKey: key }: Pick<Config, 'inboundTlsCert' | 'inboundTlsKey'>, log: Pick<Log, 'warn' | 'info'>): Certified | null {
  if (!cert && !key) return null
  if (!cert || !key) throw certificateUnusable({ reason: `${cert ? 'INBOUND_TLS_KEY' : 'INBOUND_TLS_CERT'} is not set; both are needed.` })
  const files = { cert, key }
  let seen = stampOf(files)
  const certified: Certified = {
    current: read(files),
    renewed() {
      const stamp = stampOf(files)
      if (stamp === seen) return null
      seen = stamp
      try {
        certified.current = read(files)
        log.info({ validUntil: certified.current.validUntil }, 'the certificate of the mail ports was renewed')
        return certified.current
      } catch (error) {
        // Both files are seldom written in one moment; until they belong together the old pair stays in use.
        log.warn({ error: (error as Error).message }, 'the certificate of the mail ports changed and cannot be used')
        return null
      }
    },
  }
  return certified
}

function read(files: Files): Certificate {
  try {
    const [cert, key] = [readFileSync(files.cert), readFileSync(files.key)]
    createSecureContext({ cert, key })
    return { cert, key, validUntil: new Date(new X509Certificate(cert).validTo).toISOString() }
  } catch (error) {
    throw certificateUnusable({ reason: (error as Error).message })
  }
}

/** What tells that a file is another one: links to it are followed, as certbot renews by moving them. */
function stampOf(files: Files): string {
  return [files.cert, files.key].map(path => {
    const file = statSync(path, { throwIfNoEntry: false })
    return file ? `${file.ino} ${file.mtimeMs} ${file.size}` : 'gone'
  }).join(', ')
}
