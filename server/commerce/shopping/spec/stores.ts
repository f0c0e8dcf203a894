import type { LogEvent } from '../../../collect/index.ts'
import type { Db } from '../../../platform/index.ts'
import { currencyIn, textIn } from './amounts.ts'

export type Store = { id: string; key: string; name: string; currency: string; abandonedMinutes: number }

export const allStores = (db: Db): Promise<Store[]> => db.selectFrom('stores').select(['id', 'key', 'name', 'currency', 'cart_abandoned_minutes as abandonedMinutes']).execute()

/**
 * The store of an event: the source's; else the only one there is; else the one that `affiliation` names by key or name;
 * else the only one that sells in the event's currency.
 */
export function storeOf(stores: Store[], { storeId, properties }: LogEvent): Store | undefined {
  if (storeId) return stores.find(store => store.id === storeId)
  if (stores.length < 2) return stores[0]
  const affiliation = textIn(properties['affiliation'])?.toLowerCase()
  const named = affiliation ? stores.find(store => store.key === affiliation || store.name.toLowerCase() === affiliation) : undefined
  if (named) return named
  const currency = currencyIn(properties['currency'])
  const ofCurrency = stores.filter(store => store.currency === currency)
  return ofCurrency.length === 1 ? ofCurrency[0] : undefined
}
