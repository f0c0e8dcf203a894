import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod'
import type { Problem } from '../../../contracts/shapes.ts'
import { AppError, notFound } from '../errors.ts'

/** Every error leaves as RFC 9457 Problem Details. What callers may not see is logged and answered as 500. */
export function answerProblem(error: FastifyError | AppError | Error, request: FastifyRequest, reply: FastifyReply) {
  const known = toAppError(error)
  if (known.status >= 500) request.log.error({ route: `${request.method} ${request.routeOptions.url}`, code: known.code, ...reasonOf(error) }, 'request failed')
  const problem: Problem = {
    type: `urn:suki:problem:${known.code}`,
    title: known.message,
    status: known.status,
    code: known.code,
    requestId: request.id,
    ...(known.fields ? { fields: known.fields } : {}),
    ...(known.meanwhile ? { meanwhile: known.meanwhile } : {}),
  }
  // Sent as text: the answer's own schema describes success.
  return reply.status(known.status).type('application/problem+json').serializer((body: unknown) => JSON.stringify(body)).send(problem)
}

/** An answer that breaks its contract says where; the values stay out of the log. */
function reasonOf(error: Error) {
  if (!isResponseSerializationError(error)) return { error: error.message, stack: error.stack }
  const issues = error.cause.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
  return { error: `The answer is not what the contract says. ${issues.join('; ')}` }
}

export const answerNothingHere = (request: FastifyRequest, reply: FastifyReply) => answerProblem(notFound(), request, reply)

function toAppError(error: FastifyError | AppError | Error): AppError {
  if (error instanceof AppError) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = error.validation.map(v => ({ field: v.instancePath.slice(1).replaceAll('/', '.') || error.validationContext || 'body', message: v.message ?? 'not usable' }))
    return new AppError('request.invalid', 400, `Not usable: ${fields.map(f => `${f.field}: ${f.message}`).join('; ')}`, fields)
  }
  const status = (error as FastifyError).statusCode ?? 500
  if (status < 500) return new AppError(`request.${(error as FastifyError).code?.toLowerCase() ?? 'invalid'}`, status, error.message)
  return new AppError('server.failed', 500, 'Something failed on our side. It is in the log under this request id.')
}
