export { catchUp, follow } from './follower.ts'
