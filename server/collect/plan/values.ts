// Values are shown of codes such as a currency or a payment method. Whatever may say who somebody is, or what they
// wrote, is left out by its name and by its look; what is left must have been seen often and have few values.
const personal = /name|mail|phone|mobile|address|street|city|zip|post|birth|gender|age$|user|customer|person|contact|first|last|ip$|token|password|secret|card|iban|account|note|comment|message|text|query|search|title|review|description|url|path|referrer|(^|[_.])id$|Id$|_id|number|traits|company/i
const codeLike = /^[\p{L}][\p{L}\p{N} _+&/:.-]{0,39}$/u

/** More different values than these are not a choice between a few. */
export const mostValues = 30
/** Seen fewer times, a value may be of a single customer. */
export const seenEnough = 5

/** Of identify and group calls, which describe people, no value is ever noted. */
export const mayHaveValues = (path: string, call: string): boolean => call !== 'identify' && call !== 'group' && call !== 'alias' && !personal.test(path)

export const looksLikeChoice = (text: string): boolean => text.length <= 40 && codeLike.test(text) && !/\d{4}/.test(text) && text.split(' ').length <= 3
