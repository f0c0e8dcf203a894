import * as contract from '../../../contracts/groups.ts'
import { serve } from '../../platform/index.ts'
import { groupsOf, groupsOfCustomer, oneGroup } from './groups.ts'

export const groupRoutes = [
  serve(contract.listGroups, (ctx, { query }) => groupsOf(ctx, query)),
  serve(contract.getGroup, (ctx, { params }) => oneGroup(ctx, params.groupId)),
  serve(contract.customerGroups, async (ctx, { params }) => ({ items: await groupsOfCustomer(ctx, params.customerId) })),
]
