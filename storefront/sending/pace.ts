import { dropText, keepText, kept } from '../storage.ts'

/** Milliseconds. */
const patience = { together: 500, first: 1_000, longest: 300_000 }
const until = 'suki_wait'

/** When to send: soon, together with what comes next; after a fault later, on every page of the shop. */
export function createPace(send: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0

  const left = () => Math.min(Number(kept(until) ?? 0) - Date.now(), 1.5 * patience.longest)
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      if (left() > 0) soon()
      else send()
    }, Math.max(patience.together, left()))
  }

  return {
    soon,
    waits: () => left() > 0,
    now: () => (left() > 0 ? soon() : send()),
    sent: () => {
      failures = 0
      dropText(until)
    },
    /** As long as Suki asks, else longer each time; spread, so that a shop's visitors do not come back all at once. */
    failed: (askedMs: number) => {
      const ms = Math.min(askedMs || patience.first * 2 ** failures++, patience.longest)
      keepText(until, String(Date.now() + ms * (1 + Math.random() / 2)))
      soon()
    },
  }
}
