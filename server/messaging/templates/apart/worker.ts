import { parentPort } from 'node:worker_threads'
import { examine, type Examination } from './examine.ts'

// The thread in which untried texts are built and run. thread.ts ends it when it takes too long or too much memory.

const tell = (answer: object) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort!.postMessage(answer)
}

parentPort!.on('message', async ({ id, job }: { id: number; job: Examination }) => {
  try {
    tell({ id, examined: await examine(job) })
  } catch (error) {
    tell({ id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
tell({ id: 0 })
