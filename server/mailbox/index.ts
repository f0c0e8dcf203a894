export { startMailbox } from './smtp.ts'
export { routes } from './routes.ts'
export { mailboxKeeps } from './personal.ts'
