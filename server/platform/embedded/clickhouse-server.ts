import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { once } from 'node:events'
import { timingSafeEqual } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Session } from 'chdb'

// ClickHouse's HTTP interface (POST /?query=…&param_x=…&setting=…) answered by chDB, the engine in-process.
// A process of its own: the engine cannot take the console down with it, any number of web and worker
// processes read one warehouse, and the official client speaks to it as to any ClickHouse.
// https://clickhouse.com/docs/interfaces/http

const [folder = '', wantedPort = '0', connections = '4'] = process.argv.slice(2)

/** One engine connection runs one query at a time; several connections of one folder run in parallel. `settings`: those that differ from the default. */
type Connection = { session: Session; database: string; settings: Settings }
type Settings = Map<string, string>
const idle: Connection[] = []
const waiting: ((connection: Connection) => void)[] = []

/** One that has these settings already, if it can be had: each that is set takes the engine a query of its own. */
const free = async (settings: Settings) => {
  const alike = idle.findIndex(connection => isDeepStrictEqual(connection.settings, settings))
  return alike >= 0 ? idle.splice(alike, 1)[0]! : (idle.shift() ?? (await new Promise<Connection>(resolve => waiting.push(resolve))))
}

async function withConnection<T>(settings: Settings, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await free(settings)
  try {
    return await work(connection)
  } finally {
    const next = waiting.shift()
    if (next) next(connection)
    else idle.push(connection)
  }
}

// Parameters that belong to the HTTP interface, not to the engine.
const interfaceOnly = new Set(['query', 'database', 'default_format', 'query_id', 'session_id', 'user', 'password', 'wait_end_of_query', 'send_progress_in_http_headers', 'enable_http_compression', 'role', 'compress', 'decompress', 'http_headers_progress_interval_ms', 'cancel_http_readonly_queries_on_client_close'])

async function answer(request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  if (url.pathname === '/ping') return void response.end('Ok.\n')
  if (!isAllowed(request)) return void response.writeHead(401, { 'x-clickhouse-exception-code': '516' }).end('Code: 516. DB::Exception: suki: Authentication failed. (AUTHENTICATION_FAILED)')
  if (url.pathname !== '/') return void response.writeHead(404).end('There is no such handler.\n')
  const body = Buffer.concat(await request.toArray())
  const format = url.searchParams.get('default_format') ?? String(request.headers['x-clickhouse-format'] ?? 'TabSeparated')
  const settings = new Map([...url.searchParams].filter(([name]) => !interfaceOnly.has(name) && !name.startsWith('param_')))
  const result = await withConnection(settings, async connection => {
    await prepare(connection, url.searchParams.get('database') ?? 'default', settings)
    return run(connection.session, url.searchParams, body, format)
  })
  response.writeHead(200, { 'x-clickhouse-query-id': url.searchParams.get('query_id') ?? '', 'x-clickhouse-summary': JSON.stringify(result.summary), 'x-clickhouse-format': format })
  response.end(result.bytes)
}

