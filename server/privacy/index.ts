import { z } from 'zod'
import { job, type Kept } from '../platform/index.ts'
import { compactWarehouse } from '../warehouse/index.ts'
import { erase } from './erasing/erase.ts'
import { exportPerson, forgetFiles } from './exporting/export.ts'
import { expireEvents } from './keeping/retention.ts'
import { routesOf, serveExports } from './routes.ts'

export { askPrivacy, listRequests } from './requests.ts'

const Payload = z.object({ requestId: z.uuid() })

/** Privacy reaches everything that any module keeps of customers, also those below it: they declare it as data. */
export function privacyOver(kept: () => Kept[]) {
  const work = {
    export: job('privacy.export', Payload, (ctx, { requestId }) => exportPerson(ctx, requestId, kept())),
    erase: job('privacy.erase', Payload, (ctx, { requestId }) => erase(ctx, requestId, kept())),
  }
  const upkeep = [
    job('privacy.forget_files', z.object({}), forgetFiles, { cron: '*/15 * * * *' }),
    job('privacy.expire_events', z.object({}), (ctx, _, stopping) => expireEvents(ctx, stopping), { cron: '20 2 * * *' }),
    // What was deleted lies hidden on disk until then.
    job('privacy.compact_warehouse', z.object({}), compactWarehouse, { cron: '50 3 * * *' }),
  ]
  return { routes: routesOf(work), jobs: [work.export, work.erase, ...upkeep], mount: serveExports }
}

export const privacyKeeps: Kept = {
  personal: [{ table: 'privacy_requests', texts: ['label', 'note', 'refused_because', 'problem'], erase: 'keep', unexported: true }],
  impersonal: ['privacy_file_chunks', 'retention_rules'],
}
