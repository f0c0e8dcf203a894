import type { FastifyInstance } from 'fastify'
import type { Ctx } from '../platform/index.ts'
import { openReturns } from './returning/index.ts'
import { servePreferences } from './preferences/door.ts'
import { serveViews } from './sending/writing/view.ts'
import { serveImages } from './templates/images/library.ts'

/** What people and mail programs open who are not of the team. */
export async function serveMessaging(app: FastifyInstance, ctx: Ctx): Promise<void> {
  serveImages(app, ctx)
  serveViews(app, ctx)
  await servePreferences(app, ctx)
  await openReturns(app, ctx)
}