/** Loopback is open to every user of the machine and to pages in a browser; only who knows the password may ask. */
function isAllowed(request: IncomingMessage): boolean {
  const given = Buffer.from(request.headers.authorization ?? '')
  const expected = Buffer.from(`Basic ${Buffer.from(`suki:${password}`).toString('base64')}`)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** Brings a connection to a database and settings; what a request before it had set goes back to its default. */
async function prepare(connection: Connection, database: string, settings: Settings) {
  if (database !== connection.database) {
    await connection.session.queryAsync(`use ${identifier(database)}`)
    connection.database = database
  }
  const had = connection.settings
  const changes = [...[...had.keys()].filter(name => !settings.has(name)).map(name => `${identifier(name)} = default`), ...[...settings].filter(([name, value]) => had.get(name) !== value).map(([name, value]) => `${identifier(name)} = ${literal(value)}`)]
  if (!changes.length) return
  // Should one of them be refused, the next request sets all of them anew.
  connection.settings = new Map([...had, ...settings].map(([name]) => [name, '\0']))
  await connection.session.queryAsync(`set ${changes.join(', ')}`)
  connection.settings = settings
}

async function run(session: Session, search: URLSearchParams, body: Buffer, format: string) {
  const given = new Map([...search].filter(([name]) => name.startsWith('param_')).map(([name, value]) => [name.slice(6), value]))
  // Where the address has no query, it is the body; an insert's rows have no parameters.
  const sql = withLists(search.get('query') || body.toString('utf8'), given)
  const params = Object.fromEntries([...given].map(([name, value]) => [name, parameter(sql, name, value)]))
  return execute(session, sql, search.get('query') ? body : nothing.bytes, params, format)
}

async function execute(session: Session, query: string, body: Buffer, params: Record<string, string | null>, format: string) {
  const sql = body.length ? `${query}\n${body.toString('utf8')}` : query
  if (/^\s*insert\s/i.test(query) && /format\s+\w+\s*$/i.test(query) && !body.toString('utf8', 0, 200).trim()) return nothing
  const result = Object.keys(params).length ? await session.queryBindAsync(sql, params, { format }) : await session.queryAsync(sql, { format })
  const rows = String(result.rowsRead || 0)
  return { bytes: Buffer.from(result.bytes()), summary: { read_rows: rows, read_bytes: String(result.bytesRead || 0), written_rows: rows, written_bytes: '0', total_rows_to_read: '0', result_rows: rows, result_bytes: '0', elapsed_ns: String(Math.round((result.elapsed || 0) * 1e9)) } }
}

/** Scalars travel escaped as in TSV; arrays, tuples and maps carry their own quoting. */
function parameter(sql: string, name: string, value: string) {
  const type = new RegExp(`\\{\\s*${name}\\s*:\\s*(\\w+)`).exec(sql)?.[1] ?? 'String'
  if (/^(Array|Tuple|Map)$/.test(type)) return value
  if (value === '\\N') return null
  return value.replace(/\\(.)/gs, (_, c: string) => ({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', 0: '\0' })[c] ?? c)
}

// Only what is written as literals and nothing else may stand in a query.
const literals = /^(?:'(?:[^'\\]|\\.)*'|[[\](),\s]|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NULL|TRUE|FALSE)*$/su

/**
 * chDB 26.7 reads the backslashes of a bound list twice, so that `['it\\'s']` breaks. Such a list is written into the
 * query as it came, which is a literal of SQL as well, and bound no more; texts in quotes that look like a parameter are
 * left alone.
 */
function withLists(query: string, given: Map<string, string>): string {
  const isWritten = (type: string, value: string) => /^(Array|Tuple)\b/.test(type) && /[\\\p{Cc}]/u.test(value) && literals.test(value)
  if (!given.size) return query
  const written = new Set<string>()
  const sql = query.replace(/'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*"|\{\s*(\w+)\s*:\s*([^{}]+?)\s*\}/gs, (found, name?: string, type = '') => {
    const value = name === undefined ? undefined : given.get(name)
    if (value === undefined || !isWritten(type, value)) return found
    written.add(name!)
    return `cast(${value.replaceAll('\0', '\\0')}, ${literal(type)})`
  })
  for (const name of written) given.delete(name)
  return sql
}

const nothing = { bytes: Buffer.alloc(0), summary: { read_rows: '0', written_rows: '0' } }

const identifier = (name: string) => {
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new Error(`Code: 36. DB::Exception: ${JSON.stringify(name)} is not a name. (BAD_ARGUMENTS)`)
  return name
}
const literal = (value: string) => `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`

// As long as ClickHouse itself lets an address be (http_max_uri_size): parameters of a query travel in it.
const server = createServer({ maxHeaderSize: 1_048_576 }, (request, response) => {
  answer(request, response).catch((error: Error & { clickhouseCode?: number }) => {
    const code = error.clickhouseCode ?? Number(/Code: (\d+)/.exec(error.message)?.[1] ?? 1002)
    if (!response.headersSent) response.writeHead(500, { 'x-clickhouse-exception-code': String(code), 'content-type': 'text/plain; charset=utf-8' })
    response.end(error.message)
  })
})

mkdirSync(folder, { recursive: true, mode: 0o700 })
const [{ password }] = (await once(process, 'message')) as [{ password: string }]
const chdb = createRequire(import.meta.url)('chdb') as typeof import('chdb')
for (let i = 0; i < Number(connections); i++) idle.push({ session: new chdb.Session(folder), database: 'default', settings: new Map() })
server.listen(Number(wantedPort), '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }))
server.keepAliveTimeout = 60_000

/** Lets running queries end for some seconds, then closes the engine: without that it aborts at exit. */
async function close() {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 8000)
  server.close()
  server.closeIdleConnections()
  for (let i = 0; i < Number(connections); i++) (await free(new Map())).session.close()
  process.exit(0)
}

// The parent is gone (even by kill -9) when the channel closes.
process.on('disconnect', close)
process.on('SIGTERM', close)
process.on('SIGINT', () => {})
