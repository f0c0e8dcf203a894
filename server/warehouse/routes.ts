import { rebuildWarehouse, status } from '../../contracts/warehouse.ts'
import { serve, type Served } from '../platform/index.ts'
import { rebuild, statusOf } from './status.ts'

export const warehouseRoutes: Served[] = [
  serve(status, ctx => statusOf(ctx)),
  serve(rebuildWarehouse, ctx => rebuild(ctx)),
]
