import type { Served } from '../platform/index.ts'
import { decidingRoutes } from './deciding/routes.ts'
import { messageRoutes } from './messages/routes.ts'
import { preferenceRoutes } from './preferences/team.ts'
import { returnRoutes } from './returning/index.ts'
import { setupRoutes } from './setup/routes.ts'
import { templateRoutes } from './templates/routes.ts'

export const messagingRoutes: Served[] = [...decidingRoutes, ...preferenceRoutes, ...returnRoutes, ...messageRoutes, ...setupRoutes, ...templateRoutes]
