export { messagingKeeps } from './personal.ts'
export { messagingRoutes } from './routes.ts'
