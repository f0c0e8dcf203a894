import { pino } from 'pino'
import type { Config } from './config.ts'

export type Log = ReturnType<typeof createLog>

/** Structured logs, one JSON object a line. Secrets and personal data do not belong here; known places are redacted. */
export const createLog = (config: Pick<Config, 'logLevel'>) =>
  pino({
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['req.headers.authorization', 'req.headers.cookie', 'password', 'token', 'email'],
  })
