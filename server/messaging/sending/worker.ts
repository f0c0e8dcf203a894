import { setTimeout as pause } from 'node:timers/promises'
import { nowText, type Ctx } from '../../platform/index.ts'
import type { Outcome } from './handing/replies.ts'
import { openPool, type SmtpPool } from './handing/smtp.ts'
import { countWorkers, startSendingWorker, takeOverFromDead, type Worker } from './handing/workers.ts'
import { dueMailings, type Mailing } from './ledger.ts'
import type { From, Writer } from './letters.ts'
import { budgetOf, noteHealth, usableProviders, type Budget, type Provider } from './providers.ts'
import { prepare, settle } from './send.ts'

export type Means = { write: Writer; from(ctx: Ctx, mailing: Mailing): Promise<From> }

// While one lane waits for the server, the other prepares. So many messages at most are in a state that nobody can know
// when this process dies: lanes × group.
const lanes = 2
const group = 20

const idleMs = 200

/** What a process that sends keeps: its pools of connections, and its share of the limits. */
type Sender = { ctx: Ctx; worker: Worker; means: Means; pools: Map<string, SmtpPool>; budgets: Map<string, Budget>; turn: number; workers: number }

/** Sends whatever is due, until stopped. Any number of processes may do so at once. */
export async function sendMessages(ctx: Ctx, means: Means): Promise<() => Promise<void>> {
  const ending = new AbortController()
  const running = (async () => {
    while (!ending.signal.aborted) {
      await sendUntil(ctx, means, ending.signal).catch((error: Error) => ctx.log.warn({ error: error.message }, 'Messages could not be sent just now; trying again.'))
      await pause(500, undefined, { signal: ending.signal }).catch(() => {})
    }
  })()
  return async () => {
    ending.abort()
    await running
  }
}

async function sendUntil(ctx: Ctx, means: Means, signal: AbortSignal): Promise<void> {
  const worker = await startSendingWorker(ctx)
  const sender: Sender = { ctx, worker, means, pools: new Map(), budgets: new Map(), turn: 0, workers: 1 }
  try {
    await Promise.all([...Array.from({ length: lanes }, () => lane(sender, signal)), watch(sender, signal)])
  } finally {
    for (const pool of sender.pools.values()) pool.close()
    await worker.end()
  }
}

async function lane(sender: Sender, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && sender.worker.isAlive()) {
    if (!(await sendNext(sender))) await pause(idleMs, undefined, { signal }).catch(() => {})
  }
}

async function watch(sender: Sender, signal: AbortSignal): Promise<void> {
  const { ctx, worker } = sender
  while (!signal.aborted && worker.isAlive()) {
    const lost = await takeOverFromDead(ctx.db, nowText(ctx.clock))
    if (lost) ctx.log.warn({ messages: lost }, 'A process ended while it was sending; whether these were sent a person has to decide.')
    sender.workers = await countWorkers(ctx.db)
    await pause(1000, undefined, { signal }).catch(() => {})
  }
}

/** One group of one mailing. @returns how many messages were looked at; 0: nothing may be sent at this moment */
async function sendNext(sender: Sender): Promise<number> {
  const { ctx, worker, means } = sender
  const due = await dueMailings(ctx.db, nowText(ctx.clock))
  if (!due.length) return 0
  // Transactional mail first, then campaigns in turn.
  const mailing = due[0]!.stream === 'transactional' ? due[0]! : due[sender.turn++ % due.length]!
  for (const provider of await usableProviders(ctx, mailing.stream)) {
    const limit = budget(sender, provider)?.take(group) ?? group
    if (!limit) continue
    const step = { mailing, provider, from: await means.from(ctx, mailing), write: means.write, workerId: worker.id, limit }
    const { handed, looked } = await prepare(ctx, step)
    if (!looked) continue
    const pool = poolFor(sender, provider)
    const outcomes = await Promise.all(handed.map(async ({ message, letter }) => ({ message, outcome: await pool.hand(letter) })))
    await settle(ctx, step, outcomes)
    await noteHealth(ctx, provider, problemOf(outcomes.map(o => o.outcome)))
    return looked
  }
  return 0
}

/** A server is ill when nothing got through to it. */
const problemOf = (outcomes: Outcome[]): string | null => {
  const failed = outcomes.find(o => o.kind === 'not_handed')
  return failed && outcomes.every(o => o.kind === 'not_handed') ? failed.problem : null
}

function poolFor({ pools }: Sender, { id, url, connections }: Provider): SmtpPool {
  const key = `${id} ${url} ${connections}`
  let pool = pools.get(key)
  if (!pool) pools.set(key, (pool = openPool({ url, connections })))
  return pool
}

function budget({ budgets, workers, ctx }: Sender, { id, perSecond }: Provider): Budget | undefined {
  if (perSecond === null) return undefined
  const share = perSecond / workers
  const key = `${id} ${share}`
  let own = budgets.get(key)
  if (!own) budgets.set(key, (own = budgetOf(share, () => ctx.clock.now().epochMilliseconds)))
  return own
}

/** Sends what is due at this moment, and returns. */
export async function sendDue(ctx: Ctx, means: Means): Promise<void> {
  const worker = await startSendingWorker(ctx)
  const sender: Sender = { ctx, worker, means, pools: new Map(), budgets: new Map(), turn: 0, workers: 1 }
  try {
    await takeOverFromDead(ctx.db, nowText(ctx.clock))
    while (await sendNext(sender)) continue
  } finally {
    for (const pool of sender.pools.values()) pool.close()
    await worker.end()
  }
}
