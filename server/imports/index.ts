export { importRoutes } from './routes.ts'
export { importJob, watchAbandoned } from './jobs.ts'
export { importsKeeps } from './personal.ts'
export { Tokenizer } from './reading/tokenizer.ts'
