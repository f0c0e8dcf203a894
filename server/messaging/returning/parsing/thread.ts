import { parentPort } from 'node:worker_threads'
import { readMailFully } from './reading.ts'

// One mail at a time comes in; whatever it does to this thread, the process goes on (`parse.ts`).
const port = parentPort!
const answer = (said: object) => port.postMessage(said, [])

port.on('message', (raw: Uint8Array) => {
  readMailFully(raw).then(reading => answer({ reading }), (error: Error) => answer({ problem: `${error.name}: ${error.message}`.slice(0, 500) }))
})
