import type { CampaignDraft } from '../../../contracts/campaigns.ts'

export type Changes = Partial<CampaignDraft>
/** What is known of keeping: done, on its way, put off until there is a connection, refused by the server. */
type Told = { kept(body: Changes): void; waiting(): void; offline(): void; refused(problem: unknown, body: Changes): void }

const waitMs = 500
const againMs = 5000

/**
 * Gives changes to the server: half a second after the last one, one request at a time, and at once when asked to flush.
 * What could not be sent waits and goes along with the next; what is refused is told and let go.
 */
export function keeperOf(save: (body: Changes) => Promise<void>, isOffline: (problem: unknown) => boolean, told: Told) {
  let waiting: Changes = {}
  let timer: ReturnType<typeof setTimeout> | undefined
  let busy = Promise.resolve(true)

  async function send(): Promise<boolean> {
    const body = sendable(waiting)
    waiting = {}
    if (!Object.keys(body).length) return true
    try {
      await save(body)
      if (!Object.keys(waiting).length) told.kept(body)
      return true
    } catch (problem) {
      if (!isOffline(problem)) return (told.refused(problem, body), false)
      waiting = { ...body, ...waiting }
      told.offline()
      later(againMs)
      return false
    }
  }
  /** @returns whether everything is kept now */
  const flush = (): Promise<boolean> => {
    clearTimeout(timer)
    busy = busy.then(send)
    return busy
  }
  const later = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), ms)
  }
  const change = (changes: Changes): void => {
    Object.assign(waiting, changes)
    told.waiting()
    later(waitMs)
  }
  return { change, flush }
}

/** A name that is being typed may be empty for a moment; that is not sent. */
function sendable(changes: Changes): Changes {
  const { name, ...others } = changes
  return name === undefined || name.trim() === '' ? others : changes
}
