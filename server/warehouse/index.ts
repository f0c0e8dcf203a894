export { catchUp, follow } from './follower.ts'
export { warehouseRoutes } from './routes.ts'
export { warehouseGauges } from './status.ts'
export { eventsNow } from './merged.ts'
