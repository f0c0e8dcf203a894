import { z } from 'zod'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

type Setting = { env: string; flag?: string; schema: z.ZodType; default?: unknown; doc: string; secret?: true }

const port = z.coerce.number().int().min(0).max(65535)
const yesNo = z.union([z.boolean(), z.enum(['true', 'false', '1', '0', '']).transform(v => v === 'true' || v === '1')])

const defaultData = fileURLToPath(new URL('../../data', import.meta.url))

/** Everything that can be set, in one table. Nothing else reads the environment. */
export const settings = {
  data: { env: 'SUKI_DATA', flag: '--data', schema: z.string().min(1), default: defaultData, doc: 'Folder that holds both embedded stores.' },
  port: { env: 'PORT', flag: '--port', schema: port, default: 4800, doc: 'Port of the console and the API.' },
  host: { env: 'HOST', flag: '--host', schema: z.string().min(1), default: '127.0.0.1', doc: 'Address to listen on. Use 0.0.0.0 behind a proxy.' },
  publicUrl: { env: 'PUBLIC_URL', schema: z.url().optional(), doc: 'How people reach Suki, e.g. https://crm.example.com. The default is the address it listens on.' },
  databaseUrl: { env: 'DATABASE_URL', schema: z.url().optional(), secret: true, doc: 'A PostgreSQL 18 of your own in place of the embedded one.' },
  clickhouseUrl: { env: 'CLICKHOUSE_URL', schema: z.url().optional(), secret: true, doc: 'A ClickHouse of your own in place of the embedded one.' },
  clickhouseDatabase: { env: 'CLICKHOUSE_DATABASE', schema: z.string().regex(/^\w+$/), default: 'suki', doc: 'Name of the ClickHouse database.' },
  postgresPoolSize: { env: 'POSTGRES_POOL', schema: z.coerce.number().int().min(2).max(200), default: 12, doc: 'PostgreSQL connections of one process.' },
  workerConcurrency: { env: 'WORKER_CONCURRENCY', schema: z.coerce.number().int().min(1).max(64), default: 4, doc: 'Jobs that one worker runs at a time.' },
  secret: { env: 'SUKI_SECRET', schema: z.string().min(32).optional(), secret: true, doc: 'Signs sessions and links. Made once and kept in the data folder when not set.' },
  smtpUrl: { env: 'SMTP_URL', schema: z.url().optional(), secret: true, doc: 'Where outgoing mail goes, e.g. smtps://user:password@mail.example.com. The default is the built-in development mailbox.' },
  mailFrom: { env: 'MAIL_FROM', schema: z.string().min(3), default: 'Suki <suki@example.com>', doc: 'Sender of the mails that Suki itself writes.' },
  mailboxPort: { env: 'MAILBOX_PORT', schema: port, default: 0, doc: 'Port of the development mailbox; 0 takes a free one.' },
  inboundSmtpPort: { env: 'INBOUND_SMTP_PORT', schema: port.optional(), doc: 'Port on which workers take in bounces, complaints and answers over SMTP. Off by default.' },
  inboundLmtpPort: { env: 'INBOUND_LMTP_PORT', schema: port.optional(), doc: 'The same over LMTP, behind a mail server of yours, e.g. Postfix. Off by default.' },
  inboundImapUrl: { env: 'INBOUND_IMAP_URL', schema: z.url().optional(), secret: true, doc: 'A mailbox that is read for bounces, complaints and answers every half minute, e.g. imaps://user:password@mail.example.com/INBOX. Nothing in it is changed.' },
  inboundTlsCert: { env: 'INBOUND_TLS_CERT', schema: z.string().min(1).optional(), doc: 'File of a certificate with its chain (PEM), so that these two ports offer STARTTLS. Read again when it changes.' },
  inboundTlsKey: { env: 'INBOUND_TLS_KEY', schema: z.string().min(1).optional(), doc: 'File of the key of that certificate (PEM).' },
  inboundHost: { env: 'INBOUND_HOST', schema: z.string().min(1), default: '127.0.0.1', doc: 'Address on which these two ports listen.' },
  ownerEmail: { env: 'SUKI_OWNER_EMAIL', schema: z.email().optional(), doc: 'Unattended set-up: e-mail of the first owner.' },
  ownerPassword: { env: 'SUKI_OWNER_PASSWORD', schema: z.string().min(10).optional(), secret: true, doc: 'Unattended set-up: password of the first owner.' },
  trustProxy: { env: 'TRUST_PROXY', schema: yesNo, default: false, doc: 'Believe X-Forwarded-For, because a proxy of yours sets it.' },
  requestsPerMinute: { env: 'REQUESTS_PER_MINUTE', schema: z.coerce.number().int().min(10), default: 1200, doc: 'API requests a minute for one caller.' },
  metricsToken: { env: 'METRICS_TOKEN', schema: z.string().min(16).optional(), secret: true, doc: 'Who sends it as Authorization: Bearer reads /metrics from anywhere. Without it only this machine does.' },
  workerPort: { env: 'WORKER_PORT', schema: port.optional(), doc: 'Port on which a process that is only a worker answers /health, /ready and /metrics. Without it a worker does not listen.' },
  logLevel: { env: 'LOG_LEVEL', schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']), default: 'info', doc: 'How much is logged.' },
  demoShop: { env: 'SUKI_DEMO_SHOP', schema: yesNo.optional(), doc: 'Serve a shop to click through at /demo-shop. The default: where the demo was filled in.' },
  demo: { env: 'SUKI_DEMO', flag: '--demo', schema: yesNo, default: false, doc: 'Fill an empty instance with the demo shop and an owner account.' },
} as const satisfies Record<string, Setting>

export type Config = {
  [K in keyof typeof settings]: z.output<(typeof settings)[K]['schema']>
} & { roles: ('web' | 'worker')[] }

/** A setting that cannot be used; the message names it, what was expected and what was given. */
export class ConfigError extends Error {}

/**
 * Reads settings from the command line (`--port 80`, `--port=80`), then the environment, then the defaults.
 * @throws ConfigError naming every setting that is wrong.
 */
export function loadConfig(argv: string[], env: Record<string, string | undefined>): Config {
  const { flags, words } = parseArguments(argv)
  const config: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [name, setting] of Object.entries(settings) as [string, Setting][]) {
    const flag = setting.flag && flags.get(setting.flag)
    const given = flag ?? (env[setting.env] || undefined) ?? setting.default
    const read = setting.schema.safeParse(given)
    if (read.success) config[name] = read.data
    else problems.push(`${flag === undefined ? setting.env : setting.flag} is ${setting.secret ? 'not usable' : JSON.stringify(given)}: ${read.error.issues[0]?.message}`)
  }
  if (problems.length) throw new ConfigError(problems.join('\n'))
  return { ...config, data: resolve(config['data'] as string), roles: rolesFrom(words) } as Config
}

