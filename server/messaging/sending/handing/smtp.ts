import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Stage } from '../../returning/bounces/reasons.ts'
import { isPermanent, shortened, type Outcome } from './replies.ts'

export type Letter = { from: string; to: string; raw: Buffer }
export type Server = { url: string; connections: number; name?: string | undefined }

type Failure = Error & { code?: string; command?: string; responseCode?: number; response?: string }

/** Connections to one SMTP server, kept open and used again. */
export type SmtpPool = { hand(letter: Letter): Promise<Outcome>; close(): void }

/**
 * Opens at most `connections` to a server; more letters than that wait for a free one. A connection that fails is not
 * used again. Whether a letter was taken is told as exactly as SMTP can: see Outcome.
 */
export function openPool(server: Server): SmtpPool {
  const idle: SMTPConnection[] = []
  const waiting: ((connection: SMTPConnection | undefined) => void)[] = []
  let open = 0
  const take = (): Promise<SMTPConnection | undefined> | SMTPConnection | undefined => {
    const free = idle.pop()
    if (free) return free
    if (open < server.connections) {
      open++
      return undefined
    }
    return new Promise(resolve => waiting.push(resolve))
  }
  const giveBack = (connection: SMTPConnection) => {
    const next = waiting.shift()
    if (next) next(connection)
    else idle.push(connection)
  }
  const lost = () => {
    const next = waiting.shift()
    if (next) next(undefined)
    else open--
  }
  const hand = async (letter: Letter): Promise<Outcome> => {
    let connection = await take()
    try {
      connection ??= await connect(server, dead => idle.includes(dead) && (idle.splice(idle.indexOf(dead), 1), open--))
    } catch (error) {
      lost()
      return { kind: 'not_handed', problem: shortened((error as Error).message) }
    }
    const { outcome, usable } = await handOver(connection, letter)
    if (usable) giveBack(connection)
    else {
      connection.close()
      lost()
    }
    return outcome
  }
  return { hand, close: () => idle.splice(0).forEach(connection => connection.quit()) }
}

const timeouts = { connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 120_000 }

/** @throws when the server cannot be reached or does not let us in */
function connect({ url, name }: Server, ended: (connection: SMTPConnection) => void): Promise<SMTPConnection> {
  const { hostname, port, protocol, username, password, searchParams } = new URL(url)
  const secure = protocol === 'smtps:'
  const connection = new SMTPConnection({ host: hostname, port: Number(port) || (secure ? 465 : 25), secure, name, logger: false, ...timeouts, requireTLS: searchParams.get('tls') === 'required', opportunisticTLS: true, tls: { rejectUnauthorized: searchParams.get('tls') !== 'unchecked' } })
  return new Promise((resolve, reject) => {
    connection.once('error', reject)
    connection.connect(error => {
      if (error) return reject(error)
      const ready = () => {
        connection.off('error', reject)
        // Errors of a send reach its callback; of an idle connection nobody needs to know.
        connection.on('error', () => {})
        connection.once('end', () => ended(connection))
        resolve(connection)
      }
      if (!username) return ready()
      connection.login({ user: decodeURIComponent(username), pass: decodeURIComponent(password) }, problem => (problem ? reject(problem) : ready()))
    })
  })
}

const stages: Record<string, Stage | undefined> = { 'MAIL FROM': 'mail', 'RCPT TO': 'rcpt', DATA: 'data' }

/** One letter over an open connection. The data is a stream, so that it is known whether the server was given all of it. */
function handOver(connection: SMTPConnection, { from, to, raw }: Letter): Promise<{ outcome: Outcome; usable: boolean }> {
  let given = false
  const data = new Readable({
    read() {
      this.push(raw)
      this.push(null)
      given = true
    },
  })
  return new Promise(resolve => {
    connection.send({ from, to, size: raw.length }, data, (error, info) => {
      if (!error) return resolve({ outcome: { kind: 'sent', reply: shortened(info?.response ?? ''), providerMessageId: info?.serverMessageId ?? null }, usable: true })
      const { responseCode = 0, response = '', message, command } = error as Failure
      if (responseCode >= 400 && responseCode !== 421) {
        const reply = shortened(response)
        const outcome: Outcome = { kind: 'refused', permanent: isPermanent(responseCode, reply), reply, stage: stages[command ?? ''] ?? null }
        // Before the data a transaction is open; the server is asked to forget it.
        if (command === 'DATA' && given) return resolve({ outcome, usable: true })
        return connection.reset(problem => resolve({ outcome, usable: !problem }))
      }
      resolve({ outcome: given && responseCode !== 421 ? { kind: 'unknown', problem: shortened(message) } : { kind: 'not_handed', problem: shortened(response || message) }, usable: false })
    })
  })
}
