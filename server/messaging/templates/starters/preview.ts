import type { Language } from '../../../../contracts/shapes.ts'
import type { Rendered } from '../../../../contracts/templates.ts'
import { appError, type Ctx } from '../../../platform/index.ts'
import { tryOut } from '../trying.ts'
import { starterContent } from './index.ts'

const notShown = appError('templates.starter_failed', 500, 'The starter could not be shown.')

/** A starter as its reader would see it, in the look of a store. */
export async function previewStarter(ctx: Ctx, { starter, language, store }: { starter: string; language: Language; store: string }): Promise<Rendered> {
  const { content, kind } = starterContent(starter, language)
  const { rendered } = await tryOut(ctx, { storeId: store, kind, content, language, base: '' })
  if (!rendered) throw notShown()
  return rendered
}
