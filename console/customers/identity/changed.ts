import { customerProducts, customerTimeline, getCustomer, listCustomers, listNotes } from '../../../contracts/customers.ts'
import { customerIdentity } from '../../../contracts/identity.ts'
import { customerFacts } from '../../../contracts/profile.ts'
import { listOrders } from '../../../contracts/orders.ts'
import type { RouteSpec } from '../../../contracts/route.ts'

/** What shows something else once people turn out to be others. */
export const changedByIdentity: RouteSpec[] = [getCustomer, listCustomers, customerIdentity, customerFacts, customerTimeline, customerProducts, listNotes, listOrders]
