import type { Served } from '../platform/index.ts'

export const messagingRoutes: Served[] = []
