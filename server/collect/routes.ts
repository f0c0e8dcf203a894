import * as contract from '../../contracts/sources.ts'
import { serve, type Served } from '../platform/index.ts'
import { createSource, editSource, listSources } from './sources.ts'

export const sourceRoutes: Served[] = [
  serve(contract.listSources, (ctx, { query }) => listSources(ctx, query)),
  serve(contract.createSource, (ctx, { body }) => createSource(ctx, body)),
  serve(contract.editSource, (ctx, { params, body }) => editSource(ctx, { ...params, ...body })),
]
