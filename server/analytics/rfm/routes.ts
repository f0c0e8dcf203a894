import * as contract from '../../../contracts/rfm.ts'
import { serve } from '../../platform/index.ts'
import { rfmOf } from './grid.ts'
import { exportMembers, membersOf } from './members.ts'
import { migrationOf } from './migration.ts'

export const rfmRoutes = [
  serve(contract.rfm, (ctx, { query }) => rfmOf(ctx, query)),
  serve(contract.rfmMigration, (ctx, { query }) => migrationOf(ctx, query)),
  serve(contract.rfmMembers, (ctx, { query }) => membersOf(ctx, query)),
  serve(contract.exportRfm, async (ctx, { query, reply }) => {
    reply.type('text/csv').header('content-disposition', 'attachment; filename="rfm.csv"')
    return exportMembers(ctx, query)
  }),
]
