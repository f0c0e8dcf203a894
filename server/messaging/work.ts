import type { Ctx } from '../platform/index.ts'
import { workOnReturns } from './returning/index.ts'
import { means } from './sending/means.ts'
import { sendMessages } from './sending/worker.ts'

/** What a worker does all the time: it sends what is due, and takes in what comes back. */
export async function workOnMessages(ctx: Ctx): Promise<() => Promise<void>> {
  const ends = [await sendMessages(ctx, means), await workOnReturns(ctx)]
  return async () => void (await Promise.all(ends.map(end => end())))
}
