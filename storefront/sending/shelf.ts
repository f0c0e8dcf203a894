import { dropText, keepText, kept, namesOf } from '../storage.ts'

export type Message = Record<string, unknown> & { messageId: string }

/** Messages wait each under a name of its own, so that tabs do not overwrite one another; sorted, the names are in order. */
const prefix = 'suki_msg:'
const mostKept = 500
let added = 1e6

export const names = () => namesOf(prefix)

/** Keeps a message. Answers how many waited before. When too many wait, the oldest goes. */
export function keep(message: Message): number {
  const waits = names()
  if (waits.length >= mostKept) dropText(waits[0]!)
  keepText(`${prefix}${Date.now()}:${added++}:${message.messageId}`, JSON.stringify(message))
  return waits.length
}

export const drop = (gone: Iterable<string>) => {
  for (const name of gone) dropText(name)
}

/** The oldest messages, up to so many bytes but at least one, by the name that each waits under. */
export function waiting(mostBytes: number, but?: Set<string>): Map<string, string> {
  const batch = new Map<string, string>()
  let size = 0
  for (const name of names()) {
    const text = but?.has(name) ? '' : kept(name)
    if (!text) continue
    size += new Blob([text]).size
    if (batch.size && size > mostBytes) break
    batch.set(name, text)
  }
  return batch
}
