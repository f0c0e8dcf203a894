import type { Language } from '../../../../contracts/shapes.ts'
import type { Rendered } from '../../../../contracts/templates.ts'
import { appError, type Ctx } from '../../../platform/index.ts'
import { brandKit } from '../brand.ts'
import { tryOut } from '../trying.ts'
import { starterContent } from './index.ts'

const notShown = appError('templates.starter_failed', 500, 'The starter could not be shown.')

type Shown = { rendered: Promise<Rendered>; until: number }
const freshMs = 10 * 60_000
const mostKept = 300
/** A gallery is eleven mails at once; the same store sees the same ones again. */
const shown = new Map<string, Shown>()

/** A starter as its reader would see it, in the look of a store, with what sells best there now or ten minutes ago. */
export async function previewStarter(ctx: Ctx, { starter, language, store }: { starter: string; language: Language; store: string }): Promise<Rendered> {
  const key = JSON.stringify([starter, language, store, await brandKit(ctx.db, store)])
  const now = ctx.clock.now().epochMilliseconds
  const known = shown.get(key)
  if (known && known.until > now) return known.rendered
  if (shown.size >= mostKept) shown.clear()
  const rendered = draw(ctx, { starter, language, store })
  rendered.catch(() => shown.delete(key))
  shown.set(key, { rendered, until: now + freshMs })
  return rendered
}

async function draw(ctx: Ctx, { starter, language, store }: { starter: string; language: Language; store: string }): Promise<Rendered> {
  const { content, kind } = starterContent(starter, language)
  const { rendered } = await tryOut(ctx, { storeId: store, kind, content, language, base: '' })
  if (!rendered) throw notShown()
  return rendered
}
