import { hash } from 'node:crypto'
import type { Campaign } from '../../../contracts/campaigns.ts'

/**
 * Where somebody stands in a draw of a campaign, in [0, 1): the same whenever it is asked, evenly spread, and independent
 * of where they stand in other draws and other campaigns.
 */
export const lot = (campaignId: string, draw: 'hold-out' | 'test' | 'variant', customerId: string): number =>
  Number.parseInt(hash('sha256', `${campaignId} ${draw} ${customerId}`).slice(0, 12), 16) / 2 ** 48

export const isHeldOut = ({ id, holdOutPercent }: Pick<Campaign, 'id' | 'holdOutPercent'>, customerId: string): boolean => lot(id, 'hold-out', customerId) < holdOutPercent / 100

/** Who has to wait for the winner of a test has no letter yet. */
export const noLetter = '-'

/** Which variant somebody gets: the winner once there is one, else each the same share of those who take part in the test. */
export function letterFor({ id, variants, test, winner }: Pick<Campaign, 'id' | 'variants' | 'test' | 'winner'>, customerId: string): string {
  const letters = Object.keys(variants).toSorted()
  if (!test || letters.length < 2) return letters[0] ?? 'A'
  if (lot(id, 'test', customerId) >= test.sharePercent / 100) return winner ?? noLetter
  return letters[Math.floor(lot(id, 'variant', customerId) * letters.length)]!
}
