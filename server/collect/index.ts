export { append, sources, type NewEvent } from './log.ts'
