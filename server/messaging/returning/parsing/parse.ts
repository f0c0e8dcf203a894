import { Worker } from 'node:worker_threads'
import type { Reading } from './reading.ts'

/** A mail that could not be read: too large, too slow, too much memory, or what the parser said. */
export type Unreadable = { problem: string }

export type Parser = {
  /** Never rejects: a mail that cannot be read answers with the problem. */
  parse(raw: Uint8Array): Promise<Reading | Unreadable>
  close(): Promise<void>
}

export type ParserLimits = { seconds: number; megabytes: number; largestBytes: number }

/** As large as the ways in accept; the memory is that of the thread's own heap, beside the mail's bytes. */
export const parserLimits: ParserLimits = { seconds: 10, megabytes: 256, largestBytes: 32 * 1024 * 1024 }

/**
 * Reads mails in a thread of its own, one after another: a mail that loops or eats memory costs that thread and at most
 * `seconds`, never the process. The thread starts with the first mail and is replaced after one that broke it.
 */
export function startParser(limits: ParserLimits = parserLimits): Parser {
  let thread: Worker | undefined
  let queue: Promise<unknown> = Promise.resolve()
  const drop = async () => {
    const broken = thread
    thread = undefined
    await broken?.terminate()
  }
  const ask = async (raw: Uint8Array): Promise<Reading | Unreadable> => {
    thread ??= open(limits)
    const answer = await answerOf(thread, raw, limits)
    if ('isBroken' in answer) await drop()
    return 'isBroken' in answer ? { problem: answer.problem } : answer
  }
  return {
    parse: raw => {
      if (raw.byteLength > limits.largestBytes) return Promise.resolve({ problem: `It has ${Math.ceil(raw.byteLength / 1_048_576)} MB; at most ${Math.floor(limits.largestBytes / 1_048_576)} are read.` })
      const answer = queue.then(() => ask(raw))
      queue = answer
      return answer
    },
    close: () => queue.then(drop),
  }
}

function open({ megabytes }: ParserLimits): Worker {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: megabytes, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 }, env: {}, stdin: false })
  // One that breaks while nothing is asked of it is found broken with the next mail.
  thread.on('error', () => {})
  thread.unref()
  return thread
}

type Answer = Reading | Unreadable | (Unreadable & { isBroken: true })

/** The thread's answer to one mail. A thread that is late, out of memory or gone is broken. */
function answerOf(thread: Worker, raw: Uint8Array, { seconds, megabytes }: ParserLimits): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>()
  const broken = (problem: string) => resolve({ problem, isBroken: true })
  const answered = ({ reading, problem }: { reading?: Reading; problem?: string }) => resolve(reading ?? { problem: problem ?? 'It could not be read.' })
  const failed = (error: Error & { code?: string }) => broken(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? `Reading it took more than ${megabytes} MB of memory.` : error.message.slice(0, 500))
  const ended = () => broken('The thread that read it ended.')
  const patience = setTimeout(broken, seconds * 1000, `Reading it took longer than ${seconds} seconds.`)
  thread.ref()
  thread.once('message', answered).once('error', failed).once('exit', ended)
  // Copied, not moved: the caller keeps the mail.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  thread.postMessage(raw)
  return promise.finally(() => {
    clearTimeout(patience)
    thread.off('message', answered).off('error', failed).off('exit', ended)
    thread.unref()
  })
}
