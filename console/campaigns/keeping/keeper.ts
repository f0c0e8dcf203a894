import type { CampaignDraft } from '../../../contracts/campaigns.ts'

export type Changes = Partial<CampaignDraft>
/** What is known of keeping: done, on its way, put off until there is a connection, made on a draft that somebody else changed, refused by the server. */
type Told = { kept(body: Changes): void; waiting(): void; offline(): void; overtaken(mine: Changes): void; refused(problem: unknown, body: Changes): void }
type Fate = 'offline' | 'overtaken' | 'refused'

const waitMs = 500
const againMs = 5000

/**
 * Gives changes to the server: half a second after the last one, one request at a time, and at once when asked to flush.
 * Each says on which revision of the draft it was made; `save` answers the one that it makes. What could not be sent waits
 * and goes along with the next; what was made on an older draft waits for a person; what is refused is told and let go.
 */
export function keeperOf(save: Save, fateOf: (problem: unknown) => Fate, told: Told, revision: number) {
  const desk = new Desk(save, fateOf, told, revision)
  return {
    change: (changes: Changes) => desk.change(changes), flush: () => desk.flush(), see: (shown: number) => desk.see(shown),
    keepMine: (on: number) => desk.keepMine(on), letGo: () => desk.letGo(), revision: () => desk.seen,
  }
}

type Save = (body: Changes, revision: number) => Promise<number>

class Desk {
  /** The revision on the screen, and the one that the waiting changes were made on. */
  seen: number
  #base: number
  #waiting: Changes = {}
  #timer: ReturnType<typeof setTimeout> | undefined
  #busy = Promise.resolve(true)
  #isSending = false
  #isOvertaken = false
  readonly #save: Save
  readonly #fateOf: (problem: unknown) => Fate
  readonly #told: Told

  constructor(save: Save, fateOf: (problem: unknown) => Fate, told: Told, revision: number) {
    this.#save = save
    this.#fateOf = fateOf
    this.#told = told
    this.seen = this.#base = revision
  }

  change(changes: Changes): void {
    if (!this.#isSending && !Object.keys(this.#waiting).length) this.#base = this.seen
    Object.assign(this.#waiting, changes)
    if (this.#isOvertaken) return this.#told.overtaken(this.#waiting)
    this.#told.waiting()
    this.#later(waitMs)
  }

  /** @returns whether everything is kept now */
  flush(): Promise<boolean> {
    clearTimeout(this.#timer)
    this.#busy = this.#busy.then(() => this.#send())
    return this.#busy
  }

  /** The page shows this revision now. */
  see(shown: number): void {
    this.seen = Math.max(this.seen, shown)
  }

  /** Mine goes over what somebody else made: what they changed and I did not stays theirs. */
  keepMine(on: number): Promise<boolean> {
    this.#isOvertaken = false
    this.#base = this.seen = on
    this.#told.waiting()
    return this.flush()
  }

  /** Theirs stands; mine is let go. */
  letGo(): void {
    this.#isOvertaken = false
    this.#waiting = {}
  }

  #later(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), ms)
  }

  async #send(): Promise<boolean> {
    if (this.#isOvertaken) return false
    const body = sendable(this.#waiting)
    this.#waiting = {}
    if (!Object.keys(body).length) return true
    this.#isSending = true
    try {
      // What is typed meanwhile is made on this one.
      this.#base = this.seen = await this.#save(body, this.#base)
      if (!Object.keys(this.#waiting).length) this.#told.kept(body)
      return true
    } catch (problem) {
      this.#fail(body, problem)
      return false
    } finally {
      this.#isSending = false
    }
  }

  #fail(body: Changes, problem: unknown): void {
    const fate = this.#fateOf(problem)
    if (fate === 'refused') return this.#told.refused(problem, body)
    this.#waiting = { ...body, ...this.#waiting }
    if (fate === 'overtaken') {
      this.#isOvertaken = true
      return this.#told.overtaken(this.#waiting)
    }
    this.#told.offline()
    this.#later(againMs)
  }
}

/** A name that is being typed may be empty for a moment; that is not sent. */
function sendable(changes: Changes): Changes {
  const { name, ...others } = changes
  return name === undefined || name.trim() === '' ? others : changes
}
