import { AppError, appError } from '../errors.ts'
import { ConfigError } from '../config.ts'

const postgresReasons: Record<string, string> = {
  '28P01': 'it refuses the password',
  '28000': 'it refuses this user',
  '3D000': 'it has no such database',
  '42501': 'the user may not create tables or extensions in this database',
  '53300': 'it has no connection left',
  '53100': 'its disk is full',
  '57P03': 'it is still starting',
  '0A000': 'it is not PostgreSQL 18',
}
const networkReasons: Record<string, string> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'there is no machine of that name',
  EAI_AGAIN: 'the name could not be looked up',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'it cannot be reached',
  ENETUNREACH: 'it cannot be reached',
}
const folderReasons: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of that path is a file',
  EEXIST: 'a part of that path is a file',
  // What PostgreSQL says of its own disk.
  '53100': 'the disk is full',
}
const storeSays: [RegExp, string][] = [
  [/No space left on device|NOT_ENOUGH_SPACE/i, 'the disk is full'],
  [/Read-only file system/i, 'it is read-only'],
  [/Permission denied/i, 'this user may not write there'],
]

export const storeUnusable = appError('store.unusable', 500, 'Cannot use {store} at {address} ({setting}): {reason}.')
export const folderUnusable = appError('data.unusable', 500, 'Cannot use the data folder {folder}: {reason}. Choose another with --data.')
export const portTaken = appError('port.taken', 500, 'Port {port} is taken by another program. Choose another with --port.')
export const addressUnusable = appError('port.unusable', 500, 'Cannot listen on {host}, port {port}: {reason}. Choose others with --host and --port.')

type Coded = Error & { code?: string; errors?: Coded[]; cause?: Coded }

const codeOf = (error: Coded): string | undefined => error.code ?? error.errors?.[0]?.code ?? error.cause?.code

/** What is wrong with a store that is reached by URL. Never with its password. */
export function storeComplaint(error: unknown, { store, setting, url }: { store: string; setting: string; url: string }) {
  if (error instanceof AppError) return error
  const code = codeOf(error as Coded) ?? ''
  const { message } = error as Coded
  const refused = /AUTHENTICATION_FAILED|REQUIRED_PASSWORD/.test(message) || code === '516' ? 'it refuses the user or the password' : undefined
  const reason = refused ?? postgresReasons[code] ?? networkReasons[code] ?? (/[Tt]imeout/.test(message) ? 'it does not answer' : message.split('\n')[0]?.replace(/\.$/, '') ?? 'unknown')
  return storeUnusable({ store, setting, address: new URL(url).host, reason })
}

export function folderComplaint(error: unknown, folder: string) {
  const reason = folderReasons[codeOf(error as Coded) ?? ''] ?? storeSays.find(([pattern]) => pattern.test((error as Error).message))?.[1]
  return reason ? folderUnusable({ folder, reason }) : error
}

export function listenComplaint(error: unknown, { host, port }: { host: string; port: number }) {
  const code = codeOf(error as Coded)
  if (code === 'EADDRINUSE') return portTaken({ port })
  if (code === 'EACCES') return addressUnusable({ host, port, reason: 'this user may not use ports below 1024' })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return addressUnusable({ host, port, reason: 'this machine has no such address' })
  return error
}

/** One sentence for a person, without a stack. */
export function sentenceOf(error: unknown): string {
  if (error instanceof AppError || error instanceof ConfigError) return error.message
  return `Suki could not start: ${(error as Error).message}`
}
