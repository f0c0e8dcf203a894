export { identifiersIn, userKind, type Identifier, type Naming } from './identifiers.ts'
export { nodeIds, uuidOf, type NodeIds } from './nodes.ts'
export { normalEmail, normalPhone } from './normal.ts'
export { defaultPolicy, kindPolicy, namesNobody, type Policy } from './policy.ts'
