import * as contract from '../../../contracts/identity.ts'
import { serve } from '../../platform/index.ts'
import { mergeCustomers, separateIdentifiers, separateMerged } from './decisions.ts'
import { identityOf } from './shown.ts'
import { changePolicy, policyShown } from './policy.ts'

export const identityRoutes = [
  serve(contract.customerIdentity, (ctx, { params }) => identityOf(ctx.db, params.customerId)),
  serve(contract.mergeCustomers, async (ctx, { body }) => ({ customerId: await mergeCustomers(ctx, body.customerIds) })),
  serve(contract.separateCustomer, async (ctx, { params: { customerId }, body }) => ({
    customerIds: await ('mergedId' in body ? separateMerged(ctx, customerId, body.mergedId) : separateIdentifiers(ctx, customerId, body.identifiers)),
  })),
  serve(contract.identityPolicy, ctx => policyShown(ctx)),
  serve(contract.changeIdentityPolicy, (ctx, { body }) => changePolicy(ctx, body)),
]