function parseArguments(argv: string[]) {
  const known = new Map((Object.values(settings) as Setting[]).filter(s => s.flag).map(s => [s.flag!, s]))
  const flags = new Map<string, string>()
  const words: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const [flag = '', inline] = argv[i]!.split(/=(.*)/s)
    if (!flag.startsWith('--')) words.push(flag)
    else if (!known.has(flag)) throw new ConfigError(`${flag} is not an option. bin/start --help lists them.`)
    else if (flag === '--demo') flags.set(flag, inline ?? 'true')
    else if (inline === undefined && argv[i + 1] === undefined) throw new ConfigError(`${flag} needs a value.`)
    else flags.set(flag, inline ?? argv[++i]!)
  }
  return { flags, words }
}

function rolesFrom(words: string[]): ('web' | 'worker')[] {
  const unknown = words.find(word => word !== 'web' && word !== 'worker')
  if (unknown) throw new ConfigError(`"${unknown}" is not something to run; expected web or worker.`)
  return words.length ? (words as ('web' | 'worker')[]) : ['web', 'worker']
}

/** The table of settings as text, for `bin/start --help`. */
export function describeSettings(): string {
  const rows = (Object.values(settings) as Setting[]).map(s => {
    const name = s.flag ? `${s.flag}, ${s.env}` : s.env
    return `  ${name.padEnd(26)} ${s.doc}${s.default === undefined || s.default === false ? '' : ` [${s.default === defaultData ? './data of this folder' : s.default}]`}`
  })
  return ['Usage: bin/start [web] [worker] [options]', '', ...rows, '', notes].join('\n')
}

const notes = `Without web or worker it is both. Several of each may run on one DATABASE_URL and CLICKHOUSE_URL.
The log is JSON lines on stderr; at a terminal it goes to suki.log in the data folder, and only warnings show.
For supervisors: /health (it lives), /ready (stores answer, migrations done), /metrics (Prometheus). /docs describes the API.
It stops on Ctrl-C or SIGTERM; a second one does not wait. Exit code 0 when asked to stop, 1 with one sentence on stderr when it cannot run.`

/** A path inside the data folder. */
export const inData = (config: Pick<Config, 'data'>, ...parts: string[]) => join(config.data, ...parts)
