import type { StoryCustomer } from './customers.ts'
import type { StoryOrder } from './orders.ts'
import { chanceOf } from './random.ts'

export type StoryNote = { customer: string; text: string; at: number }

const notes: Record<string, string[]> = {
  nl: ['Belt liever dan dat ze mailt.', 'Spaart het hele servies, stuk voor stuk.', 'Wil pakjes bij de buren op nummer 14.', 'Zoekt een cadeau voor een bruiloft in juni.', 'Kwam langs in de winkel met haar moeder, heel tevreden over de schorten.'],
  en: ['Prefers a call after six.', 'Asked for gift wrapping without prices.', 'Had a chipped plate in March, sent a new one the same day.', 'Opens a tea room in the spring and may order larger numbers.', 'Allergic to lavender, please no samples.'],
  fil: ['Mas gusto ng text kaysa tawag.', 'Para sa pasalubong ang karamihan ng binibili niya.', 'Nagtanong kung may mas malaking basket.', 'Pakibalot nang maayos, nabasag ang huling plato.'],
  ta: ['தமிழில் பேச விரும்புகிறார்.', 'பொங்கலுக்கு முன் பத்து கோலம் அச்சுகள் தேவை என்றார்.', 'விளக்கின் அளவு பற்றிக் கேட்டார்; 23 செ.மீ. பரிந்துரைத்தோம்.'],
  gu: ['દિવાળી પહેલાં ડિલિવરી જોઈએ છે.', 'ફોન કરતાં મેસેજ વધારે પસંદ કરે છે.', 'દીકરીના લગ્ન માટે ટેબલક્લોથ શોધે છે.'],
  ru: ['Просит звонить после шести вечера.', 'Собирает синюю эмаль, ждёт новый кувшин.', 'Заказывает подарки коллегам перед Новым годом.', 'Доставка только по рабочим дням.'],
}

/** What staff wrote down about one customer in sixteen, in the language that they spoke with them. */
export function notesOf(customers: StoryCustomer[], orders: StoryOrder[], until: number): StoryNote[] {
  const chance = chanceOf('notes')
  const last = new Map(orders.map(order => [order.customer, order.placedAt]))
  return customers.flatMap(({ key, language, habit }) => {
    const order = last.get(key)
    if (order === undefined || !chance.happens(habit === 'champion' || habit === 'wholesale' ? 0.5 : 0.04)) return []
    return [{ customer: key, text: chance.one(notes[language] ?? []), at: Math.min(until - 60_000, order + chance.between(1, 96) * 3_600_000) }]
  })
}
