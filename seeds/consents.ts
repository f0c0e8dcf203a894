import { hash } from 'node:crypto'
import type { Channel } from '../contracts/consent.ts'
import { createWording, recordConsents, type Said } from '../server/customers/index.ts'
import type { Ctx } from '../server/platform/index.ts'
import type { Story } from './story/story.ts'

const wording = 'newsletter-2024-01'
const texts = {
  en: 'Yes, write to me about new things and offers. I can stop this at any time.', nl: 'Ja, schrijf me over nieuwe dingen en aanbiedingen. Ik kan dit altijd stoppen.',
  fil: 'Oo, sulatan ako tungkol sa mga bago at alok. Puwede ko itong itigil anumang oras.', ta: 'ஆம், புதியவை, சலுகைகள் பற்றி எனக்கு எழுதுங்கள். எப்போது வேண்டுமானாலும் நிறுத்தலாம்.',
  ru: 'Да, пишите мне о новинках и предложениях. Я могу отказаться в любое время.', gu: 'હા, મને નવી વસ્તુઓ અને ઑફર વિશે લખો. હું ગમે ત્યારે બંધ કરી શકું છું.',
}

/** What customers said when they signed up at the counter of the story: most agreed, some took it back, a few said no. */
export async function askCustomers(ctx: Ctx, story: Story, ids: Map<string, string>): Promise<void> {
  await createWording(ctx, { version: wording, note: 'Checkout and counter of the Corner Shops', channels: ['email', 'sms', 'post'], purposes: ['marketing'], texts })
  const now = ctx.clock.now().epochMilliseconds
  const said = story.customers.flatMap(({ key, createdAt, email, phone, language }, row): Said[] => {
    const chance = Number.parseInt(hash('sha256', `consent ${key}`, 'hex').slice(0, 8), 16) % 100
    const at = (days: number) => Temporal.Instant.fromEpochMilliseconds(Math.min(now, createdAt + days * 86_400_000)).toString()
    const one = (channel: Channel, decision: Said['decision'], days: number): Said => ({
      nodeId: ids.get(key)!, channel, purpose: 'marketing', decision, source: 'import', wordingVersion: wording, wordingText: texts[language as keyof typeof texts] ?? texts.en, language, occurredAt: at(days), proof: { file: 'consents-of-the-old-shop.csv', row: row + 2, form: 'Checkout' },
    })
    if (chance >= 75 || !email) return []
    if (chance >= 68) return [one('email', 'denied', 0)]
    return [one('email', 'granted', 0), ...(chance < 22 && phone ? [one('sms', 'granted', 0)] : []), ...(chance < 12 ? [one('post', 'granted', 0)] : []), ...(chance >= 60 ? [one('email', 'withdrawn', 40)] : [])]
  })
  for (let i = 0; i < said.length; i += 1000) await recordConsents(ctx, said.slice(i, i + 1000))
}
