import type { Language } from '../../contracts/shapes.ts'
import type { NameList } from './names.ts'

/** Parts of the world that buy with one calendar. */
export type Region = 'eu' | 'ph' | 'in'
export type StoryStore = { key: string; name: string; currency: string; timeZone: string; country: string; region: Region; firstNumber: number; numberPrefix: string }

export const stores: StoryStore[] = [
  { key: 'corner-shop', name: 'Corner Shop', currency: 'EUR', timeZone: 'Europe/Amsterdam', country: 'NL', region: 'eu', firstNumber: 15_001, numberPrefix: '' },
  { key: 'corner-shop-manila', name: 'Corner Shop Manila', currency: 'PHP', timeZone: 'Asia/Manila', country: 'PH', region: 'ph', firstNumber: 1001, numberPrefix: 'MNL-' },
  { key: 'corner-shop-chennai', name: 'Corner Shop Chennai', currency: 'INR', timeZone: 'Asia/Kolkata', country: 'IN', region: 'in', firstNumber: 1001, numberPrefix: 'CHN-' },
]

export const storeOf = (key: string) => stores.find(store => store.key === key)!

/** Names with how many of each; one when no number is given. */
const cities = (text: string) => text.split(', ').map((entry): [string, number] => [entry.replace(/ \d+$/, ''), Number(/\d+$/.exec(entry)?.[0] ?? 1)])

const tamilNadu = cities('Chennai 16, Coimbatore 7, Madurai 6, Tiruchirappalli 4, Salem 3, Tirunelveli 2, Thanjavur 2, Puducherry 2, Bengaluru 2')
const gujarat = cities('Ahmedabad 12, Surat 8, Vadodara 6, Rajkot 4, Bhavnagar 2, Gandhinagar 2, Mumbai 3')

/** Who the customers are: country, language, the names they carry, how many of every 2,000, and where they live when not all over the country. */
export const peoples: { country: string; language: Language; names: NameList; share: number; cities?: [string, number][] }[] = [
  { country: 'NL', language: 'nl', names: 'dutch', share: 610 },
  { country: 'NL', language: 'en', names: 'dutch', share: 60 },
  { country: 'NL', language: 'ru', names: 'russian', share: 25 },
  { country: 'NL', language: 'gu', names: 'gujarati', share: 20 },
  { country: 'NL', language: 'ta', names: 'tamil', share: 20 },
  { country: 'BE', language: 'nl', names: 'flemish', share: 240 },
  { country: 'BE', language: 'en', names: 'flemish', share: 20 },
  { country: 'PH', language: 'fil', names: 'filipino', share: 340 },
  { country: 'PH', language: 'en', names: 'filipino', share: 120 },
  { country: 'IN', language: 'ta', names: 'tamil', share: 190, cities: tamilNadu },
  { country: 'IN', language: 'gu', names: 'gujarati', share: 150, cities: gujarat },
  { country: 'IN', language: 'en', names: 'indian', share: 70 },
  { country: 'LV', language: 'ru', names: 'russian', share: 125 },
  { country: 'LV', language: 'en', names: 'russian', share: 10 },
]

type Country = { store: string; cities: [string, number][]; mobile: (digits: string) => string }

export const countries: Record<string, Country> = {
  NL: { store: 'corner-shop', mobile: digits => `+316${digits.slice(-8).replace(/^\d/, first => String(1 + (Number(first) % 5)))}`, cities: cities('Amsterdam 18, Utrecht 15, Rotterdam 12, Den Haag 9, Eindhoven 6, Groningen 6, Haarlem 6, Leiden 5, Nijmegen 5, Amersfoort 4, Breda 4, Arnhem 4, Delft 3, Zwolle 3, Deventer 2, Middelburg 1, Leeuwarden 2') },
  BE: { store: 'corner-shop', mobile: digits => `+3247${digits.slice(-7)}`, cities: cities('Antwerpen 12, Gent 11, Brugge 6, Leuven 6, Mechelen 4, Brussel 6, Hasselt 3, Kortrijk 3, Oostende 2, Aalst 2') },
  LV: { store: 'corner-shop', mobile: digits => `+3712${digits.slice(-7)}`, cities: cities('Рига 12, Даугавпилс 5, Юрмала 4, Лиепая 3, Резекне 1') },
  PH: { store: 'corner-shop-manila', mobile: digits => `+63917${digits.slice(-7)}`, cities: cities('Quezon City 14, Manila 12, Makati 9, Pasig 6, Taguig 6, Cebu City 8, Davao City 6, Iloilo City 4, Baguio 4, Antipolo 3, Bacolod 2, Cagayan de Oro 2, Naga 1, Tagaytay 1') },
  IN: { store: 'corner-shop-chennai', mobile: digits => `+9198${digits.slice(-8)}`, cities: cities('Chennai 16, Coimbatore 7, Madurai 6, Tiruchirappalli 4, Salem 3, Ahmedabad 10, Surat 7, Vadodara 5, Rajkot 3, Bengaluru 4, Mumbai 4, Puducherry 2') },
}
