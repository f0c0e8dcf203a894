import type { Language } from '../../../../contracts/shapes.ts'
import type { Ctx } from '../../../platform/index.ts'
import { publicUrl } from '../../../staff/index.ts'
import { sharedOf } from '../../templates/brand.ts'
import type { Compiled } from '../../templates/engine/render.ts'
import type { Shelf } from '../../templates/products.ts'
import { compile } from '../../templates/versions.ts'

/** A version in a language, ready for anybody, and what its store's products are read with. */
export type Ready = { compiled: Compiled; shelf: Shelf }

// Parsing is done once, not for each group of messages. Prices of chosen products may be a minute old.
const kept = new Map<string, { ready: Promise<Ready>; until: number }>()
const keepMs = 60_000
const atMost = 200

export function readyFor(ctx: Ctx, versionId: string, language: Language): Promise<Ready> {
  const key = `${versionId} ${language}`
  const now = performance.now()
  const known = kept.get(key)
  if (known && known.until > now) return known.ready
  const ready = prepare(ctx, versionId, language)
  // What failed is asked again the next time.
  ready.catch(() => kept.delete(key))
  kept.delete(key)
  kept.set(key, { ready, until: now + keepMs })
  if (kept.size > atMost) kept.delete(kept.keys().next().value!)
  return ready
}

async function prepare(ctx: Ctx, versionId: string, language: Language): Promise<Ready> {
  const { store_id: storeId } = await ctx.db.selectFrom('template_versions as v').innerJoin('templates as t', 't.id', 'v.template_id').select('t.store_id').where('v.id', '=', versionId).executeTakeFirstOrThrow()
  const [compiled, { shelf }] = [await compile(ctx, versionId, language), await sharedOf(ctx.db, { storeId, content: undefined, base: publicUrl(ctx.config) })]
  return { compiled, shelf }
}
