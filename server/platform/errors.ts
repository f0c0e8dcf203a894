/** An error that callers may see: a stable dotted code, an HTTP status and a sentence that says what to do. */
export class AppError extends Error {
  readonly code: string
  readonly status: number
  readonly fields: { field: string; message: string }[] | undefined
  /** Of a save that came too late: what stands there instead. */
  readonly meanwhile: { by: string; at: string; revision: number } | undefined

  constructor(code: string, status: number, message: string, fields?: { field: string; message: string }[], meanwhile?: { by: string; at: string; revision: number }) {
    super(message)
    this.code = code
    this.status = status
    this.fields = fields
    this.meanwhile = meanwhile
  }
}

/**
 * Declares an error once. `{name}` in the sentence is filled from the given details.
 *
 *     export const orderNotFound = appError('orders.not_found', 404, 'There is no order {orderId}.')
 *     throw orderNotFound({ orderId })
 */
export const appError =
  (code: string, status: number, sentence: string) =>
  (details: Record<string, string | number> = {}, fields?: { field: string; message: string }[]) =>
    new AppError(code, status, sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '')), fields)

export const notFound = appError('not_found', 404, 'There is nothing here.')
export const invalidCursor = appError('page.invalid_cursor', 400, 'The cursor in "after" is not one that this list gave. Start again without it.')
