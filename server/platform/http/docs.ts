import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifySchema } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteSpec } from '../../../contracts/route.ts'
import { Problem } from '../../../contracts/shapes.ts'

const description = `The API that the console itself uses.

- **Who calls.** A session cookie, or an API key as \`Authorization: Bearer suki_…\`. Each route names the permission it needs.
- **Errors** are RFC 9457 problems (\`application/problem+json\`) with a stable \`code\`, the fields that are wrong, and the \`requestId\` under which the log knows them.
- **Lists** take \`limit\` and \`after\` and answer \`{ items, next }\`; \`next\` is the \`after\` of the next page, null at the end.
- **Repeats.** A changing request with an \`Idempotency-Key\` is done once; a repeat within a day gets the first answer and \`idempotency-replayed: true\`.
- **Limits.** \`ratelimit-limit\`, \`ratelimit-remaining\` and \`ratelimit-reset\` (seconds) are in every answer; over the limit comes 429 with \`retry-after\`.

Besides the API, \`/health\`, \`/ready\` and \`/metrics\` are for supervisors and monitoring.`

/** The OpenAPI document of all contracts, the same text each time. */
export async function describeApi(specs: RouteSpec[]): Promise<string> {
  const app = Fastify()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Suki', version: '1', description }, components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' }, session: { type: 'apiKey', in: 'cookie', name: 'suki.session_token' } } } },
    transform: jsonSchemaTransform,
  })
  for (const spec of specs.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.method < b.method ? -1 : 1))) app.route({ method: spec.method, url: spec.path, schema: schemaOf(spec), handler: async () => {} })
  await app.ready()
  const document = app.swagger() as unknown as Document
  for (const operation of Object.values(document.paths).flatMap(path => Object.values(path))) operation.responses['4XX'] = { $ref: '#/components/responses/Problem' }
  document.components.responses = { Problem: { description: 'What was wrong, and what to do.', content: { 'application/problem+json': { schema: z.toJSONSchema(Problem) } } } }
  return `${JSON.stringify(document, withoutPatterns, 2)}\n`
}

/** A format says it; the pattern beside it is zod's own reading of that format. */
const withoutPatterns = (_key: string, value: unknown) => (isFormatted(value) ? { ...value, pattern: undefined } : value)
const isFormatted = (value: unknown): value is { format: string } => typeof value === 'object' && value !== null && 'format' in value && 'pattern' in value

type Document = { paths: Record<string, Record<string, { responses: Record<string, unknown> }>>; components: Record<string, unknown> }

const security: Record<string, string[]>[] = [{ key: [] }, { session: [] }]

function schemaOf(spec: RouteSpec): FastifySchema {
  const answer = typeof spec.answers === 'string' ? { 200: { description: 'A stream', content: { [spec.answers]: { schema: z.any() } } } } : { 200: spec.answers }
  return {
    summary: spec.summary,
    tags: [spec.path.split('/')[2] ?? ''],
    description: spec.may === 'anyone' ? 'Open to anyone.' : spec.may === 'signed in' ? 'Needs a signed-in person or an API key.' : `Needs the permission \`${spec.may}\`.`,
    ...(spec.may === 'anyone' ? {} : { security }),
    ...(spec.params ? { params: spec.params } : {}),
    ...(spec.query ? { querystring: spec.query } : {}),
    ...(spec.body ? { body: spec.body } : {}),
    response: answer,
  }
}

/** The documentation at /docs and the document at /openapi.json. Nothing is loaded from outside. */
export function addDocs(app: FastifyInstance, specs: RouteSpec[]) {
  let text: Promise<string> | undefined
  app.get('/openapi.json', async (_request, reply) => reply.type('application/json').send(await (text ??= describeApi(specs))))
  let pages: Promise<FastifyInstance> | undefined
  app.get('/docs', (_request, reply) => reply.redirect('/docs/'))
  app.get('/docs/*', async (request, reply) => {
    const page = await (await (pages ??= docsPages())).inject(request.url)
    return reply.status(page.statusCode).type(String(page.headers['content-type'])).send(page.body)
  })
}

/** Made when someone first looks: the page's script is 4 MB of text that a start need not load. */
async function docsPages(): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference')
  const app = Fastify()
  await app.register(reference, { routePrefix: '/docs', configuration: { url: '/openapi.json', withDefaultFonts: false, telemetry: false, hideClientButton: true, showDeveloperTools: 'never', agent: { disabled: true }, mcp: { disabled: true }, pageTitle: 'Suki API' } })
  return app
}
