export type Message = Record<string, unknown> & { messageId: string }

/** Messages wait in local storage, each under a name of its own, so that tabs do not overwrite one another; sorted, the names are in order. */
const prefix = 'suki_msg:'
const mostKept = 500
let added = 1e6

export const names = () => Object.keys(localStorage).filter(name => name.startsWith(prefix)).sort()

/** Keeps a message. Answers how many waited before. When too many wait, the oldest goes. */
export function keep(message: Message): number {
  const kept = names()
  if (kept.length >= mostKept) localStorage.removeItem(kept[0]!)
  localStorage.setItem(`${prefix}${Date.now()}:${added++}:${message.messageId}`, JSON.stringify(message))
  return kept.length
}

export const drop = (gone: Iterable<string>) => {
  for (const name of gone) localStorage.removeItem(name)
}

/** The oldest messages, up to so many characters, by the name that each waits under. */
export function waiting(most: number): Map<string, string> {
  const batch = new Map<string, string>()
  let size = 0
  for (const name of names()) {
    const text = localStorage.getItem(name)
    if (!text) continue
    size += text.length
    if (batch.size && size > most) break
    batch.set(name, text)
  }
  return batch
}
