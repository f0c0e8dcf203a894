export { append, sources, type NewEvent } from './log.ts'
export { openDoor } from './door.ts'
export { sourceRoutes } from './routes.ts'
