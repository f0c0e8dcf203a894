export { audit, changesBetween, type Change, type Deed } from './audit.ts'
export { identify } from './identify.ts'
