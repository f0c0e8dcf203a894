import { Worker } from 'node:worker_threads'
import { findingOf } from '../engine/findings.ts'
import type { Examination, Examined } from './examine.ts'

type Answer = { id: number; examined?: Examined; failed?: string }
type Waiting = { id: number; job: Examination; mostMs: number; done(examined: Examined): void; fail(error: Error): void }

/** Longer than the limits that a text meets by itself, so that this one is met only by what they do not count. */
const usualMs = 20_000
const startMs = 60_000
const limits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 }

/** One thread for all; one text at a time, the others wait. */
const state: { worker: Worker | undefined; isReady: boolean; running: Waiting | undefined; waiting: Waiting[]; timer: NodeJS.Timeout | undefined; next: number } = { worker: undefined, isReady: false, running: undefined, waiting: [], timer: undefined, next: 1 }

/** Examines a text in a thread that is ended when it does not come back: then the answer says that a limit was met. */
export const examineApart = (job: Examination, { mostMs = usualMs } = {}): Promise<Examined> =>
  new Promise((done, fail) => {
    state.waiting.push({ id: state.next++, job, mostMs, done, fail })
    step()
  })

function step() {
  if (state.running || !state.waiting.length) return
  const worker = (state.worker ??= begin())
  // An idle thread keeps no process from ending.
  worker.ref()
  state.running = state.waiting.shift()!
  begun(state.isReady ? state.running.mostMs : startMs)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  worker.postMessage({ id: state.running.id, job: state.running.job })
}

function begin(): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { resourceLimits: limits })
  worker.on('message', (answer: Answer) => {
    if (answer.id === 0) return heard(worker)
    if (state.worker !== worker || answer.id !== state.running?.id) return
    const { done, fail } = settle()
    if (answer.examined) done(answer.examined)
    else fail(new Error(answer.failed))
    step()
  })
  worker.on('error', error => {
    if (state.worker === worker) tooMuch(isOutOfMemory(error) ? 'it took more memory than a text may' : String(error))
  })
  return worker
}

const isOutOfMemory = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'

/** It has read its code, which takes a second: from now on the time is the text's own. */
function heard(worker: Worker) {
  if (state.worker !== worker) return
  state.isReady = true
  if (!state.running) return
  clearTimeout(state.timer)
  begun(state.running.mostMs)
}

const begun = (ms: number) => void (state.timer = setTimeout(() => tooMuch(`it took more than ${ms / 1000} s`), ms))

function settle(): Waiting {
  clearTimeout(state.timer)
  const { running } = state
  state.running = undefined
  if (!state.waiting.length) state.worker?.unref()
  return running!
}

function tooMuch(detail: string) {
  const { worker, running } = state
  state.worker = undefined
  state.isReady = false
  void worker?.terminate()
  if (!running) return
  const { job, done } = settle()
  done({ built: null, rendered: null, source: '', bytes: 0, findings: [findingOf('limit', job.language, 'body', { detail })] })
  step()
}
