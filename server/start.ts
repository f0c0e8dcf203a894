import { startMailbox } from './mailbox/index.ts'
import { ensureOwner } from './staff/index.ts'
import { allGauges, allJobs, createApp } from './app.ts'
import { modules } from './modules.ts'
import { createMailer, createOperations, listenComplaint, noMail, startWorker, suki, systemClock, within, type Ctx, type Log, type Stores } from './platform/index.ts'

export { welcome } from './welcome.ts'

export type Running = { ctx: Ctx; stop(): Promise<void> }

/** Starts what this process is to be, web or worker or both, on open stores. */
export async function startSuki(stores: Stores, log: Log): Promise<Running> {
  const { config, db, warehouse } = stores
  const silent: Ctx = { config, log, db, warehouse, clock: systemClock, actor: suki, mail: noMail }
  // Each process that sends mail has a mailbox of its own: what it takes in lies in the database, for all.
  const mailbox = config.smtpUrl ? undefined : await openMailbox(silent)
  const ctx = within(silent, { mail: createMailer({ smtpUrl: config.smtpUrl ?? mailbox!.url, from: config.mailFrom }) })
  const parts: (() => Promise<unknown>)[] = mailbox ? [() => mailbox.stop()] : []
  const stop = async () => {
    // Requests first, then jobs: nothing new comes in while the rest ends.
    for (const end of parts.splice(0).reverse()) await end().catch(error => log.warn({ error: (error as Error).message }, 'A part of Suki did not stop cleanly.'))
    ctx.mail.close()
  }
  try {
    if (config.ownerEmail && config.ownerPassword) await ensureOwner(ctx, { email: config.ownerEmail, password: config.ownerPassword })
    if (config.roles.includes('worker')) parts.push(...(await startWork(ctx, stores)))
    const end = await startListening(ctx)
    if (end) parts.push(end)
    return { ctx, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function openMailbox(ctx: Ctx) {
  const { mailboxPort } = ctx.config
  try {
    return await startMailbox(ctx, mailboxPort)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    ctx.log.warn({ mailboxPort }, 'MAILBOX_PORT is taken; the mailbox takes a free port.')
    return startMailbox(ctx, 0)
  }
}

async function startWork(ctx: Ctx, { pool, postgresUrl }: Stores) {
  const worker = await startWorker(ctx, pool, postgresUrl, allJobs())
  const ends = await Promise.all(modules.map(module => module.work?.(within(ctx, { log: ctx.log.child({ work: module.name }) }))))
  return [...ends.filter(end => end !== undefined), () => worker.stop()]
}

async function startListening(ctx: Ctx) {
  const { config } = ctx
  const isWeb = config.roles.includes('web')
  const port = isWeb ? config.port : config.workerPort
  if (port === undefined) return undefined
  const app = isWeb ? await createApp(ctx) : createOperations(ctx, allGauges())
  await app.listen({ port, host: config.host }).catch(error => Promise.reject(listenComplaint(error, { host: config.host, port })))
  return async () => {
    // Requests that run get five seconds; live streams would never end by themselves.
    const patience = setTimeout(() => app.server.closeAllConnections(), 5000)
    await app.close()
    clearTimeout(patience)
  }
}
