import { existsSync, renameSync, statSync } from 'node:fs'
import { Writable } from 'node:stream'
import { pino, type DestinationStream } from 'pino'
import type { Config } from './config.ts'

export type Log = ReturnType<typeof createLog>

/** Structured logs, one JSON object a line. Secrets and personal data do not belong here; known places are redacted. */
export const createLog = (config: Pick<Config, 'logLevel'>, destination: DestinationStream = pino.destination({ dest: 2, sync: true })) =>
  pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['req.headers.authorization', 'req.headers.cookie', 'password', 'token', 'email'],
    },
    destination,
  )

/** For a person at a terminal: everything goes to a file of at most 20 MB and the one before it, warnings also show as a line. */
export function createTerminalLog(config: Pick<Config, 'logLevel'>, file: string): Log {
  if (existsSync(file) && statSync(file).size > 20_000_000) renameSync(file, `${file}.1`)
  const lines = new Writable({
    write(chunk, _encoding, done) {
      const { level, msg, error } = JSON.parse(String(chunk)) as { level: number; msg: string; error?: string }
      process.stderr.write(`${level >= 50 ? 'Error' : 'Warning'}: ${msg}${error ? ` (${error})` : ''}\n`, done)
    },
  })
  const streams = [{ level: config.logLevel === 'silent' ? ('fatal' as const) : config.logLevel, stream: pino.destination({ dest: file, sync: true, mode: 0o600 }) }, { level: 'warn' as const, stream: lines }]
  return createLog(config, pino.multistream(streams))
}
