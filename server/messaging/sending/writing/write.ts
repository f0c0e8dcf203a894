import { languages, type Language } from '../../../../contracts/shapes.ts'
import { publicUrl } from '../../../staff/index.ts'
import type { Ctx } from '../../../platform/index.ts'
import { preferencesUrl, unsubscribeUrl } from '../../preferences/links.ts'
import { clickUrl, honeypotLink, pixelUrl } from '../../returning/index.ts'
import { render } from '../../templates/engine/render.ts'
import { scopesOf } from '../../templates/people.ts'
import type { Mailing, Message } from '../ledger.ts'
import type { Content, Writer } from '../letters.ts'
import { readyFor, type Ready } from './shelf.ts'
import { viewUrl } from './view.ts'

type Scope = Record<string, unknown>

/** Writes messages out of their templates, for each reader in their language, with links that tell when they are followed. */
export const writeMessages: Writer = async (ctx, mailing, messages) => {
  const contents = new Map<string, Content | Error>()
  const groups = Map.groupBy(messages, message => `${versionOf(mailing, message) ?? ''} ${languageOf(message)}`)
  for (const group of groups.values()) {
    const versionId = versionOf(mailing, group[0]!)
    try {
      if (!versionId) throw new Error('Its template has no published version.')
      const ready = await readyFor(ctx, versionId, languageOf(group[0]!))
      const scopes = await scopesOf(ctx, { shelf: ready.shelf, customerIds: group.map(m => m.customerId!), needs: ready.compiled.needs })
      for (const message of group) contents.set(message.id, one(ctx, { mailing, message, ready, person: scopes.get(message.customerId!) }))
    } catch (error) {
      for (const message of group) contents.set(message.id, error as Error)
    }
  }
  return contents
}

/** The version that a message is made of: its variant's, or of transactional mail the one that is published. */
const versionOf = (mailing: Mailing, { letter, versionId }: Message): string | undefined => versionId ?? mailing.variants[letter]?.versionId

const languageOf = ({ language }: Message): Language => languages.find(known => known === language?.slice(0, 3).replace(/[-_].*$/, '')) ?? 'en'

type Given = { mailing: Mailing; message: Message; ready: Ready; person: Scope | undefined }

function one(ctx: Ctx, { mailing, message, ready, person }: Given): Content | Error {
  if (!person) return new Error('The customer is gone.')
  const base = publicUrl(ctx.config)
  const isCampaign = mailing.stream === 'campaign'
  const unsubscribe = unsubscribeUrl(ctx, message.id)
  const own = { ...person, data: message.data ?? {}, unsubscribe_url: unsubscribe, preferences_url: preferencesUrl(ctx, message.id), view_url: viewUrl(ctx, message.id) }
  const rewrite = (url: string, linkIndex: number) => (/^https?:/i.test(url) ? clickUrl(ctx, { base, messageId: message.id, linkIndex, url }) : url)
  try {
    const { subject, html, text } = render(ready.compiled, own, { rewrite })
    return { subject: mailing.variants[message.letter]?.subjects?.[ready.compiled.language] || subject, text, html: watched(html, ctx, { base, messageId: message.id }), unsubscribeUrl: isCampaign ? unsubscribe : null }
  } catch (error) {
    return error as Error
  }
}

/** With the pixel that tells of opening, and the link that only programs follow. */
function watched(html: string, ctx: Ctx, at: { base: string; messageId: string }): string {
  const watching = `${honeypotLink(ctx, at)}<img src="${pixelUrl(ctx, at)}" width="1" height="1" alt="" style="display:block;border:0">`
  const end = html.lastIndexOf('</body>')
  return end < 0 ? html + watching : html.slice(0, end) + watching + html.slice(end)
}
